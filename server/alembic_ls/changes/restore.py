"""The operations that lead from one schema to another where nothing is renamed: drop what is there, make what is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from alembic_ls.changes.on_keys import IMPLICIT
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    AlterEnum,
    CreateConstraint,
    CreateEnum,
    CreateIndex,
    CreateTable,
    CreateView,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropTable,
    DropView,
    Operation,
    SetTableComment,
)
from alembic_ls.schema.tables import Check, Column, FinalName, ForeignKey, Index, Schema, Table, Unique

Key = TypeVar("Key", Unique, ForeignKey, Index, Check)


def restoring(now: Schema, wanted: Schema, rules: Rules) -> list[Operation]:
    """What to apply to `now` to come closer to `wanted`; nothing where they are the same up to origins and order."""
    operations: list[Operation] = []
    for key, enum in wanted.enums.items():
        if key not in now.enums:
            operations.append(CreateEnum(enum))
        elif now.enums[key].values != enum.values:
            operations.append(AlterEnum(enum.name, enum.schema, values=enum.values))
    for key, table in now.tables.items():
        if key not in wanted.tables:
            gone = DropView(table.name, table.schema) if table.is_view else DropTable(table.name, table.schema)
            operations.append(gone)
    for key, table in wanted.tables.items():
        present = now.tables.get(key)
        if present is None:
            operations.append(CreateView(table.name, table.schema) if table.is_view else CreateTable(as_written(table)))
        elif present is not table:
            operations += _table(present, table, rules)
    operations += [DropEnum(enum.name, enum.schema) for key, enum in now.enums.items() if key not in wanted.enums]
    return operations


def as_written(table: Table) -> Table:
    """The table as CREATE TABLE has to spell it: with its names as they are, without what comes by itself."""
    return table._replace(
        primary_key=final(table.primary_key),
        foreign_keys=tuple(map(final, table.foreign_keys)),
        uniques=tuple(map(final, table.uniques)),
        indexes=tuple(final(index) for index in table.indexes if IMPLICIT not in index.options),
        checks=tuple(map(final, table.checks)),
    )


def final(key: Any) -> Any:
    """The key under a name that no naming convention changes."""
    return key if key.name is None else key._replace(name=FinalName(key.name))


def _table(now: Table, wanted: Table, rules: Rules) -> list[Operation]:
    """Keys go before the columns that they hold, and come after them."""
    where = {"schema": now.schema, "in_batch": rules.dialect == "sqlite"}
    operations: list[Operation] = [*_keys_dropped(now, wanted, where), *_columns(now, wanted, where)]
    operations += _keys_made(now, wanted, where)
    if now.comment != wanted.comment:
        operations.append(SetTableComment(now.name, wanted.comment, now.schema))
    return operations


def _keys_dropped(now: Table, wanted: Table, where: dict[str, Any]) -> list[Operation]:
    operations: list[Operation] = []
    sorts: tuple[tuple[str, Any, Any], ...] = (
        ("foreignkey", now.foreign_keys, wanted.foreign_keys),
        ("unique", now.uniques, wanted.uniques),
        ("check", now.checks, wanted.checks),
    )
    for kind, there, kept in sorts:
        for key in _beyond(there, kept):
            if key.name is not None or not _goes_with_its_column(key, wanted):
                operations.append(DropConstraint(now.name, key.name, kind, **where))
    operations += [DropIndex(index.name, now.name, **where) for index in _beyond(now.indexes, wanted.indexes)]
    if now.primary_key.columns and _bare(now.primary_key) != _bare(wanted.primary_key):
        operations.append(DropConstraint(now.name, now.primary_key.name, "primary", **where))
    return operations


def _goes_with_its_column(key: Any, wanted: Table) -> bool:
    return isinstance(key, Check) or any(column not in wanted.columns for column in key.columns)


def _keys_made(now: Table, wanted: Table, where: dict[str, Any]) -> list[Operation]:
    operations: list[Operation] = []
    if wanted.primary_key.columns and _bare(now.primary_key) != _bare(wanted.primary_key):
        operations.append(CreateConstraint(now.name, final(wanted.primary_key), **where))
    operations += [CreateConstraint(now.name, final(u), **where) for u in _beyond(wanted.uniques, now.uniques)]
    made = _beyond(wanted.foreign_keys, now.foreign_keys)
    for index in _beyond(wanted.indexes, now.indexes):
        if IMPLICIT not in index.options or not made:  # it may come with a foreign key
            operations.append(CreateIndex(now.name, final(index), **where))
    operations += [CreateConstraint(now.name, final(fk), **where) for fk in made]
    operations += [CreateConstraint(now.name, final(check), **where) for check in _beyond(wanted.checks, now.checks)]
    return operations


def _columns(now: Table, wanted: Table, where: dict[str, Any]) -> list[Operation]:
    operations: list[Operation] = [DropColumn(now.name, name, **where) for name in now.columns if name not in wanted.columns]
    for name, column in wanted.columns.items():
        present = now.columns.get(name)
        if present is None:
            operations.append(AddColumn(now.name, column, **where))
        elif present is not column and _bare(present) != _bare(column):
            operations.append(_altered(now.name, present, column, where))
    return operations


def _altered(table: str, now: Column, wanted: Column, where: dict[str, Any]) -> AlterColumn:
    """Only what differs is said; what was there is claimed, which MySQL needs to keep it."""
    said: dict[str, Any] = {
        field: getattr(wanted, field)
        for field in ("type", "nullable", "comment", "autoincrement")
        if getattr(now, field) != getattr(wanted, field)
    }
    if (now.server_default, now.computed, now.identity) != (wanted.server_default, wanted.computed, wanted.identity):
        said["server_default"] = wanted.computed or wanted.identity or wanted.server_default
    existing = (
        ("type", now.type),
        ("nullable", now.nullable),
        ("server_default", now.identity or now.server_default),
        ("comment", now.comment),
    )
    return AlterColumn(table, now.name, existing=existing, **said, **where)


def _beyond(keys: Iterable[Key], others: Iterable[Key]) -> list[Key]:
    """The keys that are not among the others; of two equal ones each counts."""
    left = [_bare(other) for other in others]
    beyond = []
    for key in keys:
        if (bare := _bare(key)) in left:
            left.remove(bare)
        else:
            beyond.append(key)
    return beyond


def _bare(value: Any) -> Any:
    return value._replace(origin=None)
