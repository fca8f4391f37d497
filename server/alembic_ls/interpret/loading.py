"""Modules read and gone through: what they import is loaded, what may make tables is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.interpret.finder import Found
from alembic_ls.interpret.import_lines import absolute, imports_in, imports_of, imports_of_text
from alembic_ls.interpret.lively import is_lively, is_wanted
from alembic_ls.interpret.modules import Module
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.imports import Import

_IMPORT_PATH = "sys.path."  # what changes it is run in every module that is read


def load(machine: Machine, name: str, found: Found, force: bool = False) -> Module:
    """Reads a module and goes through it in Python's order: what it imports is loaded, what may make tables is run."""
    text = machine.files.text(found.path) if found.path is not None else None
    source = SourceFile(found.path, text) if found.path is not None and text is not None else None
    lively = force or (found.first_party and source is not None and is_lively(source.text))
    module = Module(name, found.path or found.folder or "", found.folder, source, lively)
    module.is_library = not found.first_party
    machine.modules[name] = module
    if found.path is not None and text is None:
        machine.note(Unknown(f"the file of module '{name}' could not be read", Anchor(found.path)))
    if source is not None and (found.first_party or lively) and (force or not machine.lazy):
        walk(machine, module)
    else:
        module.is_looked_into = True
        if source is not None and found.first_party and _IMPORT_PATH in source.text:
            for chunk in source.chunks:
                if chunk.kind == "other" and _IMPORT_PATH in chunk.text:
                    module.run_chunk(machine, chunk)
    return module


def walk(machine: Machine, module: Module) -> None:
    """Loads what a module imports, and runs its statements where it may make tables."""
    assert module.source is not None
    if not module.lively:
        imported = _follow(machine, module, module.source)
        if not _calls_a_maker(machine, module, module.source.text, imported):
            return
        module.lively = True
    in_turn = module.in_turn()
    makers: tuple[str, ...] | None = None
    for chunk in module.source.chunks:
        if chunk.kind == "import":
            for statement in imports_of(chunk):
                machine.reach_all(statement, module)
            module.run_chunk(machine, chunk)
            continue
        wanted = is_wanted(chunk) or chunk.key in in_turn
        if not wanted and chunk.kind == "assign" and "(" in chunk.text:
            makers = _makers(machine, module) if makers is None else makers
            wanted = any(maker in chunk.text for maker in makers)
        if wanted:
            module.run_chunk(machine, chunk)
    module.forget()


def _follow(machine: Machine, module: Module, source: SourceFile) -> list[Import]:
    """Loads what a module imports that makes no tables, and tells it. Only one that changes the import path is split for it."""
    followed: list[Import] = []
    if _IMPORT_PATH not in source.text:
        for statement in imports_in(source):
            followed.append(statement)
            _load_all(machine, statement, module)
        return followed
    for chunk in source.chunks:
        if chunk.kind == "other" and _IMPORT_PATH in chunk.text:
            module.run_chunk(machine, chunk)
        elif chunk.kind in ("import", "other"):
            for statement in imports_of_text(chunk.text):
                followed.append(statement)
                _load_all(machine, statement, module)
    return followed


def _load_all(machine: Machine, statement: Import, module: Module) -> None:
    machine.reach_all(statement, module)
    if statement.is_from and any(name == "*" for name, _ in statement.names):
        machine.reach_exported(absolute(module, statement.module, statement.level))


def _calls_a_maker(machine: Machine, module: Module, text: str, imported: list[Import]) -> bool:
    """True where a module that itself says nothing of tables calls a function of another one that may make them."""
    return any(True for _ in _imported_makers(machine, module, text, imported))


def _imported_makers(machine: Machine, module: Module, text: str, imported: Iterable[Import]) -> Iterator[str]:
    """`name(` of the functions from other modules which may make a table, of those that `text` calls."""
    for statement in imported:
        other = machine.modules.get(absolute(module, statement.module, statement.level)) if statement.is_from else None
        if isinstance(other, Module) and other.lively:
            for name, alias in statement.names:
                call = f"{alias or name}("
                if call in text and _makes(other, name):
                    yield call


def _makes(module: Module, name: str) -> bool:
    return any(chunk.kind == "def" and is_lively(chunk.text) for chunk in module.index().get(name, ()))


def _makers(machine: Machine, module: Module) -> tuple[str, ...]:
    """`name(` of the functions that may make a table, of the module and of those that it imports from: a call of one is to be run."""
    assert module.source is not None
    found = [f"{chunk.name}(" for chunk in module.source.chunks if chunk.kind == "def" and is_lively(chunk.text)]
    imported = (statement for chunk in module.source.chunks if chunk.kind == "import" for statement in imports_of(chunk))
    return (*found, *_imported_makers(machine, module, module.source.text, imported))
