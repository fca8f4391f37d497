"""Comments of tables."""

from __future__ import annotations

from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.undone import do_but_on_sqlite
from alembic_ls.schema.operations import SetTableComment


def steps(draft: Draft, found: Meant) -> None:
    """Set, changed or taken away."""
    for difference in found.of("add_table_comment", "remove_table_comment"):
        table, model = draft.table(difference.table), draft.wanted.models.tables.get(difference.table)
        if table is not None:
            do_but_on_sqlite(draft, SetTableComment(table.name, model.comment if model is not None else None, table.schema))
