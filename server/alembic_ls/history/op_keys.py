"""`op.create_index`, `op.create_foreign_key`, `op.drop_constraint` …: calls to operations on indexes and constraints."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.constraints import exclusion_of, index_from, target_of_text
from alembic_ls.declare.sql_text import sql_of
from alembic_ls.dialects.naming import conventional_name
from alembic_ls.history.arguments import Arguments
from alembic_ls.history.recorder import Recorder, key_of
from alembic_ls.interpret.values import Call, Host, Spread
from alembic_ls.schema.operations import (
    CreateConstraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
    Obscure,
    Operation,
)
from alembic_ls.schema.tables import Check, FinalName, ForeignKey, PrimaryKey, Table, Unique
from alembic_ls.schema.unknown import Unknown


def target(value: Any) -> tuple[str, str] | Unknown:
    """What a foreign key's argument refers to: a text, or a column of a table that the revision declares."""
    if isinstance(value, Host):
        table, column = getattr(value, "table", None), getattr(value, "column_name", None)
        key = getattr(table, "key", None)
        if isinstance(key, str) and isinstance(column, str):
            return key, column
    return target_of_text(value)


def create_index(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_index(name, table, columns, unique=…, postgresql_where=…)`."""
    name, table, schema = given.text("index_name"), given.text("table_name"), given.text("schema")
    if not isinstance(table, str) or isinstance(schema, Unknown):
        return [_obscure(given, (table, schema), None, ("+indexes",))]
    columns = given.get("columns")
    elements = [columns] if isinstance(columns, (str, Call, Host, Unknown)) else columns
    if isinstance(name, Unknown) or type(elements) not in (list, tuple):
        return [_obscure(given, (name, columns), key_of(table, schema), ("+indexes",))]
    options = given.values if given.doubt is None else {**given.values, "unique": given.doubt}
    index = index_from(name, elements, options, recorder.dialect, None)
    if isinstance(index, Unknown):
        return [_obscure(given, (index,), key_of(table, schema), ("+indexes",))]
    operation = CreateIndex(
        table, index._replace(origin=given.anchor), schema, given.flag("if_not_exists"), given.in_batch, given.anchor
    )
    return [operation]


def drop_index(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.drop_index(name, table_name=…)`."""
    name, table, schema = given.text("index_name"), given.text("table_name"), given.text("schema")
    if isinstance(name, Unknown) or isinstance(table, Unknown) or isinstance(schema, Unknown):
        known = key_of(table, schema) if isinstance(table, str) and not isinstance(schema, Unknown) else None
        aspects = (f"indexes:{name}",) if isinstance(name, str) else ("indexes",)
        return [_obscure(given, (name, table, schema), known, aspects)]
    return [DropIndex(name, table, schema, given.flag("if_exists"), given.in_batch, given.anchor)]


def create_unique(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_unique_constraint(name, table, columns)`."""
    name, columns = given.text("constraint_name"), given.names("columns")
    if isinstance(name, Unknown) or isinstance(columns, Unknown):
        return _unread(given, "uniques", name, columns)
    options = given.values
    deferrable, initially = options.get("deferrable"), options.get("initially")
    nulls = options.get("postgresql_nulls_not_distinct")
    unique = Unique(
        columns,
        name,
        deferrable if isinstance(deferrable, bool) else None,
        initially if isinstance(initially, str) else None,
        nulls if isinstance(nulls, bool) else None,
        given.anchor,
    )
    return _created(given, "uniques", unique)


def create_primary_key(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_primary_key(name, table, columns)`."""
    name, columns = given.text("constraint_name"), given.names("columns")
    if isinstance(name, Unknown) or isinstance(columns, Unknown):
        return _unread(given, "primary_key", name, columns)
    return _created(given, "primary_key", PrimaryKey(columns, name, given.anchor))


def create_check(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_check_constraint(name, table, condition)`; a condition that is not followed is None, the name counts."""
    name, condition = given.text("constraint_name"), given.get("condition")
    if isinstance(name, Unknown):
        return _unread(given, "checks", name)
    sql = condition if type(condition) is str else sql_of(condition, recorder.dialect)
    return _created(given, "checks", Check(sql if isinstance(sql, str) else None, name, False, given.anchor))


def create_foreign_key(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_foreign_key(name, source, referent, local_cols, remote_cols, ondelete=…)`."""
    name, referent, referent_schema = given.text("constraint_name"), given.text("referent_table"), given.text("referent_schema")
    columns, refers = given.names("local_cols"), given.names("remote_cols")
    doubts = (name, referent, referent_schema, columns, refers)
    if any(isinstance(value, Unknown) for value in doubts) or not isinstance(referent, str):
        return _unread(given, "foreign_keys", *doubts)
    options = given.values
    deferrable, initially = options.get("deferrable"), options.get("initially")
    key = ForeignKey(
        columns,  # type: ignore[arg-type]  # no Unknown is among them
        key_of(referent, referent_schema),
        refers,  # type: ignore[arg-type]
        name,  # type: ignore[arg-type]
        _action(given, "ondelete"),
        _action(given, "onupdate"),
        deferrable if isinstance(deferrable, bool) else None,
        initially if isinstance(initially, str) else None,
        options.get("use_alter") is True,
        given.anchor,
    )
    return _created(given, "foreign_keys", key)


def create_exclude(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.create_exclude_constraint(name, table, (column, operator), …)`."""
    made = exclusion_of(given.beyond, given.values, given.text("constraint_name"), recorder.dialect, given.anchor)
    return _unread(given, "checks", made) if isinstance(made, Unknown) else _created(given, "checks", made)


def drop_constraint(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.drop_constraint(name, table, type_=…)`."""
    name, table, schema = given.text("constraint_name"), given.text("table_name"), given.text("schema")
    said = given.get("type_")
    kind = said if isinstance(said, str) and said in _ASPECTS_OF_KIND else None
    if isinstance(name, str) and isinstance(table, str) and kind is not None:
        name = _conventional(recorder, table, schema, name, kind)
    if isinstance(name, Unknown) or not isinstance(table, str) or isinstance(schema, Unknown):
        aspects = _ASPECTS_OF_KIND.get(kind or "", _ALL_CONSTRAINTS)
        if isinstance(name, str):
            aspects = tuple(f"{aspect}:{name}" for aspect in aspects)
        known = key_of(table, schema) if isinstance(table, str) and not isinstance(schema, Unknown) else None
        return [_obscure(given, (name, table, schema), known, aspects)]
    return [DropConstraint(table, name, kind, schema, given.flag("if_exists"), given.in_batch, given.anchor)]


def _conventional(recorder: Recorder, table: str, schema: Any, name: str, kind: str) -> str | Unknown:
    """The name as the convention of the metadata has it, where that makes something of a name: Alembic builds a constraint to drop
    (`operations.schemaobj.SchemaObjects.generic_constraint`), which is named as all are."""
    sort, made = _BARE[kind]
    template = recorder.rules.naming_convention.get(sort)
    if isinstance(name, FinalName) or not isinstance(template, str) or "constraint_name" not in template:
        return name
    at = Table(table, schema if isinstance(schema, str) else None)
    return conventional_name(recorder.rules.naming_convention, sort, at, made._replace(name=name)) or name


_BARE: dict[str, tuple[str, Any]] = {
    "unique": ("uq", Unique(())),
    "foreignkey": ("fk", ForeignKey((), "", ())),
    "check": ("ck", Check(None)),
    "primary": ("pk", PrimaryKey()),
}
_ALL_CONSTRAINTS: tuple[str, ...] = ("uniques", "foreign_keys", "checks", "primary_key")
_ASPECTS_OF_KIND: dict[str, tuple[str, ...]] = {
    "unique": ("uniques",),
    "foreignkey": ("foreign_keys",),
    "check": ("checks",),
    "primary": ("primary_key",),
}


def _created(given: Arguments, aspect: str, constraint: Any) -> list[Operation]:
    table, schema = given.text("table_name"), given.text("schema")
    if not isinstance(table, str) or isinstance(schema, Unknown):
        return [_obscure(given, (table, schema), None, ("+" + aspect,))]
    return [CreateConstraint(table, constraint, schema, given.in_batch, given.anchor)]


def _unread(given: Arguments, aspect: str, *doubts: Any) -> list[Operation]:
    table, schema = given.text("table_name"), given.text("schema")
    known = key_of(table, schema) if isinstance(table, str) and not isinstance(schema, Unknown) else None
    return [_obscure(given, (*doubts, table, schema), known, ("+" + aspect,))]


def _action(given: Arguments, name: str) -> str | Unknown | None:
    value = given.get(name)
    return value if value is None or isinstance(value, (str, Unknown)) else Unknown("this action is not known", given.anchor)


def _obscure(given: Arguments, doubts: tuple[Any, ...], table: str | None, aspects: tuple[str, ...]) -> Obscure:
    values = (value.value if isinstance(value, Spread) else value for value in doubts)
    why = next((value for value in values if isinstance(value, Unknown)), given.doubt)
    why = why or Unknown("the arguments of this operation are not known", given.anchor)
    return Obscure(why, None if table is None else (table,), aspects, origin=given.anchor)
