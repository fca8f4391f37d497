"""What fits into a string of an operation, a model or a revision's header, by what the string names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from alembic_ls.analysis.project import Project
from alembic_ls.changes.apply import apply
from alembic_ls.findings.span import Span
from alembic_ls.schema.tables import Check, Column, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk
from alembic_ls.views.ddl import column_line, key_line
from alembic_ls.views.keys_made import keys_of
from alembic_ls.views.literal import Literal
from alembic_ls.views.memory import Memory
from alembic_ls.views.roles import COLUMN, KEY, REFERENT, REFERS, REVISION, TABLE, TARGET, Role, written_table
from alembic_ls.views.values import Item

_BATCH = regex(
    r"""^(?P<indent>[ \t]*)with\b[^\n]*batch_alter_table\(\s*(?:table_name\s*=\s*)?["'](?P<table>[^"'\n]+)["']""", re.M
)
_KINDS: Mapping[str, type] = {
    "create_index": Index,
    "create_unique_constraint": Unique,
    "create_foreign_key": ForeignKey,
    "create_check_constraint": Check,
    "create_primary_key": PrimaryKey,
}
_DROPPED: Mapping[str | None, tuple[type, ...]] = {
    "foreignkey": (ForeignKey,),
    "unique": (Unique,),
    "check": (Check,),
    "primary": (PrimaryKey,),
    None: (ForeignKey, Unique, Check, PrimaryKey),
}


class Place(NamedTuple):
    """Where it is typed."""

    project: Project
    memory: Memory
    path: str
    chunk: Chunk
    literal: Literal
    role: Role
    line: int


_NOWHERE = Span("", 0, 0, 0, 0)


def _item(label: str, kind: str, detail: str = "", documentation: str = "") -> Item:
    return Item(label, kind, detail, label, _NOWHERE, documentation)


# The schema at the cursor


def _in_models(place: Place) -> bool:
    return place.memory.revision_of(place.path) is None and place.memory.has_models(place.path)


def _schema(place: Place) -> Schema:
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


def _table(place: Place, role: str = TABLE) -> Iterator[Table]:
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


def _batch(place: Place) -> str | None:
    """The table of the batch that the line is in."""
    before = place.chunk.text[: place.literal.start]
    line = before.rpartition("\n")[2]
    indent = len(line) - len(line.lstrip())
    found = [match for match in _BATCH.finditer(before) if len(match["indent"]) < indent or "\n" not in before[match.end() :]]
    return found[-1]["table"] if found else None


# Choices


def _method(place: Place) -> str:
    """The innermost call's name, without what it is called on."""
    return place.role.calls[-1].callee.rpartition(".")[2] if place.role.calls else ""


def _tables(place: Place) -> Iterator[Item]:
    schema, memory, method = _schema(place), place.memory, _method(place)
    in_models = _in_models(place)
    argument = place.role.calls[-1] if place.role.calls else None
    is_new_name = argument is not None and (argument.keyword == "new_table_name" or argument.position == 1)
    if method == "create_table" or (method == "rename_table" and is_new_name):
        wanted = place.project.models().tables
        yield from (_item(key, "table", "not in the database") for key in wanted if memory.rules.short(key) not in schema.tables)
    elif in_models and not method:  # __tablename__
        history = place.project.history().tables
        yield from (_item(key, "table", "has no model") for key, t in history.items() if not (t.is_view or memory.model(key)))
    elif method and not (in_models and place.role.name == TABLE):
        yield from (_item(key, "table", _count(table)) for key, table in schema.tables.items() if not table.is_view)


def _count(table: Table) -> str:
    return f"{len(table.columns)} columns" if table.complete else "columns not all known"


def _columns(place: Place) -> Iterator[Item]:
    dialect = place.project.dialect
    for column in _fitting(place):
        yield _item(column.name, "column", column_line(column, dialect)[len(column.name) + 1 :])


def _fitting(place: Place) -> Iterable[Column]:
    """The columns of the table; where a name is new, those of its model that it does not have yet."""
    methods = {call.callee.rpartition(".")[2] for call in place.role.calls}
    table = next(_table(place, REFERENT if place.role.name == REFERS else TABLE), None)
    is_made = "create_table" in methods and table is None and not _in_models(place)
    is_new = bool(methods & {"Column", "mapped_column"}) or place.role.calls[-1].keyword == "new_column_name"
    if not (is_made or is_new):
        return table.columns.values() if table is not None else ()
    named = table.key if table is not None else written_table(place.role.calls) if is_made else None
    model = place.memory.model(named) if named is not None and not _in_models(place) else None
    there = table.columns if table is not None else {}
    return [column for name, column in model.columns.items() if name not in there] if model is not None else ()


def _keys(place: Place) -> Iterator[Item]:
    if _in_models(place):
        return
    method = _method(place)
    tables = list(_table(place)) or list(_schema(place).tables.values())
    if method in ("drop_index", "drop_constraint"):
        kinds = (Index,) if method == "drop_index" else _DROPPED.get(place.role.calls[-1].literals.get("type_"), _DROPPED[None])
        yield from (_key_item(table, key) for table in tables for key in keys_of(table) if key.name and isinstance(key, kinds))
    elif method in _KINDS:
        for table in tables:
            model = place.memory.model(table.key)
            there = {key.name for key in keys_of(table)}
            for key in keys_of(model) if model is not None else ():
                if isinstance(key, _KINDS[method]) and key.name and key.name not in there:
                    yield _key_item(table, key)


def _key_item(table: Table, key: Index | Unique | ForeignKey | Check | PrimaryKey) -> Item:
    return _item(key.name or "", "index" if isinstance(key, Index) else "constraint", f"{table.key}: {key_line(key)}")


def _targets(place: Place) -> Iterator[Item]:
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


def _revisions(place: Place) -> Iterator[Item]:
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
            yield _item(id_, "revision", revision.message, (revision.create_date or "")[:16])


CHOICES = {
    TABLE: _tables,
    REFERENT: _tables,
    COLUMN: _columns,
    REFERS: _columns,
    KEY: _keys,
    TARGET: _targets,
    REVISION: _revisions,
}
