"""How PostgreSQL turns the values of one type into those of another: the expression after USING."""

from __future__ import annotations

from alembic_ls.dialects.casts import family, needs_using
from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.quoting import identifier
from alembic_ls.schema.types import Type

_NUMBERS = ("integer", "numeric", "float")


def conversion(before: Type, after: Type, column: str) -> str | None:
    """The SQL, None where PostgreSQL does it by itself and nothing is lost silently."""
    one, other = family(before, "postgresql"), family(after, "postgresql")
    name = identifier(column)
    if one == other == "timestamp" and bool(before.argument("timezone")) != bool(after.argument("timezone")):
        return f"{name} AT TIME ZONE 'UTC'"  # without it, the session's own time zone decides
    if needs_using(before, after) is False:
        return None
    if one in _NUMBERS and other == "boolean":
        return f"{name} <> 0"
    if one == "boolean" and other in _NUMBERS:
        return f"{name}::integer"
    if one in _NUMBERS and other == "timestamp":
        return f"to_timestamp({name})"
    if one == "timestamp" and other in _NUMBERS:
        return f"extract(epoch FROM {name})"
    if other is not None and other.startswith("enum "):
        return f"{name}::text::{_ddl(after)}"
    return f"{name}::{_ddl(after)}"


def cast(expression: str, type_: Type) -> str:
    """The expression as a value of the type: a text is none of an enum by itself."""
    return f"({expression})::{_ddl(type_)}" if (family(type_, "postgresql") or "").startswith("enum ") else expression


def _ddl(type_: Type) -> str:
    return ddl(type_, "postgresql") or type_.name
