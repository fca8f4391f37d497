"""One statement of a module: the names that it binds, and how it is run within its budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.import_lines import imports_of
from alembic_ls.interpret.limits import STEPS_PER_STATEMENT
from alembic_ls.interpret.native import obscure
from alembic_ls.interpret.targets import bound_by, changed_by
from alembic_ls.interpret.values import OutOfFuel, Raised, Scope
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.chunks import Chunk

_BINDS_MORE = regex(r"[\w\s]+=\s*[\w.,\s*()\[\]]+=(?!=)|[^#\n]*:=")  # `a = b = 1`, `a = (b := 1)`


def bound_names(chunk: Chunk) -> list[str]:
    if chunk.name is not None and (chunk.kind != "assign" or not _BINDS_MORE.match(chunk.text)):
        return [chunk.name]
    if chunk.kind == "import":
        return [name for statement in imports_of(chunk) for name in statement.bound]
    return [name for node in chunk.statements for name in bound_by(node)]


def run_statements(machine: Machine, chunk: Chunk, scope: Scope) -> None:
    """Runs a chunk's statements within a budget of steps of its own."""
    from alembic_ls.interpret.execution import execute

    saved, machine.fuel = machine.fuel, min(machine.fuel, STEPS_PER_STATEMENT)
    given = machine.fuel
    doubt: Unknown | None = None
    unfinished = False
    uncertain, machine.uncertain = machine.uncertain, None
    tiring, machine.tiring = machine.tiring, set()
    try:
        execute(machine, chunk.statements, scope)
    except Raised as raised:
        doubt = (
            raised.value if isinstance(raised.value, Unknown) else Unknown("this statement raises", Anchor(chunk.path, chunk.key))
        )
    except OutOfFuel:
        doubt = Unknown("this statement takes too long to follow", Anchor(chunk.path, chunk.key))
        unfinished = True
    except RecursionError:
        doubt = Unknown("this statement is nested too deeply to follow", Anchor(chunk.path, chunk.key))
    finally:
        machine.fuel = saved - (given - max(machine.fuel, 0))
        machine.uncertain = uncertain
        machine.tiring = tiring
    if doubt is None and chunk.kind == "class":
        chunk.forget()  # it was made, and will not be run again
    if doubt is not None:
        machine.note(doubt)
        for name in bound_names(chunk):
            scope.module.namespace.setdefault(name, doubt)
        if unfinished:
            _obscure(chunk, scope.module.namespace, doubt)


def _obscure(chunk: Chunk, namespace: dict[str, Any], doubt: Unknown) -> None:
    """What a chunk that was not run to its end may have bound or changed otherwise."""
    for node in chunk.statements:
        for name in bound_by(node):
            if not obscure(namespace.get(name), doubt):
                namespace[name] = doubt
        for name in changed_by(node):
            obscure(namespace.get(name), doubt)
