"""Where a thing is defined: of a field, the operation that made its column; of a name in an operation, the field; of an id, the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.views.occurrences import key_place, model_place, occurrences
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
            place = key_place(project, subject, target.name or "")
        else:
            place = model_place(project, subject)
        at_home = place is not None and place.path == target.span.path and contains(place, *target.span[1:3])
        found = (_made(target, subject) if at_home or place is None else place) or place
        if found is not None:
            yield found


def _made(target: Target, subject: Subject) -> Span | None:
    """The operation that made the thing: the name in it where that is written there, else all of it."""
    project = target.project
    operations = (
        [step.operation for step in subject.thread.steps[:1]]
        if target.kind != "key" and subject.thread is not None
        else [
            step.operation
            for step in (subject.thread.steps if subject.thread is not None else ())
            if target.name in _made_keys(step.operation)
        ][-1:]
    )
    origin = operations[0].origin if operations else None
    if origin is None:
        return None
    whole = project.span(origin)
    inside = (each.span for each in occurrences(target, whole.path) if contains(whole, *each.span[1:3]) and each.span != whole)
    return next(inside, whole)


def _made_keys(operation: object) -> list[str | None]:
    """The names of the indexes and constraints that an operation makes."""
    made: list[str | None] = []
    for holder in (operation, getattr(operation, "table", None)):
        for field in ("foreign_keys", "uniques", "indexes", "checks"):
            made += [key.name for key in getattr(holder, field, ())]
    for field in ("index", "constraint"):
        key = getattr(operation, field, None)
        if key is not None and not callable(key):
            made.append(key.name)
    return made
