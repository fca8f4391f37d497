"""Indexes held side by side, expressions included, as each dialect of Alembic does it (`impl.compare_indexes`)."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Index
from alembic_ls.schema.unknown import Unknown


class IndexComparison(Enum):
    """What comparing two indexes of one name comes to; SKIP where it cannot be told."""

    EQUAL = "equal"
    DIFFERENT = "different"
    SKIP = "skip"


# Patterns are compiled when first used: few projects have an index over an expression, and every start would pay for them.
_SORTED: Final = r"\(\s*([\"`]?)(\w+)\1(\s+(asc|desc))?(\s+nulls\s+(first|last))?\s*\)"


def plain_columns(index: Index) -> tuple[str | None, ...]:
    """The index's columns, None for an expression, or a text."""
    return tuple(None if column.startswith("(") else column for column in index.columns)


def without_orders(index: Index) -> Index:
    """The index as any database but PostgreSQL tells it back: of a column and its order the column."""
    return index._replace(columns=tuple(_sorted_column(column) or column for column in index.columns))


def _sorted_column(column: str) -> str | None:
    found = re.fullmatch(_SORTED, column, re.I) if column.startswith("(") else None
    return found[2] if found is not None else None


def compared(there: Index, wanted: Index, rules: Rules) -> IndexComparison:
    """The database's index beside the models'."""
    if not isinstance(there.unique, Unknown) and not isinstance(wanted.unique, Unknown) and there.unique != wanted.unique:
        return IndexComparison.DIFFERENT
    if rules.dialect == "postgresql":
        return _compared_on_postgresql(there, wanted)
    if any(_sorted_column(column) is not None for column in wanted.columns):
        return IndexComparison.DIFFERENT  # a text is no column to Alembic, whatever it says
    one, other = plain_columns(there), plain_columns(wanted)
    if None in one or None in other:
        return IndexComparison.SKIP
    return IndexComparison.EQUAL if one == other else IndexComparison.DIFFERENT


def _compared_on_postgresql(there: Index, wanted: Index) -> IndexComparison:
    """As `PostgresqlImpl.compare_indexes`. PostgreSQL rewrites an expression before it tells it back, so two texts count as
    different only where they do not speak of the same names."""
    if len(there.columns) != len(wanted.columns):
        return IndexComparison.DIFFERENT
    result = IndexComparison.EQUAL
    for one, other in zip(there.columns, wanted.columns, strict=True):
        if one == other:
            continue
        cleaned, wanted_cleaned = _cleaned(one), _cleaned(other)
        if cleaned == wanted_cleaned:
            continue
        is_plain = re.fullmatch(_WORD, cleaned) and re.fullmatch(_WORD, wanted_cleaned)
        if is_plain or set(re.findall(_WORD, cleaned)) != set(re.findall(_WORD, wanted_cleaned)):
            return IndexComparison.DIFFERENT
        result = IndexComparison.SKIP
    if _nulls_not_distinct(there) != _nulls_not_distinct(wanted):
        return IndexComparison.DIFFERENT
    return result


def _nulls_not_distinct(index: Index) -> bool:
    return any(option == "postgresql_nulls_not_distinct" and value is True for option, value in index.options)


_WORD: Final = r"[\w.]+"
_TYPE = (
    r"(?:\"[^\"]+\"|\w+)(?:\.(?:\"[^\"]+\"|\w+))?(?:\s+(?:varying|precision))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?"
    r"(?:\s+with(?:out)?\s+time\s+zone)?(?:\s*\[\s*\d*\s*\])*"
)
_CAST: Final = r"::\s*" + _TYPE
_CAST_CALL: Final = r"\bcast\s*\((.*?)\s+as\s+" + _TYPE + r"\s*\)"
_DEFAULT_ORDERS: Final = (
    "( asc nulls last)$",
    "(?<! desc)( nulls last)$",
    "( asc)$",
    "( asc) nulls first$",
    " desc( nulls first)$",
)


def _cleaned(text: str) -> str:
    """As `PostgresqlImpl._cleanup_index_expr`, with all parentheses gone."""
    text = re.sub(_CAST, "", text.lower().replace('"', "").replace("'", "")).strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    for order in _DEFAULT_ORDERS:
        if found := re.search(order, text):
            text = text[: found.start(1)] + text[found.end(1) :]
            break
    times = 1
    while times:
        text, times = re.subn(_CAST_CALL, r"\1", text)
    return re.sub(r"[\s()]+", " ", text).strip()
