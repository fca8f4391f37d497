"""A conversion that says for each value what becomes of it: between names and numbers."""

from __future__ import annotations

from alembic_ls.dialects.casts import family
from alembic_ls.dialects.quoting import identifier, sql_literal
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.types import Type

_NUMBERS = ("integer", "numeric", "float")
_ENUMS = ("Enum", "postgresql.ENUM", "mysql.ENUM")


def converts_names(before: Type, after: Type) -> bool:
    """True between an enum and a number: there is no other way."""
    return (_is_enum(before) and _is_number(after)) or (_is_number(before) and _is_enum(after))


def may_convert_names(before: Type, after: Type) -> bool:
    """True between a text, which may hold names, and a number."""
    return (_is_text(before) and _is_number(after)) or (_is_number(before) and _is_text(after))


def by_value(before: Type, after: Type, column: str) -> str:
    """CASE over the values of the column. What is not known of them is left to say: of a text, two stand for all."""
    olds, news = _values(before), _values(after)
    count = len(olds or news) or 2
    pairs = zip(olds or [PLACEHOLDER] * count, news or [PLACEHOLDER] * count)
    name = identifier(column)
    return f"CASE {name} {' '.join(f'WHEN {old} THEN {new}' for old, new in pairs)} END"


def _values(type_: Type) -> list[str]:
    values = type_.argument("values") if _is_enum(type_) else None
    return list(map(sql_literal, values)) if isinstance(values, tuple) else []


def _is_enum(type_: Type) -> bool:
    return type_.name in _ENUMS


def _is_number(type_: Type) -> bool:
    return family(type_, "postgresql") in _NUMBERS


def _is_text(type_: Type) -> bool:
    return not _is_enum(type_) and family(type_, "postgresql") == "text"
