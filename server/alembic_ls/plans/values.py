"""Values for rows of which nobody has said what they have."""

from __future__ import annotations

from alembic_ls.dialects.casts import family
from alembic_ls.dialects.quoting import dotted, identifier, sql_literal
from alembic_ls.plans.draft import Draft
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.types import Type

_NEUTRAL = {
    "text": "''",
    "integer": "0",
    "numeric": "0",
    "float": "0",
    "boolean": "false",
    "date": "'1970-01-01'",
    "timestamp": "CURRENT_TIMESTAMP",
    "time": "'00:00:00'",
    "interval": "'0'",
    "json": "'{}'",
    "jsonb": "'{}'",
    "uuid": "'00000000-0000-0000-0000-000000000000'",
}


def stand_in(table: Table, column: Column, draft: Draft) -> str | None:
    """SQL of a value that any row may have in this column: the column's default, a row that it may refer to, or an empty value.

    None where there is none: the type is not known, or no two rows may have the same.
    """
    whole = draft.wanted.history.tables.get(table.key, table)  # with the keys that went before the column
    if _is_unique(whole, column):
        return _of_the_key(whole, column, draft)
    own = draft.wanted.value_of(table.key, column.name)
    if own is not None:
        return own
    target = next((key for key in whole.foreign_keys if key.columns == (column.name,)), None)
    if target is not None:
        schema, _, name = target.table.rpartition(".")
        refers = identifier(target.refers[0])
        return f"(SELECT {refers} FROM {dotted(name, schema or None)} ORDER BY {refers} LIMIT 1)"
    return empty_value(column, draft)


def _is_unique(table: Table, column: Column) -> bool:
    alone = (column.name,)
    keys = [key.columns for key in table.uniques] + [index.columns for index in table.indexes if index.unique is True]
    return alone in keys or table.primary_key.columns == alone


def _of_the_key(table: Table, column: Column, draft: Draft) -> str | None:
    """Each row's own value, from its primary key."""
    dialect = draft.wanted.rules.dialect
    key = table.columns.get(table.primary_key.columns[0]) if len(table.primary_key.columns) == 1 else None
    if key is None or key.name == column.name or not isinstance(key.type, Type) or not isinstance(column.type, Type):
        return None
    one, other = family(key.type, dialect), family(column.type, dialect)
    name = identifier(key.name)
    if other == "text":
        return f"CAST({name} AS VARCHAR)"
    return name if one == other else None


def empty_value(column: Column, draft: Draft) -> str | None:
    """The empty value of a column's type; of an enum its first."""
    type_ = column.type
    if not isinstance(type_, Type):
        return None
    if type_.name in ("Enum", "postgresql.ENUM", "mysql.ENUM"):
        values = type_.argument("values")
        if not isinstance(values, tuple) or not values:  # told by its name alone
            known = draft.wanted.history.enums.get(draft.wanted.rules.key(str(type_.argument("name")), type_.argument("schema")))
            values = known.values if known is not None else ()
        return sql_literal(values[0]) if isinstance(values, tuple) and values else None
    if type_.name in ("ARRAY", "postgresql.ARRAY"):
        return "'{}'"
    if type_.name == "Uuid" and draft.wanted.dialects == ("sqlite",):
        return "'00000000000000000000000000000000'"
    found = family(type_, draft.wanted.rules.dialect) or family(type_, "postgresql")
    return _NEUTRAL.get(found) if found is not None else None
