"""Questions that revisions put to a database's catalogue in SQL, answered from the schema replayed so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.history.catalogue_keys import keys_asked
from alembic_ls.history.sql_guards import holds
from alembic_ls.history.sql_tokens import tokens_of
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

_CATALOGUE = regex(
    r"information_schema|pg_catalog|\bpg_(?:type|enum|class|tables|indexes|index|constraint|attribute|namespace)\b"
    r"|sqlite_(?:master|schema)|\bpragma\b|to_regclass|enum_range|current_schema|\bdatabase\(\)",
    re.IGNORECASE,
)
_ALIASED = (
    r"(?:information_schema\s*\.\s*|pg_catalog\s*\.\s*|main\s*\.\s*)?(\w+)"
    r"(?:\s+(?:AS\s+)?(?!WHERE\b|ORDER\b|LIMIT\b|JOIN\b|INNER\b|ON\b)\w+)?"
)
_SELECT = regex(
    rf"\s*SELECT\s+(?:DISTINCT\s+)?(?P<list>.+?)\s+FROM\s+(?P<from>{_ALIASED}"
    rf"(?:\s+(?:INNER\s+)?JOIN\s+{_ALIASED}\s+ON\s+[\w.]+\s*=\s*[\w.]+)*)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+ORDER\s+BY\s[^()]*?)?(?:\s+LIMIT\s+\d+)?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = regex(rf"(?:\A|JOIN\s+){_ALIASED}", re.IGNORECASE)
_EQUALITY = regex(r"(?:\w+\.)?\"?(\w+)\"?\s*=\s*(?:'((?:[^']|'')*)'(?:::\w+)?|(\d+)\b)")
_LABELS = regex(r"\s*SELECT\s+unnest\(\s*enum_range\(\s*NULL\s*::\s*\"?(\w+)\"?\s*\)\s*\)(?:\s*::\s*\w+)?[^()]*", re.IGNORECASE)
_FIRST_COLUMN = r"a\w*\.attrelid\s*=\s*[\w.]+\s+AND\s+a\w*\.attnum\s*=\s*\w+\.conkey\[1\]"
# Conditions in the words of the rows below.
_REWRITTEN = [
    (regex(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (
            r"(?:\w+\.)?(?:table_schema|schemaname|constraint_schema|table_catalog|nspname)\s*=\s*"
            r"(?:'public'|'main'|current_schema\(\)|any\s*\(current_schemas\(\w+\)\)|database\(\)|schema\(\)|current_database\(\))",
            " ",
        ),
        (r"pg_(?:type|table)_is_visible\([\w.]+\)", " "),
        (r"(?:\w+\.)?index_name\s*(?:<>|!=)\s*'PRIMARY'", "is_primary = '0'"),
        (r"NOT\s+(?:\w+\.)?indisvalid\b|(?:\w+\.)?indisvalid\s*(?:=|IS)\s*FALSE\b", "indisvalid = 'f'"),
        (r"array_length\(\s*\w+\.conkey\s*,\s*1\s*\)\s*=\s*(\d+)", r"n_columns = '\1'"),
        (rf"\(\s*SELECT\s+\w+\.attname\s+FROM\s+pg_attribute\s+\w+\s+WHERE\s+{_FIRST_COLUMN}\s*\)\s*=", "first_column ="),
        (
            rf"EXISTS\s*\(\s*SELECT\s+1\s+FROM\s+pg_attribute\s+\w+\s+WHERE\s+{_FIRST_COLUMN}\s+AND\s+\w+\.attname\s*=\s*('\w+')\s*\)",
            r"first_column = \1",
        ),
        (r"(?:\w+\.)?indexrelid\s*=\s*(?:to_regclass\(\s*('[\w.]+')\s*\)|('[\w.]+')::regclass)", r"indexname = \1\2"),
        (
            r"(?:\w+\.)?(?:indrelid|conrelid|attrelid)\s*=\s*(?:to_regclass\(\s*('[\w.]+')\s*\)|('[\w.]+')::regclass)",
            r"tablename = \1\2",
        ),
    )
]  # fmt: skip
_PRAGMA = regex(r"\s*PRAGMA\s+(?:\w+\.)?(\w+)\s*(?:\(\s*['\"`]?(\w+)['\"`]?\s*\))?\s*;?\s*", re.IGNORECASE)
_PARAMETER = regex(r"(?<![:\w]):(\w+)|%\((\w+)\)s")


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
    labels = _LABELS.fullmatch(filled)
    if labels is not None:
        return _labels_of(labels[1], schema)
    if dialect == "postgresql" and (keys := keys_asked(filled, schema)) is not None:
        return Answer(*keys)
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
        return sql_literal(given) if isinstance(given, str) else str(given)

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
    names = {match[1].lower() for match in _SOURCE.finditer(select["from"])}
    source = _SOURCES.get(frozenset(names - {"pg_namespace"}))
    said = _conditions(select["where"] or "")
    if source is None or said is None or len(names) < len(_SOURCE.findall(select["from"])):
        return None
    rows, doubt = [], False
    table = next((said[key] for key in _TABLE_NAMES if key in said), None)
    for row in source(schema, dialect, table):
        if isinstance(row, Unknown):
            doubt = True
            continue
        if not said.keys() <= row.keys():
            return None
        if any(isinstance(row[key], Unknown) for key in said):
            return None
        if all(_same(row[key], value) for key, value in said.items()):
            rows.append(row)
    if doubt and not (rows and any(key.endswith("name") and key not in ("table_name", "tbl_name", "tablename") for key in said)):
        return None
    return _projected(select["list"], rows)


_TABLE_NAMES = ("table_name", "tablename", "tbl_name")


def _same(value: Any, wanted: str) -> bool:
    return ("t" if value else "f") == wanted if isinstance(value, bool) else str(value) == wanted


def _conditions(where: str) -> dict[str, str] | None:
    """Column → the text it must equal; None where there are other conditions."""
    for pattern, words in _REWRITTEN:
        where = pattern.sub(words, where)
    said = {match[1].lower(): match[3] or match[2].replace("''", "'") for match in _EQUALITY.finditer(where)}
    left = re.sub(r"[()\s]|\bAND\b", "", _EQUALITY.sub(" ", where), flags=re.IGNORECASE)
    return said if not left else None


def _projected(wanted: str, rows: list[dict[str, Any]]) -> Answer | None:
    items = [item.strip() for item in wanted.split(",")]
    if len(items) == 1 and re.fullmatch(r"count\s*\(\s*(\*|\w+)\s*\)(\s+(as\s+)?\w+)?", items[0], re.IGNORECASE):
        return Answer(("count",), [(len(rows),)])
    names: list[str] = []
    made: list[list[Any]] = [[] for _ in rows]
    for item in items:
        found = re.fullmatch(r"(?:\w+\.)?\"?(\w+|\*)\"?(?:::\w+)*(?:\s+(?:as\s+)?(\w+))?", item, re.IGNORECASE)
        if found is None:
            return None
        keys = list(rows[0]) if found[1] == "*" and rows else [found[1].lower()]
        names += [found[2] or key for key in keys] if found[1] != "*" else keys
        for row, values in zip(rows, made, strict=True):
            for key in keys:
                value = int(key) if key.isdigit() else row.get(key, Unknown(f"'{key}' of the catalogue is not followed"))
                values.append(value)
    return Answer(tuple(names), [tuple(values) for values in made])


def _surely(schema: Schema, name: str | None) -> Iterator[Table | Unknown]:
    """The tables of the default schema that are surely there, all or the one of a name; an Unknown for each that may be."""
    yield from schema.unknown
    wanted = schema.tables.values() if name is None else (schema.tables[name],) if name in schema.tables else ()
    for table in wanted:
        if table.schema is None:
            yield table.unknown.get("table", table)


def _tables(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema, name):
        if isinstance(table, Unknown):
            yield table
        else:
            kind = "VIEW" if table.is_view else "BASE TABLE"
            yield {"table_name": table.name, "tablename": table.name, "table_schema": "public", "table_type": kind}


def _columns(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema, name):
        if isinstance(table, Unknown):
            yield table
            continue
        for column_name, column in table.columns.items():
            if table.unknown and "column:" + column_name in table.unknown:
                yield table.unknown["column:" + column_name]
                continue
            nullable = column.nullable
            yield {
                "table_name": table.name,
                "column_name": column_name,
                "is_nullable": nullable if isinstance(nullable, Unknown) else "YES" if nullable else "NO",
            }
        if not table.complete:
            yield table.unknown["columns"]


def _indexes(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    """A row for each index; on MySQL for each of its columns (`information_schema.statistics`)."""
    for table in _surely(schema, name):
        if isinstance(table, Unknown):
            yield table
            continue
        indexes = [(index.name, index.columns, index.unique) for index in table.indexes]
        if dialect != "sqlite":
            indexes += [(unique.name, unique.columns, True) for unique in table.uniques]
            indexes.append((table.primary_key.name, table.primary_key.columns, True))
        for index_name, columns, unique in indexes:
            if index_name:
                row = {
                    **dict.fromkeys(("indexname", "index_name", "relname", "oid"), index_name),
                    "indisvalid": True,
                    "is_primary": 0,
                }
                row |= {"tablename": table.name, "table_name": table.name, "non_unique": int(unique is not True)}
                yield from ({**row, "column_name": column} for column in (columns if dialect == "mysql" else columns[:1]))
        if "indexes" in table.unknown:
            yield table.unknown["indexes"]


_CONTYPES = {"UNIQUE": "u", "FOREIGN KEY": "f", "CHECK": "c", "PRIMARY KEY": "p"}


def _constraints(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema, name):
        if isinstance(table, Unknown):
            yield table
            continue
        sorts: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
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
                    columns = getattr(key, "columns", ())
                    yield {
                        **dict.fromkeys(("constraint_name", "conname"), key.name),
                        **dict.fromkeys(("table_name", "relname", "tablename"), table.name),
                        "constraint_type": kind,
                        "contype": _CONTYPES[kind],
                        "n_columns": len(columns),
                        "first_column": columns[0] if columns else None,
                    }


def _labels_of(name: str, schema: Schema) -> Answer | None:
    enum = schema.enums.get(name)
    if enum is None or not isinstance(enum.values, tuple):
        return None
    return Answer(("unnest",), [(label,) for label in enum.values])


def _labels(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    yield from schema.unknown
    for enum in schema.enums.values():
        if isinstance(enum.values, tuple):
            yield from ({"typname": enum.name, "enumlabel": label} for label in enum.values)
        else:
            yield enum.values


def _types(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    yield from schema.unknown
    for enum in schema.enums.values():
        yield {"typname": enum.name, "typtype": "e"}


def _sqlite_master(schema: Schema, dialect: str, name: str | None) -> Iterator[dict[str, Any] | Unknown]:
    for table in _surely(schema, name):
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
    frozenset(names.split()): source
    for names, source in (
        ("tables", _tables),
        ("pg_tables", _tables),
        ("columns", _columns),
        ("pg_indexes", _indexes),
        ("statistics", _indexes),
        ("pg_index", _indexes),
        ("pg_class pg_index", _indexes),
        ("table_constraints", _constraints),
        ("pg_constraint", _constraints),
        ("pg_constraint pg_class", _constraints),
        ("pg_type", _types),
        ("pg_enum pg_type", _labels),
        ("sqlite_master", _sqlite_master),
        ("sqlite_schema", _sqlite_master),
    )
}


def _pragma(what: str, name: str, schema: Schema) -> Answer | None:
    table = schema.tables.get(name)
    if table is None:
        return None if schema.unknown else Answer(("name",), [])
    if what in ("table_info", "table_xinfo"):
        if table.unknown and (
            "table" in table.unknown or not table.complete or any(a.startswith("column:") for a in table.unknown)
        ):
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
