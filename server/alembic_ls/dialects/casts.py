"""Which types a database turns into which by itself, and which it holds to be alike."""

from __future__ import annotations

import re
from typing import Final

from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.types import Type

# The families of types that are told apart here, by the first word of their DDL.
_FAMILIES: Final = {
    **dict.fromkeys(("VARCHAR", "CHAR", "TEXT", "NVARCHAR", "NCHAR", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT"), "text"),
    **dict.fromkeys(
        ("SMALLINT", "INTEGER", "INT", "BIGINT", "TINYINT", "MEDIUMINT", "SERIAL", "BIGSERIAL", "SMALLSERIAL"), "integer"
    ),
    **dict.fromkeys(("NUMERIC", "DECIMAL"), "numeric"),
    **dict.fromkeys(("FLOAT", "REAL", "DOUBLE"), "float"),
    **dict.fromkeys(("BOOLEAN", "BOOL"), "boolean"),
    **dict.fromkeys(("TIMESTAMP", "DATETIME"), "timestamp"),
    **{name: name.lower() for name in ("UUID", "JSON", "JSONB", "DATE", "TIME", "INTERVAL")},
}
# pg_cast's assignment and implicit casts between them; everything turns into text by itself.
_AUTOMATIC: Final = frozenset(
    [
        *((one, other) for one in ("integer", "numeric", "float") for other in ("integer", "numeric", "float")),
        ("json", "jsonb"),
        ("jsonb", "json"),
        ("date", "timestamp"),
        ("timestamp", "date"),
        ("timestamp", "time"),
        ("time", "interval"),
        ("interval", "time"),
    ]
)
# Where PostgreSQL finds an operator of the target's index for a foreign key from one to the other.
_COMPARABLE: Final = frozenset(
    [
        ("integer", "numeric"),
        ("integer", "float"),
        ("numeric", "float"),
        ("date", "timestamp"),
        ("timestamp", "date"),
        ("time", "interval"),
    ]
)
_SIZES: Final = {"TINYINT": 1, "SMALLINT": 2, "SMALLSERIAL": 2, "MEDIUMINT": 3, "BIGINT": 8, "BIGSERIAL": 8}


def family(type_: Type, dialect: str) -> str | None:
    """text, integer, numeric, float, boolean, timestamp, uuid …, `enum NAME` for a type of PostgreSQL; None for any other."""
    if type_.name in ("Enum", "postgresql.ENUM") and dialect == "postgresql" and type_.argument("native_enum") is not False:
        name = type_.argument("name")
        return f"enum {name}" if isinstance(name, str) else None
    text = ddl(type_, dialect)
    if text is None or "[" in text:
        return None
    found = re.match(r"[A-Za-z]+", text)
    return _FAMILIES.get(found[0].upper()) if found else None


def integer_size(type_: Type, dialect: str) -> int | None:
    """How many bytes an integer has; None for other types."""
    if family(type_, dialect) != "integer":
        return None
    text = ddl(type_, dialect) or ""
    found = re.match(r"[A-Za-z]+", text)
    return _SIZES.get(found[0].upper(), 4) if found else None


def needs_using(before: Type, after: Type) -> bool | None:
    """True where PostgreSQL refuses ALTER COLUMN … TYPE without USING; None where it is not known here."""
    one, other = family(before, "postgresql"), family(after, "postgresql")
    if one is None or other is None:
        return None
    return one != other and other != "text" and (one, other) not in _AUTOMATIC


def can_refer(column: Type, target: Type, dialect: str) -> bool | None:
    """False where a foreign key cannot hold between the two types; None where it is not known here."""
    one, other = family(column, dialect), family(target, dialect)
    if one is None or other is None:
        return None
    return one == other or (dialect != "mysql" and (one, other) in _COMPARABLE)
