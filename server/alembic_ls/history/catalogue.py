"""Questions that revisions put to a database's catalogue in SQL, answered from the schema replayed so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from alembic_ls.history.sql_guards import holds
from alembic_ls.history.sql_tokens import tokens_of
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.schema.unknown import Unknown

_CATALOGUE = re.compile(
    r"information_schema|pg_catalog|\bpg_(?:type|enum|class|tables|indexes|constraint|attribute|namespace)\b|sqlite_(?:master|schema)"
    r"|\bpragma\b|to_regclass|current_schema|\bdatabase\(\)",
    re.IGNORECASE,
)
_SELECT = re.compile(
    r"\s*SELECT\s+(?:DISTINCT\s+)?(?P<list>.+?)\s+FROM\s+(?:information_schema\s*\.\s*|pg_catalog\s*\.\s*|main\s*\.\s*)?(?P<from>\w+)"
    r"(?:\s+(?:AS\s+)?(?!WHERE\b|ORDER\b|LIMIT\b|JOIN\b|INNER\b|LEFT\b|CROSS\b)\w+)?(?:\s+WHERE\s+(?P<where>.+?))?"
    r"(?:\s+ORDER\s+BY\s[^()]*?)?(?:\s+LIMIT\s+\d+)?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_EQUALITY = re.compile(r"(?:\w+\.)?\"?(\w+)\"?\s*=\s*'((?:[^']|'')*)'(?:::\w+)?")
_PLACE = re.compile(
    r"(?:\w+\.)?(?:table_schema|schemaname|constraint_schema|table_catalog)\s*=\s*"
    r"(?:'public'|'main'|current_schema\(\)|any\s*\(current_schemas\(\w+\)\)|database\(\)|schema\(\)|current_database\(\))",
    re.IGNORECASE,
)
_PRAGMA = re.compile(r"\s*PRAGMA\s+(?:\w+\.)?(\w+)\s*(?:\(\s*['\"`]?(\w+)['\"`]?\s*\))?\s*;?\s*", re.IGNORECASE)
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)|%\((\w+)\)s")


class Answer(NamedTuple):
    """The columns and rows that a query gives."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def asks_the_catalogue(text: str) -> bool:
    """True where a query is about tables, not about rows."""
    return _CATALOGUE.search(text) is not None


def answer(text: str, parameters: dict[str, Any], schema: Schema, dialect: str) -> Answer | None:
    """What the database would answer; None where that is not followed or not known."""
    filled = _filled(text, parameters)
    if filled is None:
        return None
    pragma = _PRAGMA.fullmatch(filled)
    if pragma is not None:
        return _pragma(pragma[1].lower(), pragma[2], schema) if pragma[2] else None
    select = _SELECT.fullmatch(filled)
    if select is not None and (found := _listed(select, schema, dialect)) is not None:
        return found
    return _judged(filled, schema, dialect)


