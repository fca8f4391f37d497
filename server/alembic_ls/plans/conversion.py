"""How PostgreSQL turns the values of one type into those of another: the expression after USING."""

from __future__ import annotations

from alembic_ls.dialects.casts import family, needs_using
from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.quoting import POSTGRESQL_RESERVED, quoted
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.plans.values import literal
from alembic_ls.schema.types import Type

_NUMBERS = ("integer", "numeric", "float")


def conversion(before: Type, after: Type, column: str) -> str | None:
    """The SQL, None where PostgreSQL does it by itself and nothing is lost silently."""
    one, other = family(before, "postgresql"), family(after, "postgresql")
    name = quoted(column, POSTGRESQL_RESERVED)
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
    if other is not None and other.startswith("enum ") and one in _NUMBERS:
        return _mapped(name, [(PLACEHOLDER, literal(value)) for value in _values(after)], f"::{_ddl(after)}")
    if one is not None and one.startswith("enum ") and other in _NUMBERS:
        return _mapped(name, [(literal(value), PLACEHOLDER) for value in _values(before)])
    if other is not None and other.startswith("enum "):
        return f"{name}::text::{_ddl(after)}"
    return f"{name}::{_ddl(after)}"


def _mapped(name: str, pairs: list[tuple[str, str]], cast: str = "") -> str:
    cases = " ".join(f"WHEN {old} THEN {new}" for old, new in pairs)
    whole = f"CASE {name} {cases} END"
    return f"({whole}){cast}" if cast else whole


def _values(type_: Type) -> tuple[str, ...]:
    values = type_.argument("values")
    return values if isinstance(values, tuple) else ()


def _ddl(type_: Type) -> str:
    return ddl(type_, "postgresql") or type_.name
