"""Columns added, removed, and changed in type, nullability, default or comment."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.diff_comments import comments_differ
from alembic_ls.changes.diff_defaults import server_default_differs
from alembic_ls.changes.pair import Pair
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown


def column_differences(pair: Pair) -> Iterator[Difference]:
    """As `alembic.autogenerate.compare.tables._compare_columns`."""
    table, model, filters, key = pair.database, pair.model, pair.filters, pair.key
    assert table is not None
    assert model is not None
    answers = {name: filters.name(name, "column", table.name, table.schema) for name in table.columns}
    looked_at = {name: column for name, column in table.columns.items() if answers[name] is not False}
    for name, column in model.columns.items():
        there = looked_at.get(name)
        if there is None:
            if _surely_without(pair, name) and filters.reports(column, name, "column", False, None, (model, table)):
                yield Difference("add_column", key, name, model=column)
        elif answers[name] and "column:" + name not in table.unknown and "column:" + name not in model.unknown:
            kinds = changed_facts(there, column, model, pair.rules)
            if kinds and filters.reports(column, name, "column", False, there, (model, table)):
                yield from (Difference(kind, key, name, database=there, model=column) for kind in kinds)
    if "columns" in model.unknown:
        return
    for name, there in looked_at.items():
        if name in model.columns or not answers[name] or "column:" + name in table.unknown or "column:" + name in model.unknown:
            continue
        if filters.reports(there, name, "column", True, None, (table, model)):
            yield Difference("remove_column", key, name, database=there)


def _surely_without(pair: Pair, name: str) -> bool:
    """True where the database's table is known not to have the column, and the model to have it."""
    assert pair.database is not None
    assert pair.model is not None
    mark = "column:" + name
    return "columns" not in pair.database.unknown and mark not in pair.database.unknown and mark not in pair.model.unknown


def changed_facts(there: Column, wanted: Column, model: Table, rules: Rules) -> list[str]:
    """The kinds of the differences between a column of the database and one of the table `model`."""
    kinds = []
    if _types_differ(there, wanted, rules):
        kinds.append("modify_type")
    if _nullability_differs(there, wanted):
        kinds.append("modify_nullable")
    if server_default_differs(there, wanted, model, rules):
        kinds.append("modify_default")
    if comments_differ(there.comment, wanted.comment, rules):
        kinds.append("modify_comment")
    return kinds


def _types_differ(there: Column, wanted: Column, rules: Rules) -> bool:
    """Only a known difference counts."""
    if not rules.compare_type or isinstance(there.type, Unknown) or isinstance(wanted.type, Unknown):
        return False
    return types_differ(there.type, wanted.type, rules.dialect) is True


def _nullability_differs(there: Column, wanted: Column) -> bool:
    """As `compare.constraints._compare_nullable`: an identity column is left alone, and a computed one that says nothing."""
    if isinstance(there.nullable, Unknown) or isinstance(wanted.nullable, Unknown) or there.nullable == wanted.nullable:
        return False
    if wanted.identity is not None or there.identity is not None:
        return False
    is_computed = wanted.computed is not None or there.computed is not None
    return not is_computed or wanted.nullable is False
