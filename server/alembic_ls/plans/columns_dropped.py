"""Columns that the models have no more."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.undone import undoing
from alembic_ls.plans.values import stand_in
from alembic_ls.schema.operations import DropColumn
from alembic_ls.schema.tables import Table


def steps(draft: Draft, found: Meant) -> None:
    """A required column comes back with a value for the rows that are there then: what they had is gone."""
    for difference in found.of("remove_column"):
        table, name = draft.table(difference.table), str(difference.column)
        if table is None or name not in table.columns:
            continue
        column = table.columns[name]
        operation = DropColumn(table.name, name, table.schema, in_batch=is_held(table, name))
        value = None if column.nullable is not False or column.server_default is not None else stand_in(table, column, draft)
        lost = f"The downgrade makes `{table.key}.{name}` again, without its values"
        lost += f": every row gets {value}." if value is not None else "."
        draft.step([operation], undoing(draft, operation), lost)


def is_held(table: Table, column: str) -> bool:
    """True where SQLite cannot drop the column by itself: a key or a check holds it."""
    keys = [key.columns for key in table.foreign_keys] + [key.columns for key in table.uniques] + [table.primary_key.columns]
    if any(column in columns for columns in keys):
        return True
    return any(check.sql is None or column in check.sql for check in table.checks)
