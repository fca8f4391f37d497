"""A line above each model and each revision: how many revisions made it, when last, and what is not migrated; where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.history.downgrade import Reversal
from alembic_ls.history.revision import Revision
from alembic_ls.schema.operations import Obscure
from alembic_ls.views.memory import Memory, Place, memory_of
from alembic_ls.views.target import subject_of
from alembic_ls.views.values import Lens


def lenses(projects: Sequence[Project], path: str, now: datetime | None = None) -> list[Lens]:
    """The lenses of a file. `now` is what "2 days ago" is counted from: the clock's time where it is None."""
    for number, project in enumerate(projects):
        memory = memory_of(project)
        revision = memory.revision_of(path)
        if revision is not None:
            return [Lens(project.span(revision.where), " · ".join(_facts(project, memory, revision)))]
        places = [place for place in memory.places(path) if place.column is None]
        if places:
            siblings = [each for each in projects[number:] if each.environment == project.environment]
            at = now or datetime.now(timezone.utc)
            return [_of_table(siblings, place, at) for place in places]
    return []


# Models


def _of_table(projects: Sequence[Project], place: Place, now: datetime) -> Lens:
    project = projects[0]
    thread = subject_of(project, place.table.key).thread
    steps = thread.steps if thread is not None else []
    revisions = list(dict.fromkeys(step.revision for step in steps))
    parts = [_count(len(revisions), "revision")]
    targets: dict[Span, None] = {}
    if revisions:
        last = project.graph.by_id[revisions[-1]]
        date = ago(last.create_date, now)
        parts.append(f"last {last.id}" + (f", {date}" if date else ""))
        origins = (step.operation.origin for step in reversed(steps))
        targets = dict.fromkeys(project.span(origin) for origin in origins if origin is not None)
    parts.append(_drift(projects, place))
    return Lens(place.span, " · ".join(parts), tuple(targets))


def _drift(projects: Sequence[Project], place: Place) -> str:
    differences = {
        (difference.kind, difference.column, difference.what)
        for project in projects
        for difference in memory_of(project).differences(place.table.key)
    }
    if differences:
        return f"{_count(len(differences), 'change')} not migrated"
    unknown = place.table.unknown or any(project.history().unknown for project in projects)
    return "in sync as far as it is known" if unknown else "in sync"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def ago(created: str | None, now: datetime) -> str | None:
    """A revision's date as a distance in time; None where it is no date."""
    try:
        then = datetime.fromisoformat(created) if created else None
    except ValueError:
        return None
    if then is None:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=now.tzinfo)
    elif now.tzinfo is None:
        then = then.replace(tzinfo=None)
    days = (now - then).days
    if days < 1:
        return "today" if days == 0 else None
    for length, name in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= length * (1 if length == 1 else 2):
            return f"{_count(days // length, name)} ago"
    return f"{_count(days, 'day')} ago"


# Revisions


def _facts(project: Project, memory: Memory, revision: Revision) -> Iterator[str]:
    graph = project.graph
    children = len(graph.children[revision.id])
    if revision.id in graph.heads:
        yield "head" if len(graph.heads) == 1 else f"head, one of {len(graph.heads)}"
    if not (revision.down or revision.unknown):
        yield "base"
    if len(revision.down) > 1:
        yield f"merges {len(revision.down)}"
    if children > 1:
        yield f"{children} branch off here"
    if revision.id not in memory.threads.moments:
        yield "cannot be run"
        return
    first, last = memory.threads.moments[revision.id]
    unclear = sum(isinstance(step.operation, Obscure) for step in memory.threads.steps[first:last])
    if unclear:
        yield f"{_count(unclear, 'statement')} not followed"
    if last > first:
        known = memory.past.ways_back
        if revision.id not in known:
            known[revision.id] = _way_back(project, revision, unclear > 0)
        yield known[revision.id]
    else:
        yield "changes nothing"


def _way_back(project: Project, revision: Revision, unclear: bool) -> str:
    reversal = Reversal(project.replayed(), revision)
    if reversal.body.kind in ("missing", "raises") or reversal.is_marked:
        return "irreversible"
    if reversal.left:
        return "not wholly reversible"
    if unclear or any(isinstance(operation, Obscure) for operation in reversal.back.operations) or not reversal.back.returned:
        return "reversible?"
    return "reversible"
