"""`op.add_column`, `op.drop_column`, `op.alter_column`: calls to operations on columns."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.columns import Declared, declared_column
from alembic_ls.declare.defaults import computed_of, default_of
from alembic_ls.declare.types import type_of
from alembic_ls.history.arguments import Arguments
from alembic_ls.history.op_keys import target
from alembic_ls.history.recorder import Recorder, key_of
from alembic_ls.interpret.values import MISSING, Call
from alembic_ls.schema.operations import KEEP, AddColumn, AlterColumn, DropColumn, Obscure, Operation
from alembic_ls.schema.tables import ForeignKey, Index, Unique
from alembic_ls.schema.unknown import Unknown


def add_column(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.add_column(table, Column(…))`."""
    table, schema, column = given.text("table_name"), given.text("schema"), given.get("column")
    declared: Declared | Unknown
    if isinstance(column, Call):
        declared = declared_column(recorder.machine, column, recorder.dialect, target)
    elif (made := getattr(column, "as_declared", None)) is not None:
        declared = made()
    else:
        declared = column if isinstance(column, Unknown) else Unknown("this column is not followed", given.anchor)
    if not isinstance(table, str) or isinstance(schema, Unknown):
        return [_obscure(given, _first(table, schema, given), None, ("+columns",))]
    if isinstance(declared, Unknown):
        return [_obscure(given, declared, key_of(table, schema), ("+columns", *_CARRIED))]
    operation = AddColumn(
        table,
        declared.column,
        schema,
        declared.primary_key is True,
        tuple(key for key in declared.foreign_keys if isinstance(key, ForeignKey)),
        _uniques(declared),
        _indexes(declared),
        declared.checks,
        given.flag("if_not_exists"),
        given.in_batch,
        given.anchor,
    )
    doubts = _doubts(declared)
    return [operation, *(_obscure(given, why, key_of(table, schema), (aspect,)) for aspect, why in doubts)]


_CARRIED = ("+foreign_keys", "+uniques", "+indexes", "+checks", "+primary_key")


def _uniques(declared: Declared) -> tuple[Unique, ...]:
    if declared.unique is not True or declared.indexed is True:
        return ()
    return (Unique((declared.column.name,), None, origin=declared.column.origin),)


def _indexes(declared: Declared) -> tuple[Index, ...]:
    if declared.indexed is not True:
        return ()
    return (Index((declared.column.name,), None, declared.unique, (), declared.column.origin),)


def _doubts(declared: Declared) -> list[tuple[str, Unknown]]:
    """What the column's call says of the table and could not be followed."""
    found: list[tuple[str, Unknown]] = []
    for key in declared.foreign_keys:
        if isinstance(key, Unknown):
            found.append(("+foreign_keys", key))
    for aspect, value in (
        ("+indexes", declared.indexed),
        ("+uniques", declared.unique),
        ("+primary_key", declared.primary_key),
    ):
        if isinstance(value, Unknown):
            found.append((aspect, value))
    return found


def drop_column(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.drop_column(table, name)`."""
    table, schema, name = given.text("table_name"), given.text("schema"), given.text("column_name")
    if not isinstance(table, str) or isinstance(schema, Unknown):
        return [_obscure(given, _first(table, schema, given), None, _of_any(name))]
    if not isinstance(name, str):
        return [_obscure(given, _first(name, None, given), key_of(table, schema), None)]
    return [DropColumn(table, name, schema, given.flag("if_exists"), given.in_batch, given.anchor)]


def alter_column(recorder: Recorder, given: Arguments) -> list[Operation]:
    """`op.alter_column(table, name, …)`: a keyword that is not given keeps what was there."""
    table, schema, name = given.text("table_name"), given.text("schema"), given.text("column_name")
    if not isinstance(table, str) or isinstance(schema, Unknown):
        return [_obscure(given, _first(table, schema, given), None, _of_any(name))]
    if not given.doubt and given.values.keys().isdisjoint(_CHANGES):
        return []
    if not isinstance(name, str):
        return [_obscure(given, _first(name, None, given), key_of(table, schema), ("columns",))]
    new_name, default = given.text("new_column_name"), given.get("server_default", False)
    using = given.values.get("postgresql_using")
    return [
        AlterColumn(
            table,
            name,
            schema,
            KEEP if new_name is None else new_name,
            _kept(given, "type_", lambda value: type_of(recorder.machine, value, recorder.dialect)),
            _kept(given, "nullable", lambda value: value if isinstance(value, (bool, Unknown)) else bool(value)),
            KEEP if default is False else _default(default, recorder),
            _comment(given),
            _kept(given, "autoincrement", lambda value: value if isinstance(value, Unknown) else value is True),
            _existing(recorder, given),
            using if type(using) is str else None,
            given.in_batch,
            given.anchor,
        )
    ]


_CHANGES = frozenset(("new_column_name", "type_", "nullable", "server_default", "comment", "autoincrement", "name"))


def _kept(given: Arguments, name: str, read: Any) -> Any:
    value = given.get(name)
    return KEEP if value is None else read(value)


def _default(value: Any, recorder: Recorder) -> Any:
    if isinstance(value, Call) and value.path == "sqlalchemy.Computed":
        return computed_of(value, recorder.dialect)
    if isinstance(value, Call) and value.path == "sqlalchemy.Identity":
        return Unknown("an identity that is added to a column is not followed", value.anchor)
    return default_of(value, recorder.dialect)


def _comment(given: Arguments) -> Any:
    value = given.get("comment", False)
    if value is False:
        return KEEP
    return value if value is None or isinstance(value, (str, Unknown)) else Unknown("this comment is not known", given.anchor)


def _existing(recorder: Recorder, given: Arguments) -> tuple[tuple[str, Any], ...]:
    """What the call claims was there: `existing_type`, `existing_nullable` …"""
    found: list[tuple[str, Any]] = []
    for name, value in given.values.items():
        if not name.startswith("existing_") or value is MISSING:
            continue
        what = name[len("existing_") :]
        if what == "type":
            found.append((what, type_of(recorder.machine, value, recorder.dialect)))
        elif what == "server_default":
            if value is not False:
                found.append((what, _default(value, recorder)))
        elif value is not None:
            found.append((what, value))
    return tuple(found)


def _of_any(name: Any) -> tuple[str, ...] | None:
    """A column of some table: which one is not known, its name may be."""
    return None if not isinstance(name, str) else ("columns",)


def _first(one: Any, other: Any, given: Arguments) -> Unknown:
    found = one if isinstance(one, Unknown) else other if isinstance(other, Unknown) else given.doubt
    return found or Unknown("which column this is is not known", given.anchor)


def _obscure(given: Arguments, why: Unknown, table: str | None, aspects: tuple[str, ...] | None) -> Obscure:
    return Obscure(why, None if table is None else (table,), aspects, origin=given.anchor)
