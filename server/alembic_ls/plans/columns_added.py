"""Columns that only the models have."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import added_columns
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.operations import AddColumn, DropColumn


def steps(draft: Draft, found: Meant) -> None:
    """A required one is filled before it is NOT NULL: the table may have rows. What is not known of them is left to say."""
    for key in dict.fromkeys(difference.table for difference in found.of("add_column")):
        table = draft.table(key)
        if table is None:
            continue
        columns = [difference.model for difference in found.of("add_column") if difference.table == key]
        added = [
            (
                AddColumn(table.name, column._replace(origin=None), table.schema),
                draft.wanted.value_of(table.key, column.name) or PLACEHOLDER,
            )
            for column in columns
        ]
        dropped = [DropColumn(table.name, column.name, table.schema) for column in reversed(columns)]
        draft.step(added_columns(draft, table, added), dropped)
