"""Where a thing is defined: of a field, the operation that made its column; of a name in an operation, the field; of an id, the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.schema.operations import DropConstraint, DropIndex, Operation
from alembic_ls.views.keys import key_place, past_of_key
from alembic_ls.views.memory import memory_of
from alembic_ls.views.occurrences import model_place, occurrences
from alembic_ls.views.offsets import contains
from alembic_ls.views.target import Subject, Target, targets_at


def definition(projects: Sequence[Project], path: str, line: int, character: int) -> list[Span]:
    """The places where what stands there is defined; none where it is nothing that the schema knows of."""
    found: dict[Span, None] = {}
    for target in targets_at(projects, path, line, character):
        found.update(dict.fromkeys(_places(target)))
    return list(found)


def _places(target: Target) -> Iterator[Span]:
    project = target.project
    if target.kind == "revision":
        revision = project.graph.by_id[target.revision or ""]
        yield from (each.span for each in occurrences(target, revision.path) if each.declares)
        return
    if target.kind == "operation":
        return
    for subject in target.subjects:
        if target.kind == "key":
            place = key_place(project, subject.table, target.name or "")
        else:
            place = model_place(project, subject)
        found = (_made(target, subject) if place is None or _is_home(target, place) else place) or place
        if found is not None:
            yield found


def _is_home(target: Target, place: Span) -> bool:
    """True where the target is the place itself, or the name that is written there for it: `name = Column("…")`, `__tablename__ = "…"`."""
    if place.path != target.span.path:
        return False
    if contains(place, *target.span[1:3]) or (target.in_models and place.start_line == target.span.start_line):
        return True
    source = memory_of(target.project).source(place.path) if target.in_models and target.kind == "table" else None
    return source is not None and source.chunk_at(place.start_line) is source.chunk_at(target.span.start_line)


def _made(target: Target, subject: Subject) -> Span | None:
    """The operation that made the thing: the name in it where that is written there, else all of it."""
    project = target.project
    operation = _maker(target, subject)
    origin = operation.origin if operation is not None else None
    if origin is None:
        return None
    whole = project.span(origin)
    inside = (each.span for each in occurrences(target, whole.path) if contains(whole, *each.span[1:3]) and each.span != whole)
    return next(inside, whole)


def _maker(target: Target, subject: Subject) -> Operation | None:
    """The operation that made the thing; of a key that was dropped and made again, the last."""
    if subject.thread is None:
        return None
    if target.kind != "key":
        return subject.thread.steps[0].operation
    steps = past_of_key(memory_of(target.project), subject.thread, target.name or "").steps
    made = [step.operation for step in steps if not isinstance(step.operation, (DropIndex, DropConstraint))]
    return made[-1] if made else None
