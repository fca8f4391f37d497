"""Small steps that the operations share: a table put back changed, a renamed or removed thing followed through the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from alembic_ls.schema.tables import NOTHING, ForeignKey, Schema, Table
from alembic_ls.schema.unknown import Unknown


def put(schema: Schema, table: Table) -> Schema:
    """`schema` with `table`, which is now known to exist, in the place of its key."""
    if table.unknown and "table" in table.unknown:
        table = table._replace(unknown=without(table.unknown, "table"))
    key = f"{table.schema}.{table.name}" if table.schema else table.name
    return Schema({**schema.tables, key: table}, schema.enums, schema.unknown)


def without(unknown: Mapping[str, Unknown], aspect: str) -> Mapping[str, Unknown]:
    """`Table.unknown` less one of its aspects."""
    if aspect not in unknown:
        return unknown
    return {other: why for other, why in unknown.items() if other != aspect} or NOTHING


def retarget(schema: Schema, old: str, new: str | None) -> Schema:
    """Every foreign key to the table `old` now refers to `new`, or is gone where that is None."""
    changed: dict[str, Table] = {}
    for key, table in schema.tables.items():
        if any(fk.table == old for fk in table.foreign_keys):
            keys: Iterable[ForeignKey] = (fk for fk in table.foreign_keys if new is not None or fk.table != old)
            changed[key] = table._replace(
                foreign_keys=tuple(fk._replace(table=new) if new is not None and fk.table == old else fk for fk in keys)
            )
    return schema._replace(tables={**schema.tables, **changed}) if changed else schema


def referrers(schema: Schema, key: str, column: str | None = None) -> list[str]:
    """The keys of the other tables with a foreign key to the table `key` (to its `column`, where one is given)."""
    return [
        other
        for other, table in schema.tables.items()
        if table.foreign_keys
        and other != key
        and any(fk.table == key and (column is None or column in fk.refers) for fk in table.foreign_keys)
    ]


def mentions(sql: str, column: str) -> bool:
    """True where the SQL text names `column` as a word of its own."""
    return column in sql and re.search(rf"(?<!\w){re.escape(column)}(?!\w)", sql) is not None


def renamed(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Column names, and expressions over columns, with `old` called `new`."""
    return tuple(new if column == old else in_sql(column, old, new) if column.startswith("(") else column for column in columns)


def in_sql(sql: str, old: str, new: str) -> str:
    """SQL text with the column `old` called `new`."""
    if old not in sql:
        return sql
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, sql)
