"""Columns added, dropped, altered, renamed."""

from __future__ import annotations

from typing import Any

from alembic_ls.changes.applied import Applied, Problem, missing, refused
from alembic_ls.changes.edits import put, referrers, without
from alembic_ls.changes.forget import forget_column, rename_column
from alembic_ls.changes.obscure import obscured, unknown_column
from alembic_ls.changes.on_enums import enum_missing
from alembic_ls.changes.on_keys import add_foreign_key, add_index, add_unique, with_check
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import KEEP, AddColumn, AlterColumn, DropColumn
from alembic_ls.schema.tables import Column, Computed, Default, Identity, Schema, Table
from alembic_ls.schema.unknown import Unknown


def add_column(schema: Schema, operation: AddColumn, rules: Rules) -> Applied:
    """The column, then what Alembic adds for it: its constraints and indexes (`operations.toimpl.add_column`)."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    column = operation.column
    problems: tuple[Problem, ...] = ()
    if column.name in table.columns or table.unknown:
        doubt = _doubt(table, column.name)
        if operation.if_not_exists and doubt is not None:
            column = unknown_column(column.name, doubt)  # this one, or one that was there before
        elif column.name in table.columns and doubt is None:
            if operation.if_not_exists:
                return Applied(schema)
            problems = (Problem("existing-column", f"column `{key}.{column.name}` exists already", operation),)
        if table.unknown:
            table = table._replace(unknown=without(table.unknown, "column:" + column.name))
    if operation.primary_key:
        table = table._replace(
            primary_key=table.primary_key._replace(columns=(*table.primary_key.columns, column.name)),
        )
        column = column._replace(nullable=False)
    table = table._replace(columns={**table.columns, column.name: column})
    for unique in operation.uniques:
        table = add_unique(table, unique, rules)
    for index in operation.indexes:
        table = add_index(table, index, rules)
    for foreign_key in operation.foreign_keys:
        table = add_foreign_key(table, foreign_key, rules)
    for check in operation.checks:
        table = with_check(table, check, rules)
    return Applied(put(schema, table), problems + enum_missing(column, schema, operation, rules))


def drop_column(schema: Schema, operation: DropColumn, rules: Rules) -> Applied:
    """The column, and what of the table's keys cannot be without it."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    name = operation.column
    if name not in table.columns:
        if operation.if_exists or _doubt(table, name) is not None:
            return Applied(schema)
        return missing(schema, "column", f"{key}.{name}", operation)
    problems: tuple[Problem, ...] = ()
    if rules.dialect != "sqlite" and _may_be_target(table, name) and (holders := referrers(schema, key, name)):
        problems = (
            Problem("still-referenced", f"column `{key}.{name}` is the target of a foreign key of `{holders[0]}`", operation),
        )
        if rules.dialect == "postgresql":
            schema = _without_references(schema, holders, key, name)
    return Applied(put(schema, forget_column(table, name, rules)), problems)


def alter_column(schema: Schema, operation: AlterColumn, rules: Rules) -> Applied:
    """What the call says of the column; on MySQL also what it leaves out (`ddl.mysql.MySQLImpl.alter_column`)."""
    key = rules.key(operation.table, operation.schema)
    table = schema.tables.get(key)
    if table is None:
        return missing(schema, "table", key, operation)
    name = operation.column
    column = table.columns.get(name)
    if column is None:
        doubt = _doubt(table, name)
        if doubt is None:
            return missing(schema, "column", f"{key}.{name}", operation)
        column = unknown_column(name, doubt)
    if rules.dialect == "sqlite" and not operation.in_batch and _beyond_sqlite(operation):
        return refused(schema, "unsupported", f"SQLite cannot alter `{key}.{name}` outside batch mode", operation)
    if rules.is_mysql:
        operation = _as_mysql_reads_it(operation)
    changed = _altered(column, operation)
    if name in table.primary_key.columns and rules.dialect != "sqlite" and changed.nullable is not False:
        changed = changed._replace(nullable=False)
    problems = enum_missing(changed, schema, operation, rules) if operation.type is not KEEP else ()
    unknown = without(table.unknown, "column:" + name) if table.unknown else table.unknown
    table = table._replace(columns={**table.columns, name: changed}, unknown=unknown)
    new_name = operation.new_name
    if new_name is KEEP or new_name == name:
        return Applied(put(schema, table), problems)
    if isinstance(new_name, Unknown):
        forgotten = forget_column(table, name, rules)
        keys = ("foreign_keys", "uniques", "indexes", "checks", "primary_key", "columns")
        return Applied(put(schema, obscured(forgotten, new_name, keys)), problems)
    assert isinstance(new_name, str)
    if new_name in table.columns and _doubt(table, new_name) is None:
        problems = (*problems, Problem("existing-column", f"column `{key}.{new_name}` exists already", operation))
    return Applied(rename_column(schema, key, table, name, new_name), problems)