def _filled(text: str, parameters: dict[str, Any]) -> str | None:
    """The text with its bind parameters in place; None where one of them is not known."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        given = parameters.get(match[1] or match[2])
        if isinstance(given, bool) or not isinstance(given, (str, int)):
            missing = True
            return "?"
        return "'" + given.replace("'", "''") + "'" if isinstance(given, str) else str(given)

    filled = _PARAMETER.sub(value, text)
    return None if missing else filled


def _judged(text: str, schema: Schema, dialect: str) -> Answer | None:
    """SELECT EXISTS (…), SELECT … FROM a join of catalogues: whether there is such a thing."""
    tokens = [token for token in tokens_of(text, dialect) if token.kind != "end" and token.key != ";"]
    if not tokens or tokens[0].key != "SELECT":
        return None
    if len(tokens) > 1 and tokens[1].key == "EXISTS":
        verdict = holds(tokens[1:], schema)
        return None if verdict is None else Answer(("exists",), [(verdict,)])
    around = tokens_of("EXISTS ()", dialect)
    verdict = holds([around[0], around[1], *tokens, around[2]], schema)
    if verdict is None:
        return None
    counts = [token.key for token in tokens[1:3]] == ["COUNT", "("]
    if counts:
        return Answer(("count",), [(int(verdict),)])
    return Answer(("found",), [(1 if tokens[1].kind == "number" else tokens[1].value,)] if verdict else [])


def _listed(select: re.Match[str], schema: Schema, dialect: str) -> Answer | None:
    """Rows of one catalogue, under conditions that are all equalities."""
    source = _SOURCES.get(select["from"].lower())
    said = _conditions(select["where"] or "")
    if source is None or said is None:
        return None
    rows, doubt = [], False
    for row in source(schema, dialect):
        if isinstance(row, Unknown):
            doubt = True
            continue
        if not said.keys() <= row.keys():
            return None
        if any(isinstance(row[key], Unknown) for key in said):
            return None
        if all(str(row[key]) == value for key, value in said.items()):
            rows.append(row)
    if doubt and not (rows and any(key.endswith("name") and key not in ("table_name", "tbl_name", "tablename") for key in said)):
        return None
    return _projected(select["list"], rows)


def _conditions(where: str) -> dict[str, str] | None:
    """Column → the text it must equal; None where there are other conditions."""
    rest = _PLACE.sub(" ", where)
    said = {match[1].lower(): match[2].replace("''", "'") for match in _EQUALITY.finditer(rest)}
    left = re.sub(r"[()\s]|\bAND\b", "", _EQUALITY.sub(" ", rest), flags=re.IGNORECASE)
    return said if not left else None


def _projected(wanted: str, rows: list[dict[str, Any]]) -> Answer | None:
    items = [item.strip() for item in wanted.split(",")]
    if len(items) == 1 and re.fullmatch(r"count\s*\(\s*(\*|\w+)\s*\)(\s+(as\s+)?\w+)?", items[0], re.IGNORECASE):
        return Answer(("count",), [(len(rows),)])
    names: list[str] = []
    made: list[list[Any]] = [[] for _ in rows]
    for item in items:
        found = re.fullmatch(r"(?:\w+\.)?\"?(\w+|\*)\"?(?:\s+(?:as\s+)?(\w+))?", item, re.IGNORECASE)
        if found is None:
            return None
        keys = list(rows[0]) if found[1] == "*" and rows else [found[1].lower()]
        names += [found[2] or key for key in keys] if found[1] != "*" else keys
        for row, values in zip(rows, made):
            for key in keys:
                value = int(key) if key.isdigit() else row.get(key, Unknown(f"'{key}' of the catalogue is not followed"))
                values.append(value)
    return Answer(tuple(names), [tuple(values) for values in made])


def _surely(schema: Schema) -> Iterator[Table | Unknown]:
    """The tables of the default schema that are surely there; an Unknown for each that may be."""
    yield from schema.unknown
    for table in schema.tables.values():
        if table.schema is None:
            yield table.unknown["table"] if "table" in table.unknown else table


def _tables(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema):
        if isinstance(table, Unknown):
            yield table
        else:
            kind = "VIEW" if table.is_view else "BASE TABLE"
            yield {"table_name": table.name, "tablename": table.name, "table_schema": "public", "table_type": kind}


def _columns(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema):
        if isinstance(table, Unknown):
            yield table
            continue
        for name, column in table.columns.items():
            if "column:" + name in table.unknown:
                yield table.unknown["column:" + name]
                continue
            nullable = column.nullable
            yield {
                "table_name": table.name,
                "column_name": name,
                "is_nullable": nullable if isinstance(nullable, Unknown) else "YES" if nullable else "NO",
            }
        if not table.complete:
            yield table.unknown["columns"]


def _indexes(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema):
        if isinstance(table, Unknown):
            yield table
            continue
        keys = (*table.indexes, *table.uniques, table.primary_key) if dialect == "postgresql" else table.indexes
        for key in keys:
            if key.name:
                yield {"indexname": key.name, "index_name": key.name, "tablename": table.name, "table_name": table.name}
        if "indexes" in table.unknown:
            yield table.unknown["indexes"]


def _constraints(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema):
        if isinstance(table, Unknown):
            yield table
            continue
        sorts = (
            ("FOREIGN KEY", "foreign_keys", table.foreign_keys),
            ("UNIQUE", "uniques", table.uniques),
            ("CHECK", "checks", table.checks),
            ("PRIMARY KEY", "primary_key", (table.primary_key,)),
        )
        for kind, aspect, keys in sorts:
            if aspect in table.unknown:
                yield table.unknown[aspect]
            for key in keys:
                if key.name:
                    yield {
                        "constraint_name": key.name,
                        "conname": key.name,
                        "table_name": table.name,
                        "constraint_type": kind,
                    }


def _types(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    yield from schema.unknown
    for enum in schema.enums.values():
        yield {"typname": enum.name, "typtype": "e"}


def _sqlite_master(schema: Schema, dialect: str) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema):
        if isinstance(table, Unknown):
            yield table
            continue
        yield {"type": "view" if table.is_view else "table", "name": table.name, "tbl_name": table.name}
        for index in table.indexes:
            if index.name:
                yield {"type": "index", "name": index.name, "tbl_name": table.name}
        if "indexes" in table.unknown:
            yield table.unknown["indexes"]


_SOURCES = {
    "tables": _tables,
    "pg_tables": _tables,
    "columns": _columns,
    "pg_indexes": _indexes,
    "statistics": _indexes,
    "table_constraints": _constraints,
    "pg_constraint": _constraints,
    "pg_type": _types,
    "sqlite_master": _sqlite_master,
    "sqlite_schema": _sqlite_master,
}


def _pragma(what: str, name: str, schema: Schema) -> Answer | None:
    table = schema.tables.get(name)
    if table is None:
        return None if schema.unknown else Answer(("name",), [])
    if what in ("table_info", "table_xinfo"):
        if table.unknown and ("table" in table.unknown or not table.complete or any(a.startswith("column:") for a in table.unknown)):
            return None
        untold = Unknown("what a column is made of is not followed here")
        rows = [
            (number, column.name, untold, untold if isinstance(column.nullable, Unknown) else int(not column.nullable), untold,
             int(column.name in table.primary_key.columns))
            for number, column in enumerate(table.columns.values())
        ]  # fmt: skip
        return Answer(("cid", "name", "type", "notnull", "dflt_value", "pk"), rows)
    if what == "index_list" and "indexes" not in table.unknown and "uniques" not in table.unknown:
        keys = [(index.name, int(index.unique is True), "c") for index in table.indexes]
        keys += [(f"sqlite_autoindex_{table.name}_{n}", 1, "u") for n, _ in enumerate(table.uniques, 1)]
        return Answer(("seq", "name", "unique", "origin", "partial"), [(n, *key, 0) for n, key in enumerate(keys)])
    return None
