"""What an unreadable statement may have touched becomes Unknown, and no more than that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alembic_ls.changes.applied import Applied
from alembic_ls.changes.edits import mentions
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import Obscure
from alembic_ls.schema.tables import Check, Column, EnumType, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.unknown import Unknown

KEYS = ("foreign_keys", "uniques", "indexes", "checks")
_EVERYTHING = ("table", "columns", "primary_key", "comment", *KEYS)


def obscure(schema: Schema, operation: Obscure, rules: Rules) -> Applied:
    """Marks what the statement may have changed.

    A table that may be gone, or that may only now be there, is unknown in its aspect "table"; a column that may be gone or
    altered, in "column:NAME". Keys that may be gone are taken out: those listed beside an unknown aspect are surely there.
    """
    why, everything = operation.why, operation.aspects is None
    tables = dict(schema.tables)
    if operation.tables is None:
        tables = {key: obscured(table, why, operation.aspects) for key, table in tables.items()}
    else:
        for key in map(rules.short, operation.tables):
            table = tables.get(key)
            if table is None and schema.unknown and not everything:
                continue
            tables[key] = obscured(table or _nothing_known(key), why, operation.aspects if table is not None else None)
    unknown = schema.unknown
    if operation.tables is None and everything:
        unknown = (*unknown, why)
    return Applied(Schema(tables, _enums(schema, operation, rules), unknown))


def obscured(table: Table, why: Unknown, aspects: tuple[str, ...] | None) -> Table:
    """`table` with these aspects unknown, all of them where `aspects` is None.

    Narrower ones: "+indexes", there may be more of them; "indexes:NAME", the one of this name may be gone; "keys:COLUMN", the
    keys that hold this column may be gone.
    """
    unknown = dict(table.unknown)
    changes: dict[str, Any] = {"unknown": unknown}
    columns = dict(table.columns)
    for aspect in _EVERYTHING if aspects is None else aspects:
        if aspect.startswith("+"):
            unknown.setdefault(aspect[1:], why)
            continue
        sort, _, name = aspect.partition(":")
        if name and sort != "column":
            _obscure_keys(table, changes, unknown, sort, name, why)
            continue
        if aspect == "columns":
            for name in columns:
                _obscure_column(columns, unknown, name, why)
        elif aspect.startswith("column:"):
            _obscure_column(columns, unknown, aspect[len("column:") :], why)
        elif aspect == "comment":
            changes["comment"] = why
            continue
        elif aspect == "primary_key":
            changes["primary_key"] = PrimaryKey()
        elif aspect in KEYS:
            changes[aspect] = ()
        unknown.setdefault(aspect, why)
    changes["columns"] = columns
    return table._replace(**changes)


def unknown_column(name: str, why: Unknown) -> Column:
    """A column of which nothing but its name is known."""
    return Column(name, why, why, why, why, why, why)


def _obscure_column(columns: dict[str, Column], unknown: dict[str, Unknown], name: str, why: Unknown) -> None:
    columns[name] = unknown_column(name, why)
    unknown.setdefault("column:" + name, why)


def _obscure_keys(table: Table, changes: dict[str, Any], unknown: dict[str, Unknown], sort: str, name: str, why: Unknown) -> None:
    """Takes out the keys of one sort that bear a name, or ("keys") all that hold a column."""
    for aspect in (*KEYS, "primary_key") if sort == "keys" else (sort,):
        if aspect == "primary_key":
            gone = name in table.primary_key.columns if sort == "keys" else table.primary_key.name == name
            kept: Any = PrimaryKey()
        else:
            held: tuple[Any, ...] = changes.get(aspect, getattr(table, aspect))
            kept = tuple(key for key in held if not (_holds(key, name) if sort == "keys" else key.name == name))
            gone = len(kept) < len(held)
        if gone:
            changes[aspect] = kept
            unknown.setdefault(aspect, why)


def _holds(key: Unique | ForeignKey | Index | Check, column: str) -> bool:
    if isinstance(key, Check):
        return key.sql is None or mentions(key.sql, column)
    return column in key.columns or any(part.startswith("(") and mentions(part, column) for part in key.columns)


def _nothing_known(key: str) -> Table:
    schema, _, name = key.rpartition(".")
    return Table(name, schema or None)


def _enums(schema: Schema, operation: Obscure, rules: Rules) -> dict[str, EnumType]:
    anything = operation.tables is None and operation.aspects is None
    touched: Iterable[str] = schema.enums if anything else map(rules.short, operation.enums)
    enums = dict(schema.enums)
    for key in touched:
        if key in enums:
            enums[key] = enums[key]._replace(values=operation.why)
    return enums
