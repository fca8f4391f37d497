"""Joins of `information_schema`'s tables about constraints, answered from the schema: which keys there are, over which columns, to
which others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from alembic_ls.schema.tables import ForeignKey, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_SOURCES = {"table_constraints": "tc", "key_column_usage": "kcu", "constraint_column_usage": "ccu"}
_NAME = r"information_schema\s*\.\s*(\w+)(?:\s+(?:AS\s+)?(?!WHERE\b|ORDER\b|JOIN\b|INNER\b|LEFT\b|ON\b)(\w+))?"
_JOIN_ON = r"\w+\.\w+\s*=\s*\w+\.\w+"
_QUERY = regex(
    rf"\s*SELECT\s+(?:DISTINCT\s+)?(?P<list>[^()]+?)\s+FROM\s+(?P<from>{_NAME}"
    rf"(?:\s+(?:INNER\s+|LEFT\s+)?JOIN\s+{_NAME}\s+ON\s+\(?\s*{_JOIN_ON}(?:\s+AND\s+{_JOIN_ON})*\s*\)?)+)"
    r"\s+WHERE\s+(?P<where>.+?)(?:\s+ORDER\s+BY\s[^()]*)?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = regex(rf"(?:\A|JOIN\s+){_NAME}", re.IGNORECASE)
_ON = regex(r"(\w+)\.(\w+)\s*=\s*(\w+)\.(\w+)")
_EQUALITY = regex(r"(?:(\w+)\.)?(\w+)\s*=\s*'((?:[^']|'')*)'")
_ITEM = regex(r"(?:(\w+)\.)?(\w+)(?:\s+AS\s+(\w+))?", re.IGNORECASE)
_KINDS = frozenset(("PRIMARY KEY", "UNIQUE", "FOREIGN KEY"))  # of checks there are those for NOT NULL besides
_SAME_IN_ALL = frozenset(("constraint_name", "constraint_schema", "table_schema", "constraint_catalog", "table_catalog"))
_IN_PUBLIC = regex(
    r"(?:\w+\.)?(?:table_schema|constraint_schema|table_catalog)\s*=\s*(?:'public'|current_schema\(\)|current_database\(\))",
    re.IGNORECASE,
)


def keys_asked(text: str, schema: Schema) -> tuple[tuple[str, ...], list[tuple[Any, ...]]] | None:
    """The names of the columns and the rows that the query gives; None where it is another query, or the rows are not all known."""
    query = _QUERY.fullmatch(text)
    if query is None:
        return None
    aliases = {(alias or source).lower(): _SOURCES.get(source.lower(), "") for source, alias in _SOURCE.findall(query["from"])}
    if not all(aliases.values()) or len(set(aliases.values())) < len(aliases):
        return None
    joined = _ON.findall(query["from"])
    if any(left != right or left.lower() not in _SAME_IN_ALL for _, left, _, right in joined):
        return None
    where = _IN_PUBLIC.sub(" ", query["where"])
    wanted = {_column(alias, name, aliases): value.replace("''", "'") for alias, name, value in _EQUALITY.findall(where)}
    items = [_ITEM.fullmatch(item.strip()) for item in query["list"].split(",")]
    chosen = [_column(item[1], item[2], aliases) if item is not None else None for item in items]
    left = re.sub(r"[()\s]|\bAND\b", "", _EQUALITY.sub(" ", where), flags=re.IGNORECASE)
    if left or None in wanted or None in chosen or wanted.get("tc.constraint_type") not in _KINDS:
        return None
    rows = []
    for row in _rows(schema, frozenset(aliases.values()), wanted.get("tc.table_name")):
        if isinstance(row, Unknown):
            return None
        if not (wanted.keys() | set(chosen)) <= row.keys():
            return None
        if all(row[key] == value for key, value in wanted.items() if key is not None):
            rows.append(tuple(row[key] for key in chosen if key is not None))
    names = tuple((item[3] or item[2]) for item in items if item is not None)
    return names, list(dict.fromkeys(rows))


def _column(alias: str | None, name: str, aliases: dict[str, str]) -> str | None:
    """`alias.name` in the words of the rows below; a name alone where only one of the tables has it."""
    if alias:
        source = aliases.get(alias.lower())
        return f"{source}.{name.lower()}" if source else None
    return (
        "tc.constraint_type"
        if name.lower() == "constraint_type"
        else "tc.constraint_name"
        if name.lower() == "constraint_name"
        else None
    )


def _rows(schema: Schema, sources: frozenset[str], table_name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    """A row for each constraint, times its columns where those are asked for, times those that it is about."""
    yield from schema.unknown
    for table in schema.tables.values():
        if table.schema is not None or (table_name is not None and table.name != table_name):
            continue
        for aspect in ("table", "primary_key", "uniques", "foreign_keys"):
            if aspect in table.unknown:
                yield table.unknown[aspect]
        for kind, key in _keys(table):
            target = key.table.rpartition(".")[2] if isinstance(key, ForeignKey) else table.name
            refers = key.refers if isinstance(key, ForeignKey) else key.columns
            constraint = {f"{source}.constraint_name": key.name for source in ("tc", "kcu", "ccu")}
            constraint |= {"tc.constraint_type": kind, "tc.table_name": table.name, "kcu.table_name": table.name}
            own = key.columns if "kcu" in sources else ("",)
            for column, other in itertools.product(own, refers if "ccu" in sources else ("",)):
                yield {**constraint, "kcu.column_name": column, "ccu.table_name": target, "ccu.column_name": other}


def _keys(table: Table) -> Iterator[tuple[str, PrimaryKey | Unique | ForeignKey]]:
    if table.primary_key.columns:
        yield "PRIMARY KEY", table.primary_key
    yield from (("UNIQUE", key) for key in table.uniques)
    yield from (("FOREIGN KEY", key) for key in table.foreign_keys)
