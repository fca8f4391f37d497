"""A column's disappearance or new name, followed through the keys that hold it."""

from __future__ import annotations

from typing import Any, TypeVar

from alembic_ls.changes.edits import in_sql, mentions, put, renamed, without
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Check, Column, Computed, ForeignKey, Index, PrimaryKey, Schema, Table, Unique

Keyed = TypeVar("Keyed", Unique, Index)


def forget_column(table: Table, name: str, rules: Rules) -> Table:
    """`table` without the column. PostgreSQL and SQLite's batch mode drop every key that holds it (SQLite keeps the rest of a
    primary key: `operations.batch.ApplyBatchImpl.drop_column`); MySQL takes it out of them."""
    changes: dict[str, Any] = {"columns": {n: c for n, c in table.columns.items() if n != name}}
    shrink = _shrunk if rules.is_mysql else _left
    if any(name in unique.columns for unique in table.uniques):
        changes["uniques"] = shrink(table.uniques, name)
    if any(holds(index, name) for index in table.indexes):
        changes["indexes"] = shrink(table.indexes, name)
    if any(name in fk.columns for fk in table.foreign_keys):
        changes["foreign_keys"] = tuple(fk for fk in table.foreign_keys if name not in fk.columns)
    if any(check.sql is not None and mentions(check.sql, name) for check in table.checks):
        changes["checks"] = tuple(check for check in table.checks if check.sql is None or not mentions(check.sql, name))
    if name in table.primary_key.columns:
        left = tuple(column for column in table.primary_key.columns if column != name)
        keeps = left and rules.dialect != "postgresql"
        changes["primary_key"] = table.primary_key._replace(columns=left) if keeps else PrimaryKey()
    if table.unknown:
        changes["unknown"] = without(table.unknown, "column:" + name)
    return table._replace(**changes)


def holds(key: Unique | Index, name: str) -> bool:
    """True where the key cannot be without the column `name`."""
    if name in key.columns:
        return True
    if isinstance(key, Unique):
        return False
    if key.has_expression and any(column.startswith("(") and mentions(column, name) for column in key.columns):
        return True
    return any(_option_holds(option, value, name) for option, value in key.options)


def _option_holds(option: str, value: object, name: str) -> bool:
    if option.endswith("_where"):
        return isinstance(value, str) and mentions(value, name)
    return option.endswith("_include") and isinstance(value, tuple) and name in value


def _left(keys: tuple[Keyed, ...], name: str) -> tuple[Keyed, ...]:
    return tuple(key for key in keys if not holds(key, name))


def _shrunk(keys: tuple[Keyed, ...], name: str) -> tuple[Keyed, ...]:
    shorter = (key._replace(columns=tuple(c for c in key.columns if c != name)) for key in keys)
    return tuple(key for key in shorter if key.columns)


def rename_column(schema: Schema, key: str, table: Table, old: str, new: str) -> Schema:
    """The column under its new name, in `table` (the one under `key`) and in the foreign keys of others. Names of keys stay."""
    columns = {(new if name == old else name): _in_column(column, old, new) for name, column in table.columns.items()}
    columns[new] = columns[new]._replace(name=new)
    primary_key = table.primary_key._replace(columns=renamed(table.primary_key.columns, old, new))
    table = table._replace(
        columns=columns,
        primary_key=primary_key,
        foreign_keys=tuple(_in_foreign_key(fk, key, old, new) for fk in table.foreign_keys),
        uniques=tuple(unique._replace(columns=renamed(unique.columns, old, new)) for unique in table.uniques),
        indexes=tuple(_in_index(index, old, new) for index in table.indexes),
        checks=tuple(_in_check(check, old, new) for check in table.checks),
        unknown=without(table.unknown, "column:" + new) if table.unknown else table.unknown,
    )
    schema = put(schema, table)
    changed: dict[str, Table] = {}
    for other, holder in schema.tables.items():
        if other != key and any(fk.table == key and old in fk.refers for fk in holder.foreign_keys):
            keys = tuple(_refers_renamed(fk, key, old, new) for fk in holder.foreign_keys)
            changed[other] = holder._replace(foreign_keys=keys)
    return schema._replace(tables={**schema.tables, **changed}) if changed else schema


def _refers_renamed(fk: ForeignKey, key: str, old: str, new: str) -> ForeignKey:
    return fk._replace(refers=renamed(fk.refers, old, new)) if fk.table == key else fk


def _in_foreign_key(fk: ForeignKey, key: str, old: str, new: str) -> ForeignKey:
    return _refers_renamed(fk._replace(columns=renamed(fk.columns, old, new)), key, old, new)


def _in_index(index: Index, old: str, new: str) -> Index:
    options = tuple((option, _in_option(option, value, old, new)) for option, value in index.options)
    return index._replace(columns=renamed(index.columns, old, new), options=options)


def _in_option(option: str, value: object, old: str, new: str) -> object:
    if option.endswith("_where") and isinstance(value, str):
        return in_sql(value, old, new)
    if option.endswith("_include") and isinstance(value, tuple):
        return renamed(value, old, new)
    return value


def _in_check(check: Check, old: str, new: str) -> Check:
    return check if check.sql is None else check._replace(sql=in_sql(check.sql, old, new))


def _in_column(column: Column, old: str, new: str) -> Column:
    computed = column.computed
    if isinstance(computed, Computed) and mentions(computed.sql, old):
        return column._replace(computed=computed._replace(sql=in_sql(computed.sql, old, new)))
    return column
