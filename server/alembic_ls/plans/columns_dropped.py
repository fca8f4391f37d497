"""Columns that the models have no more."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.undone import undoing
from alembic_ls.plans.values import stand_in
from alembic_ls.schema.operations import DropColumn


def steps(draft: Draft, found: Meant) -> None:
    """A required column comes back with a value for the rows that are there then: what they had is gone."""
    for difference in found.of("remove_column"):
        table, name = draft.table(difference.table), str(difference.column)
        if table is None or name not in table.columns:
            continue
        column = table.columns[name]
        operation = DropColumn(table.name, name, table.schema)
        value = None if column.nullable is not False or column.server_default is not None else stand_in(table, column, draft)
        lost = f"The downgrade makes `{table.key}.{name}` again, without its values"
        lost += f": every row gets {value}." if value is not None else "."
        draft.step([operation], undoing(draft, operation), lost)
