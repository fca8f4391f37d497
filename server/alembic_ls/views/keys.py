"""Indexes and constraints by name: where the models declare one, what the database calls it, and which operations made it what it is."""

from __future__ import annotations

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.schema import operations as ops
from alembic_ls.schema.tables import FinalName
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.views.keys_made import key_named, keys_of, made_keys
from alembic_ls.views.memory import Memory, memory_of
from alembic_ls.views.offsets import contains
from alembic_ls.views.thread import Step, Thread


def key_place(project: Project, table: str, name: str) -> Span | None:
    """Where the models declare an index or constraint of this name, of the table of this key."""
    found = key_named(memory_of(project).model(table), name)
    return project.span(found.origin) if found is not None and found.origin is not None else None


def name_in_models(project: Project, table: str, written: str, place: Span) -> str:
    """The name of the key of the models that calls itself so at a place: naming conventions may make more of it."""
    model = memory_of(project).model(table)
    for key in keys_of(model) if model is not None else ():
        if key.name and key.name != written and key.name.endswith(written) and key.origin is not None:
            span = project.span(key.origin)
            if span.path == place.path and contains(span, place.start_line, place.start_character):
                return key.name
    return written


class KeyPast(NamedTuple):
    """The steps of a table that made, renamed and dropped a key, and all `names` that it is written by in them."""

    steps: list[Step]
    names: frozenset[str]


def past_of_key(memory: Memory, thread: Thread, name: str) -> KeyPast:
    """What was done to the key that a table has, or had last, under this name."""
    steps: list[Step] = []
    names = {name}
    for step in reversed(thread.steps):
        operation = step.operation
        if isinstance(operation, (ops.RenameIndex, ops.RenameConstraint)):
            if name not in (operation.name, operation.new_name):
                continue
            name = operation.name
        elif isinstance(operation, (ops.DropIndex, ops.DropConstraint)):
            if operation.name != name:
                continue
        elif (written := _written_as(memory, step, name)) is not None:
            names.add(written or name)
        else:
            continue
        names.add(name)
        steps.append(step)
    return KeyPast(steps[::-1], frozenset(names))


def _written_as(memory: Memory, step: Step, name: str) -> str | None:
    """How an operation that makes the key of this name calls it, "" where it does not; None where it makes no such key."""
    made = [key.name for key in made_keys(step.operation)]
    if name in made:
        return name
    for written in made:
        if not isinstance(written, FinalName) and name.endswith(written or "") and _comes(memory, step, name):
            return str(written or "")
    return None


def _comes(memory: Memory, step: Step, name: str) -> bool:
    """True where the database has a key of this name after a step, and not before: it is the one that gives the name."""
    before, after = (memory.past.schema(step.number + moment).tables.values() for moment in (0, 1))
    return not any(key_named(table, name) for table in before) and any(key_named(table, name) for table in after)
