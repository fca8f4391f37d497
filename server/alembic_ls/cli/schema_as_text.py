"""A schema for people."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.analysis.words import default_text
from alembic_ls.cli.type_text import TypeText
from alembic_ls.schema.tables import Column, Computed, Identity, Schema, Table
from alembic_ls.schema.unknown import Unknown


def schema_text(schema: Schema, dialect: str, type_text: TypeText) -> str:
    """Table by table, its columns and keys."""
    blocks = [_table(table, dialect, type_text) for _, table in sorted(schema.tables.items()) if not table.is_view]
    enums = [f"enum {key}: {_values(enum.values)}" for key, enum in sorted(schema.enums.items())]
    if enums:
        blocks.append("\n".join(enums))
    if schema.unknown:
        reasons = dict.fromkeys(unknown.reason for unknown in schema.unknown)
        blocks.append("There may be other tables:\n" + "\n".join(f"  {reason}" for reason in reasons))
    return "\n\n".join(blocks) + "\n"


def _table(table: Table, dialect: str, type_text: TypeText) -> str:
    rows = [_column(column, dialect, type_text) for column in table.columns.values()]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if not table.complete:
        lines.append(f"… other columns may be there: {table.unknown['columns'].reason}")
    return "\n".join([table.key, *(f"  {line}" for line in (*lines, *_keys(table)))])


def _column(column: Column, dialect: str, type_text: TypeText) -> tuple[str, str, str, str]:
    text = None if isinstance(column.type, Unknown) else type_text(column.type, dialect)
    null = "" if column.nullable is True else "NOT NULL" if column.nullable is False else "NULL?"
    return column.name, text or "?", null, _made(column)


def _made(column: Column) -> str:
    """What the database makes of a column that a row says nothing of."""
    if isinstance(column.computed, Computed):
        return f"GENERATED ALWAYS AS ({column.computed.sql or '?'})"
    if isinstance(column.identity, Identity):
        return "IDENTITY"
    return "" if column.server_default is None else f"DEFAULT {default_text(column.server_default)}"


def _keys(table: Table) -> Iterator[str]:
    if table.primary_key.columns:
        yield f"primary key ({', '.join(table.primary_key.columns)})"
    for foreign_key in table.foreign_keys:
        action = f" ON DELETE {foreign_key.ondelete}" if isinstance(foreign_key.ondelete, str) else ""
        target = f"{foreign_key.table} ({', '.join(foreign_key.refers)})"
        yield f"foreign key{_name(foreign_key.name)} ({', '.join(foreign_key.columns)}) to {target}{action}"
    for unique in table.uniques:
        yield f"unique{_name(unique.name)} ({', '.join(unique.columns)})"
    for index in table.indexes:
        yield f"{'unique ' if index.unique is True else ''}index{_name(index.name)} ({', '.join(index.columns)})"
    for check in table.checks:
        yield f"check{_name(check.name)} ({check.sql or '?'})"


def _name(name: str | None) -> str:
    return f" {name}" if name else ""


def _values(values: tuple[str, ...] | Unknown) -> str:
    return "?" if isinstance(values, Unknown) else ", ".join(values)
