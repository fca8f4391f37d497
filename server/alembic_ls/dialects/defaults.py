"""Whether Alembic would see a difference between a column's server default in the database and in the model."""

from __future__ import annotations

import re
from typing import Final

from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_NUMERIC: Final = frozenset(
    """integer int smallinteger smallint biginteger bigint float double double_precision real numeric decimal tinyint mediumint
    money number""".split()
)
_TEXTUAL: Final = frozenset(
    (
        "string",
        "varchar",
        "unicode",
        "text",
        "unicodetext",
        "char",
        "nchar",
        "nvarchar",
        "enum",
        "tinytext",
        "mediumtext",
        "longtext",
    )
)
_NUMBERS: Final = {"true": "1", "false": "0"}
_MOMENTS: Final = frozenset(("datetime", "timestamp"))
_MOMENT: Final = r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?"
_ZONES_APART: Final = 26 * 3600  # seconds, from UTC-12 to UTC+14
_CAST = regex(r"""^(.*?)::\s*[\w". ]+(?:\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\[\])*$""", re.S)
_TRUTHS: Final = {
    **dict.fromkeys(("true", "t", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "f", "0", "no", "off"), False),
}


def defaults_differ(
    database: Default | Unknown | None, model: Default | Unknown | None, column_type: Type | Unknown | None, dialect: str
) -> bool | None:
    """What Alembic's `impl.compare_server_default` answers, where literals decide it; None where it cannot be said.

    Expressions are the same where their texts are, and cannot be told apart otherwise. Of a PostgreSQL column that counts by
    itself (SERIAL) Alembic asks nothing; neither should the caller. As alembic/ddl/sqlite.py, postgresql.py and mysql.py.
    """
    if isinstance(database, Unknown) or isinstance(model, Unknown):
        return None
    if database is not None and _is_null(database) and dialect != "sqlite":
        database = None  # the databases forget a default of NULL
    if database is None or model is None:
        return database is not model
    if dialect == "sqlite":
        return _differ_in_sqlite(database, model)
    kind = column_type.name.rpartition(".")[2].lower() if isinstance(column_type, Type) else ""
    if dialect == "postgresql":
        return _differ_in_postgresql(database, model, kind)
    if dialect in ("mysql", "mariadb"):
        return _differ_in_mysql(database, model, kind)
    return False if database == model else None


def _is_null(default: Default) -> bool:
    return default.is_expression and default.text.strip("() ").upper() == "NULL"


def _differ_in_sqlite(database: Default, model: Default) -> bool | None:
    """The texts are compared, each without its outer parentheses and quotes; those of a literal are doubled in the database."""
    told = database.text if database.is_expression else sql_literal(database.text)
    one, other = (re.sub(r"^\"?'(.+)'\"?$", r"\1", re.sub(r"^\((.+)\)$", r"\1", text)) for text in (told, model.text))
    if one == other:
        return False
    return True if _literal(database) is not None and _literal(model) is not None else None


def _differ_in_postgresql(database: Default, model: Default, kind: str) -> bool | None:
    """Alembic has the server compare the values, after it has put the model's literal in quotes."""
    if database == model and database.is_expression:
        return False
    one, other = _literal(database), _literal(model)
    if one is None or other is None or (not model.is_expression and "'" in other):
        return None
    if one == other:
        return False
    if kind in _TEXTUAL:
        return True
    if kind in _NUMERIC:
        return _numbers_differ(one, other)
    if kind == "boolean" and one.lower() in _TRUTHS and other.lower() in _TRUTHS:
        return _TRUTHS[one.lower()] is not _TRUTHS[other.lower()]
    return _moments_differ(one, other) if kind in _MOMENTS else None


def _differ_in_mysql(database: Default, model: Default, kind: str) -> bool | None:
    one, other = _literal(database), _literal(model)
    if one is None or other is None:
        return False if _as_mysql_compares(database.text) == _as_mysql_compares(model.text) else None
    if kind in _TEXTUAL and not model.is_expression:
        return one != other or "'" in one
    if kind in _NUMERIC or kind in ("boolean", "bool"):
        if one == other:
            return False
        return True if _numbers_differ(one, other) else None
    return False if one == other else None


def _as_mysql_compares(expression: str) -> str:
    return re.sub(r"\(\)$", "", re.sub(r"^\((.*)\)$", r"\1", expression.lower()))


def _numbers_differ(one: str, other: str) -> bool | None:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(one) != Decimal(other)
    except InvalidOperation:
        return None


def _moments_differ(one: str, other: str) -> bool | None:
    """Two points in time, of which one may be told with a time zone and the other without: True where no time zone makes them one."""
    from datetime import datetime

    found = [re.fullmatch(_MOMENT, text.strip()) for text in (one, other)]
    if found[0] is None or found[1] is None:
        return None
    try:
        first, second = (
            datetime.strptime(f"{each[1]} {each[2] or '00:00'}{each[3] or ':00'}", "%Y-%m-%d %H:%M:%S") for each in found if each
        )
    except ValueError:
        return None
    apart = abs((first - second).total_seconds())
    return True if apart > (0 if found[0][4] == found[1][4] else _ZONES_APART) else None


def value_of(default: Default | Unknown | None) -> object:
    """What a default amounts to: to a database true is 1, though Alembic, which compares texts on SQLite, would object."""
    return _NUMBERS.get(default.text.lower(), default.text) if isinstance(default, Default) else default


def _literal(default: Default) -> str | None:
    """The bare value of a sql_literal, also where it was written as SQL (`'x'::text`, `0`, `true`); None for any other expression."""
    if not default.is_expression:
        return default.text
    text = default.text.strip()
    while text.startswith("(") and text.endswith(")") and "(" not in text[1:-1]:
        text = text[1:-1].strip()
    cast = _CAST.match(text)
    if cast and cast[1].count("'") % 2 == 0:
        text = cast[1].strip("() ") if "'" not in cast[1] else cast[1].strip()
    if re.fullmatch(r"'(?:[^']|'')*'", text):
        return text[1:-1].replace("''", "'")
    return text if re.fullmatch(r"[+-]?\d+(?:\.\d+)?|true|false", text, re.I) else None
