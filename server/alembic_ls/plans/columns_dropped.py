"""Columns that the models have no more."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import required_column
from alembic_ls.plans.lines import Line
from alembic_ls.plans.values import stand_in
from alembic_ls.schema.operations import AddColumn, DropColumn


def steps(draft: Draft, found: Meant) -> None:
    """A required column comes back with a value for the rows that are there then: what they had is gone."""
    for difference in found.of("remove_column"):
        table = draft.table(difference.table)
        if table is None or str(difference.column) not in table.columns:
            continue
        column = table.columns[str(difference.column)]
        operation = DropColumn(table.name, column.name, table.schema)
        name = f"`{table.key}.{column.name}`"
        lost = f"The downgrade makes {name} again, without its values."
        down: list[Line] = list(draft.inverse(operation))
        if column.nullable is False and column.server_default is None and column.computed is None and column.identity is None:
            value = stand_in(table, column, draft)
            if value is not None:
                again = next((o for o in down if isinstance(o, AddColumn)), None)
                if again is not None:
                    at = down.index(again)
                    down[at : at + 1] = required_column(draft, table, again, value)
                lost = f"The downgrade makes {name} again: its values are lost, and every row gets {value}."
        draft.step([operation], down, lost)
