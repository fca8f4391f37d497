"""What may be typed inside a string: tables, columns, indexes and constraints as they are at that revision; targets; revision ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.changes.apply import apply
from alembic_ls.findings.span import Span
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.views.ddl import column_line, key_line
from alembic_ls.views.literal import Literal, literal_at
from alembic_ls.views.memory import Memory, memory_of
from alembic_ls.views.offsets import chunk_at, offset_of, span_in
from alembic_ls.views.roles import COLUMN, KEY, REFERENT, REFERS, REVISION, TABLE, TARGET, Role, role_of, written_table
from alembic_ls.views.values import Item

_BATCH = regex(
    r"""^(?P<indent>[ \t]*)with\b[^\n]*batch_alter_table\(\s*(?:table_name\s*=\s*)?["'](?P<table>[^"'\n]+)["']""", re.M
)
_SWALLOWED = regex(r"[\s,()\[\]]")


class _Place(NamedTuple):
    """Where it is typed."""

    project: Project
    memory: Memory
    path: str
    chunk: Chunk
    literal: Literal
    role: Role
    line: int


def completion(projects: Sequence[Project], path: str, line: int, character: int, text: str | None = None) -> list[Item]:
    """What fits into the string around the place. `text` is the buffer as it is now, where the projects were read before.

    Nothing outside of strings: there the editor's own Python completion speaks.
    """
    for project in projects:
        memory = memory_of(project)
        source = memory.source(path) if text is None else SourceFile(path, text)
        chunk = chunk_at(source, line) if source is not None else None
        literal = literal_at(chunk.text, offset_of(chunk, line, character)) if chunk is not None else None
        role = role_of(literal) if literal is not None else None
        if chunk is None or literal is None or role is None:
            return []
        if _knows(memory, path):
            place = _Place(project, memory, path, chunk, literal, role, line)
            return list(_items(place))
    return []


def _knows(memory: Memory, path: str) -> bool:
    return memory.concerns(path) or any(path.startswith(folder) for folder in memory.version_folders)


def _items(place: _Place) -> Iterator[Item]:
    choose = _CHOICES.get(place.role.name)
    if choose is not None:
        span = _replaced(place)
        for number, item in enumerate(choose(place)):
            yield item._replace(span=span, order=number)


def _replaced(place: _Place) -> Span:
    """The string's content; as much as is typed where the rest of the line fell into a string that nobody closed."""
    literal = place.literal
    rest = literal.text[len(literal.typed) :]
    end = literal.end if literal.closed and not _SWALLOWED.search(rest) else literal.start + len(literal.typed)
    return span_in(place.path, place.chunk, literal.start, end)


_NOWHERE = Span("", 0, 0, 0, 0)


def _item(label: str, kind: str, detail: str = "", documentation: str = "") -> Item:
    return Item(label, kind, detail, label, _NOWHERE, documentation)


# The schema at the cursor


def _in_models(place: _Place) -> bool:
    return place.memory.revision_of(place.path) is None and place.memory.has_models(place.path)


def _schema(place: _Place) -> Schema:
    """The models' schema in a models file; else the history's, when what is written above the line has run."""
    memory = place.memory
    if _in_models(place):
        return place.project.models()
    revision = memory.revision_of(place.path)
    if revision is None or revision.id not in memory.threads.moments:
        return place.project.history()
    function = "downgrade" if place.chunk.name == "downgrade" else "upgrade"
    first, last = memory.threads.moments[revision.id]
    above = [w for w in memory.written(place.path, function) if w.span.end_line < place.line]
    if not above:
        return memory.past.schema(last if function == "downgrade" else first)
    return apply(memory.schema_before(above[-1]), above[-1].operation, memory.rules).schema


def _table(place: _Place, role: str = TABLE) -> Iterator[Table]:
    """The tables that the columns or keys to be named may belong to."""
    schema, memory = _schema(place), place.memory
    if _in_models(place):
        for each in memory.places(place.path):
            if each.chunk == place.chunk.key and each.column is None:
                yield each.table
        return
    named = written_table(place.role.calls, role) or (_batch(place) if role == TABLE else None)
    table = schema.tables.get(memory.rules.short(named)) if named is not None else None
    if table is not None:
        yield table


def _batch(place: _Place) -> str | None:
    """The table of the batch that the line is in."""
    before = place.chunk.text[: place.literal.start]
    line = before.rpartition("\n")[2]
    indent = len(line) - len(line.lstrip())
    found = [match for match in _BATCH.finditer(before) if len(match["indent"]) < indent or "\n" not in before[match.end() :]]
    return found[-1]["table"] if found else None


# Choices


def _tables(place: _Place) -> Iterator[Item]:
    schema = _schema(place)
    if place.role.calls and place.role.calls[-1].callee.rpartition(".")[2] == "create_table":
        models = place.project.models().tables
        yield from (
            _item(key, "table", "not in the database") for key in models if place.memory.rules.short(key) not in schema.tables
        )
    elif place.role.calls and not (_in_models(place) and place.role.name == TABLE):
        yield from (_item(key, "table", _count(table)) for key, table in schema.tables.items() if not table.is_view)


def _count(table: Table) -> str:
    return f"{len(table.columns)} columns" if table.complete else "columns not all known"


def _columns(place: _Place) -> Iterator[Item]:
    adds = any(call.callee.rpartition(".")[2] in ("Column", "mapped_column") for call in place.role.calls)
    dialect = place.project.dialect
    for table in _table(place, REFERENT if place.role.name == REFERS else TABLE):
        columns = table.columns.values()
        if adds:
            model = None if _in_models(place) else place.memory.model(table.key)
            columns = [c for n, c in (model.columns if model is not None else {}).items() if n not in table.columns]  # type: ignore[assignment]
        for column in columns:
            yield _item(column.name, "column", column_line(column, dialect)[len(column.name) + 1 :])
        return


def _keys(place: _Place) -> Iterator[Item]:
    call = place.role.calls[-1]
    method = call.callee.rpartition(".")[2]
    tables = list(_table(place)) or list(_schema(place).tables.values())
    if method not in ("drop_index", "drop_constraint") or _in_models(place):
        return
    for table in tables:
        indexes: Sequence[Index] = table.indexes
        constraints: Sequence[ForeignKey | Unique | Check | PrimaryKey] = (
            *table.foreign_keys,
            *table.uniques,
            *table.checks,
            table.primary_key,
        )
        keys: Iterable[Index | ForeignKey | Unique | Check | PrimaryKey] = indexes if method == "drop_index" else constraints
        for key in keys:
            if key.name:
                yield _item(key.name, "index" if method == "drop_index" else "constraint", f"{table.key}: {key_line(key)}")


def _targets(place: _Place) -> Iterator[Item]:
    """`table.column`, the keys of the tables first; where a dot is typed, of that table alone."""
    tables = _schema(place).tables
    owner = place.literal.typed.rpartition(".")[0]
    dialect = place.project.dialect
    chosen = {key: table for key, table in tables.items() if not owner or key == owner}
    for primary in (True, False):
        for key, table in chosen.items():
            for name, column in table.columns.items():
                if (name in table.primary_key.columns) is primary and (primary or owner):
                    yield _item(f"{key}.{name}", "target", column_line(column, dialect)[len(name) + 1 :])


def _revisions(place: _Place) -> Iterator[Item]:
    """The heads, then the others from the newest on; not the file's own, nor what comes after it."""
    graph = place.project.graph
    own = place.memory.revision_of(place.path)
    if place.literal.assigned == "revision":
        return
    after: set[str] = set()
    todo = [own.id] if own is not None else []
    while todo:
        at = todo.pop()
        if at not in after:
            after.add(at)
            todo += graph.children[at]
    for id_ in dict.fromkeys([*graph.heads, *reversed(graph.order())]):
        if id_ not in after:
            revision = graph.by_id[id_]
            yield _item(id_, "revision", revision.message, revision.create_date or "")


_CHOICES = {
    TABLE: _tables,
    REFERENT: _tables,
    COLUMN: _columns,
    REFERS: _columns,
    KEY: _keys,
    TARGET: _targets,
    REVISION: _revisions,
}