def _altered(column: Column, operation: AlterColumn) -> Column:
    changes: dict[str, Any] = {}
    if operation.type is not KEEP:
        changes["type"] = operation.type
    if operation.nullable is not KEEP:
        changes["nullable"] = operation.nullable
    if operation.comment is not KEEP:
        changes["comment"] = operation.comment
    if operation.autoincrement is not KEEP:
        changes["autoincrement"] = operation.autoincrement
    default = operation.server_default
    if isinstance(default, Computed):
        changes.update(computed=default, server_default=None)
    elif isinstance(default, Identity):
        changes.update(identity=default, server_default=None)
    elif default is None and isinstance(claimed(operation, "server_default"), Identity):
        changes["identity"] = None
    elif default is not KEEP:
        changes.update(server_default=default, computed=None)
    return column._replace(**changes)


def claimed(operation: AlterColumn, what: str) -> Any:
    """What the call's `existing_*` argument says; None where it has none."""
    for name, value in operation.existing:
        if name == what:
            return value
    return None


def _as_mysql_reads_it(operation: AlterColumn) -> AlterColumn:
    """MODIFY and CHANGE restate the whole column, of the type that the call claims, whatever it was: what the call neither sets nor
    claims falls back to NULL, without default."""
    restated = (operation.type, operation.nullable, operation.autoincrement, operation.comment, operation.new_name)
    if all(value is KEEP for value in restated):
        return operation
    kind, nullable, default, comment = operation.type, operation.nullable, operation.server_default, operation.comment
    if kind is KEEP and (claim := claimed(operation, "type")) is not None:
        kind = claim
    if nullable is KEEP:
        claim = claimed(operation, "nullable")
        nullable = True if claim is None else claim
    if default is KEEP:
        claim = claimed(operation, "server_default")
        default = claim if isinstance(claim, (Default, Unknown)) else None
    if comment is KEEP:
        comment = claimed(operation, "comment")
    return operation._replace(type=kind, nullable=nullable, server_default=default, comment=comment)


def _beyond_sqlite(operation: AlterColumn) -> bool:
    return operation.type is not KEEP or operation.nullable is not KEEP or operation.server_default is not KEEP


def _doubt(table: Table, column: str) -> Unknown | None:
    """Why `column` may or may not be in `table`; None where that is known."""
    if not table.unknown:
        return None
    doubt = table.unknown.get("column:" + column)
    if doubt is None and column not in table.columns:
        doubt = table.unknown.get("columns")
    return doubt


def _may_be_target(table: Table, column: str) -> bool:
    """True where a foreign key could refer to the column: it must be unique."""
    return (
        column in table.primary_key.columns
        or any(column in unique.columns for unique in table.uniques)
        or any(index.unique and column in index.columns for index in table.indexes)
    )


def _without_references(schema: Schema, holders: list[str], key: str, column: str) -> Schema:
    tables = dict(schema.tables)
    for holder in holders:
        table = tables[holder]
        keys = tuple(fk for fk in table.foreign_keys if fk.table != key or column not in fk.refers)
        tables[holder] = table._replace(foreign_keys=keys)
    return schema._replace(tables=tables)
