"""Columns that only the models have."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import added_column
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.operations import AddColumn, DropColumn


def steps(draft: Draft, found: Meant) -> None:
    """A required one is filled before it is NOT NULL: the table may have rows. What is not known of them is left to say."""
    for difference in found.of("add_column"):
        table, column = draft.table(difference.table), difference.model
        if table is not None:
            added = AddColumn(table.name, column._replace(origin=None), table.schema)
            value = draft.wanted.value_of(table.key, column.name) or PLACEHOLDER
            draft.step(added_column(draft, table, added, value), [DropColumn(table.name, column.name, table.schema)])
