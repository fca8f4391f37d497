"""Names that nobody wrote as they stand: cut at the dialect's length, or made up by the database."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

# Of indexes and constraints. Of MySQL's other identifiers SQLAlchemy allows 255.
_LONGEST: Final = {"postgresql": 63, "mysql": 64, "mariadb": 64, "mssql": 128, "oracle": 128}


def cut(name: str, dialect: str) -> str:
    """A generated name of an index or constraint, as SQLAlchemy shortens it: the start of it, and four digits of its hash.

    As sqlalchemy/sql/compiler.py, `IdentifierPreparer._truncate_and_render_maxlen_name`. Names from a naming convention
    and op.f() are such; a name that was written out is not, and SQLAlchemy raises where it is too long.
    """
    longest = _LONGEST.get(dialect)
    if longest is None or len(name) <= longest:
        return name
    from hashlib import md5

    return f"{name[: longest - 8]}_{md5(name.encode(), usedforsecurity=False).hexdigest()[-4:]}"


def clip(name: str, dialect: str) -> str:
    """An identifier as the database itself takes it: PostgreSQL drops what is over 63 bytes, the others keep or refuse it."""
    return _clipped(name, 63) if dialect == "postgresql" else name


def _clipped(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def implicit_name(kind: str, table: str, columns: Sequence[str], dialect: str, taken: Container[str] = ()) -> str | None:
    """The name that the database gives a constraint that has none; None where it gives none either, or where it is not known.

    `kind` is uq, fk, pk, ex or ck (for ck, `columns` are those that the condition reads). `taken` holds the names that are in use:
    in the schema for PostgreSQL (its relations and constraints), on the table for MySQL.
    """
    if dialect == "postgresql":
        return _of_postgresql(kind, table, columns, taken)
    if dialect in ("mysql", "mariadb"):
        return _of_mysql(kind, table, columns, taken)
    return None


def _of_postgresql(kind: str, table: str, columns: Sequence[str], taken: Container[str]) -> str | None:
    """As src/backend/commands/indexcmds.c, `ChooseIndexName`, and src/backend/catalog/pg_constraint.c, `ChooseConstraintName`."""
    label = {"uq": "key", "fk": "fkey", "pk": "pkey", "ck": "check", "ex": "excl"}.get(kind)
    if label is None:
        return None
    if kind == "pk" or (kind == "ck" and len(columns) != 1):
        addition = ""
    else:
        addition = _joined(columns)
    name, number = _object_name(table, addition, label), 0
    while name in taken:
        number += 1
        name = _object_name(table, addition, f"{label}{number}")
    return name


def _joined(columns: Sequence[str]) -> str:
    """The columns' names up to the one that makes them too long (`ChooseIndexNameAddition`)."""
    joined = ""
    for column in columns:
        joined += ("_" if joined else "") + column
        if len(joined.encode()) >= 64:
            break
    return joined


def _object_name(first: str, second: str, label: str) -> str:
    """first_second_label in 63 bytes, the longer of the first two giving way (`makeObjectName`)."""
    room = 63 - len(label) - (2 if second else 1)
    one, two = len(first.encode()), len(second.encode())
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    return "_".join(part for part in (_clipped(first, one), _clipped(second, two), label) if part)


def _of_mysql(kind: str, table: str, columns: Sequence[str], taken: Container[str]) -> str | None:
    if kind == "pk":
        return "PRIMARY"
    if kind == "uq" and columns:  # sql/sql_table.cc, `make_unique_key_name`
        name, number = columns[0], 2
        while name in taken or name.upper() == "PRIMARY":
            name, number = f"{columns[0]}_{number}", number + 1
        return name
    if kind == "fk":  # one above the highest that is there
        number = 1
        while f"{table}_ibfk_{number}" in taken:
            number += 1
        return f"{table}_ibfk_{number}"
    return None  # MySQL and MariaDB name checks differently
