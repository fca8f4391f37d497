"""What PostgreSQL tells back of a type, and SQLAlchemy makes of it (sqlalchemy/dialects/postgresql/base.py, `_reflect_type`)."""

from __future__ import annotations

import re

from alembic_ls.dialects.names import clip
from alembic_ls.dialects.postgresql_ddl import PLAIN, named_type
from alembic_ls.schema.types import Type, make_type
from alembic_ls.startup.regex import regex

_SAME = {
    **{name.lower(): name for name in PLAIN},
    **dict.fromkeys(("integer", "int", "int4", "serial", "serial4"), "INTEGER"),
    **dict.fromkeys(("bigint", "int8", "bigserial", "serial8"), "BIGINT"),
    **dict.fromkeys(("smallint", "int2", "smallserial", "serial2"), "SMALLINT"),
    **dict.fromkeys(("double precision", "float8"), "DOUBLE PRECISION"),
    **dict.fromkeys(("real", "float4"), "REAL"),
    **dict.fromkeys(("boolean", "bool"), "BOOLEAN"),
    **{name: name.upper() for name in ("text", "date", "bytea", "uuid")},
    "name": "VARCHAR",
    # Types that the dialect knows how to write and not how to recognise.
    **dict.fromkeys(("jsonpath", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "pg_lsn", "bpchar"), "NULL"),
}
_CHARACTERS = {
    **dict.fromkeys(
        ("character varying", "varchar", "char varying", "national character varying", "national char varying"), "VARCHAR"
    ),
    **dict.fromkeys(("character", "char", "nchar", "national character", "national char"), "CHAR"),
}
_MOMENTS = {
    **dict.fromkeys(("timestamp", "timestamp without time zone"), ("TIMESTAMP", "WITHOUT TIME ZONE")),
    **dict.fromkeys(("timestamptz", "timestamp with time zone"), ("TIMESTAMP", "WITH TIME ZONE")),
    **dict.fromkeys(("time", "time without time zone"), ("TIME", "WITHOUT TIME ZONE")),
    **dict.fromkeys(("timetz", "time with time zone"), ("TIME", "WITH TIME ZONE")),
}
_FIELDS = frozenset(
    (
        *("year", "month", "day", "hour", "minute", "second", "year to month", "day to hour", "day to minute", "day to second"),
        *("hour to minute", "hour to second", "minute to second"),
    )
)
_BRACKETS = regex(r"(\s*\[\s*\d*\s*\])+$|\s+ARRAY(\s*\[\s*\d+\s*\])?$", re.I)
_SIZE = regex(r"\s*\(\s*([0-9\s,]*?)\s*\)")


def answers(type: Type, text: str) -> tuple[str, ...]:
    """The one answer for a column declared with `text`, none where such a column cannot be or its type is not known."""
    answer = _answer(type, text)
    return () if answer is None else (answer,)


def _answer(type: Type, text: str) -> str | None:
    if type.name.rpartition(".")[2] == "ARRAY":
        item = type.argument("item")
        return _array(type, text, item) if isinstance(item, Type) else None
    if type.name.rpartition(".")[2] in ("Enum", "ENUM", "DOMAIN") and type.argument("native_enum", True):
        return _named(type)
    bare, collate, collation = text.partition(" COLLATE ")
    item, brackets = _BRACKETS.subn("", bare.strip())
    if brackets:
        item_text = _built_in(item)
        return None if item_text is None else _with_brackets(item_text, collate + collation)
    answer = _built_in(bare)
    return None if answer is None else answer + collate + collation


def _array(type: Type, text: str, item: Type) -> str | None:
    """How many dimensions were declared is forgotten."""
    bare, collate, collation = text.partition(" COLLATE ")
    inner = _answer(item, re.sub(r"(\[\])+$", "", bare))
    return None if inner is None else _with_brackets(inner, collate + collation)


def _with_brackets(item: str, collation: str) -> str:
    return "NULL" if item == "NULL" else f"{item}[]{collation}"


def _named(type: Type) -> str | None:
    """An enum's own name; without its schema where that is the default one, which a search path finds by itself."""
    name, schema = type.argument("name"), type.argument("schema")
    if not isinstance(name, str):
        return None
    return named_type(make_type("Enum", name=clip(name, "postgresql"), schema=None if schema == "public" else schema))


def _built_in(text: str) -> str | None:
    size = _SIZE.search(text)
    numbers = [part.strip() for part in size[1].split(",")] if size else []
    if "" in numbers:
        return None
    name = " ".join(_SIZE.sub("", text, count=1).lower().split())
    if name == "bpchar" and numbers:
        name = "character"
    if name in _SAME:
        return None if numbers else _SAME[name]
    if name in _CHARACTERS:
        return _characters(_CHARACTERS[name], numbers)
    if name in _MOMENTS:
        word, zone = _MOMENTS[name]
        return f"{word}{f'({min(int(numbers[0]), 6)})' if numbers else ''} {zone}"
    if name in ("numeric", "decimal", "dec"):
        return _number(numbers)
    if name == "float":
        return "REAL" if numbers and int(numbers[0]) <= 24 else "DOUBLE PRECISION"
    if name == "bit":
        return f"BIT({numbers[0] if numbers else 1})"
    if name in ("bit varying", "varbit"):
        return f"BIT VARYING({numbers[0]})" if numbers else "BIT VARYING"
    word, _, fields = name.partition(" ")
    if word == "interval" and (not fields or fields in _FIELDS):
        return name.replace("interval", "INTERVAL", 1) + (f" ({numbers[0]})" if numbers else "")
    return None


def _characters(word: str, numbers: list[str]) -> str:
    if numbers:
        return f"{word}({numbers[0]})"
    return "CHAR(1)" if word == "CHAR" else word


def _number(numbers: list[str]) -> str:
    if not numbers:
        return "NUMERIC"
    return f"NUMERIC({numbers[0]}, {numbers[1] if len(numbers) > 1 else 0})"
