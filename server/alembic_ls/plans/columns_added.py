"""Columns that only the models have."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import filled, is_expression, required_column
from alembic_ls.plans.lines import PLACEHOLDER, Line
from alembic_ls.schema.operations import AddColumn, AlterColumn, DropColumn
from alembic_ls.schema.tables import Column, Default, Table


def steps(draft: Draft, found: Meant) -> None:
    """A required one is filled before it is NOT NULL: the table may have rows."""
    for difference in found.of("add_column"):
        table = draft.table(difference.table)
        if table is not None:
            _add(draft, table, difference.model)


def _add(draft: Draft, table: Table, column: Column) -> None:
    added = AddColumn(table.name, column._replace(origin=None), table.schema)
    down = [DropColumn(table.name, column.name, table.schema)]
    if column.computed is not None or column.identity is not None:
        draft.step([added], down)
    elif isinstance(column.server_default, Default):
        if draft.is_on_sqlite and column.server_default.is_expression and is_expression(column.server_default.text):
            draft.step(_with_computed_default(table, added), down)
        else:
            draft.step([added], down)
    elif column.nullable is False:
        value = draft.wanted.value_of(table.key, column.name) or PLACEHOLDER
        draft.step(required_column(draft, table, added, value), down)
    else:
        draft.step([added], down)


def _with_computed_default(table: Table, added: AddColumn) -> list[Line]:
    """SQLite adds no column with a default that it has to work out: it comes without, is filled, and gets it then."""
    column = added.column
    assert isinstance(column.server_default, Default)
    first = added._replace(column=column._replace(nullable=True, server_default=None))
    existing = (("type", column.type), ("nullable", True))
    last = AlterColumn(table.name, column.name, table.schema, server_default=column.server_default, existing=existing)
    if column.nullable is False:
        last = last._replace(nullable=False)
    return [first, *filled(table, column.name, portable(column.server_default.text)), last]


def portable(expression: str) -> str:
    """The expression in words that PostgreSQL and SQLite both know."""
    return "CURRENT_TIMESTAMP" if expression.lower() == "now()" else expression
