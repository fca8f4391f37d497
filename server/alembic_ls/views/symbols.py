"""The outline of a file as the database sees it, and the tables, columns and revisions of everything by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.describe import describe
from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.history.revision import Revision
from alembic_ls.schema.tables import ForeignKey, Table, Unique
from alembic_ls.text.anchor import Anchor
from alembic_ls.views.ddl import column_line, key_line
from alembic_ls.views.memory import Memory, Place, memory_of
from alembic_ls.views.values import Symbol

_MOST = 500  # symbols of a workspace at once


def document_symbols(projects: Sequence[Project], path: str) -> list[Symbol]:
    """A revision with its functions and their operations; or the tables of a models file with their columns and keys."""
    for project in projects:
        memory = memory_of(project)
        revision = memory.revision_of(path)
        if revision is not None:
            return [_revision(project, memory, revision)]
        if places := memory.places(path):
            return list(_tables(project, memory, path, places))
    return []


def _revision(project: Project, memory: Memory, revision: Revision) -> Symbol:
    children = [
        _function(project, memory, name, anchor)
        for name, anchor in (("upgrade", revision.upgrade), ("downgrade", revision.downgrade))
        if anchor is not None
    ]
    source = memory.source(revision.path)
    whole = Span(revision.path, 0, 0, len(source.lines) if source is not None else 1, 0)
    return Symbol(revision.message or revision.id, "revision", revision.id, whole, project.span(revision.where), tuple(children))


def _function(project: Project, memory: Memory, name: str, anchor: Anchor) -> Symbol:
    selection = project.span(anchor)
    operations = [
        Symbol(describe(written.operation, project.dialect), "operation", "", written.span, written.span, container=name)
        for written in memory.written(anchor.path)
        if written.function == name and written.span.path == anchor.path
    ]
    return Symbol(name, "function", "", _chunk(memory, anchor) or selection, selection, tuple(operations))


def _chunk(memory: Memory, anchor: Anchor) -> Span | None:
    source = memory.source(anchor.path)
    chunk = source.chunk(anchor.chunk) if source is not None else None
    if chunk is None:
        return None
    lines = chunk.text.rstrip().split("\n")
    return Span(anchor.path, chunk.start_line, 0, chunk.start_line + len(lines) - 1, len(lines[-1]))


def _tables(project: Project, memory: Memory, path: str, places: Iterable[Place]) -> Iterator[Symbol]:
    for place in places:
        if place.column is None:
            table = place.table
            whole = _chunk(memory, Anchor(path, place.chunk)) or place.span
            children = tuple(_parts(project, table, path))
            inside = [whole, *(child.span for child in children)]
            whole = Span(path, *min(span[1:3] for span in inside), *max(span[3:5] for span in inside))
            yield Symbol(table.key, "table", "", whole, place.span, children)


def _parts(project: Project, table: Table, path: str) -> Iterator[Symbol]:
    """The columns and keys of a table that are written in this file."""
    for name, column in table.columns.items():
        if column.origin is not None and column.origin.path == path:
            span = project.span(column.origin)
            yield Symbol(name, "column", column_line(column, project.dialect)[len(name) + 1 :], span, span, container=table.key)
    for index in table.indexes:
        if index.origin is not None and index.origin.path == path:
            span = project.span(index.origin)
            yield Symbol(index.name or "index", "index", key_line(index), span, span, container=table.key)
    constraints: tuple[Unique | ForeignKey, ...] = (*table.uniques, *table.foreign_keys)
    for constraint in constraints:
        if constraint.origin is not None and constraint.origin.path == path:
            span = project.span(constraint.origin)
            yield Symbol(constraint.name or "constraint", "constraint", key_line(constraint), span, span, container=table.key)


def workspace_symbols(projects: Sequence[Project], query: str) -> list[Symbol]:
    """Tables, columns as `table.column` and revisions by message or id, that have the letters of `query` in this order.

    Those that begin with the query come first, then those that hold it.
    """
    found: dict[tuple[str, str, str], tuple[int, int, Project, str, Anchor, str | None]] = {}
    for project in projects:
        for name, kind, detail, anchor, container in _named(project):
            rank = _rank(query, f"{name} {detail}" if kind == "revision" else name)
            if rank is not None:
                found.setdefault((kind, name, anchor.path), (rank, len(found), project, detail, anchor, container))
    best = sorted(found.items(), key=lambda each: each[1][:2])[:_MOST]
    return [
        Symbol(name, kind, detail, project.span(anchor), project.span(anchor), container=container)
        for (kind, name, _), (_, _, project, detail, anchor, container) in best
    ]


def _named(project: Project) -> Iterator[tuple[str, str, str, Anchor, str | None]]:
    tables = project.models().tables.values()
    for table in tables:
        anchor = table.class_origin or table.origin
        if anchor is not None:
            yield table.key, "table", "", anchor, None
    for revision in project.graph.by_id.values():
        yield revision.message or revision.id, "revision", revision.id, revision.where, None
    for table in tables:
        for name, column in table.columns.items():
            if column.origin is not None:
                yield f"{table.key}.{name}", "column", "", column.origin, table.key


def _rank(query: str, name: str) -> int | None:
    """How far the name is from what is asked for; None where it lacks a letter of it."""
    wanted, name = query.lower().strip(), name.lower()
    if wanted in name:
        return 0 if name.startswith(wanted) else 1
    letters = iter(name)
    return 2 if all(letter in letters for letter in wanted if not letter.isspace()) else None
