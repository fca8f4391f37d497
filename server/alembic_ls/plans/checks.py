"""Check constraints. Alembic does not see them."""

from __future__ import annotations

from alembic_ls.changes.restore import final
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.undone import do
from alembic_ls.schema.operations import CreateConstraint, DropConstraint

# Of differences between Checks, which `unseen` tells.
ADDED = "add_check"
REMOVED = "remove_check"


def dropped(draft: Draft, found: Meant) -> None:
    """Those that the models have no more, and those that say something else."""
    for difference in found.of(REMOVED):
        table, check = draft.table(difference.table), difference.database
        if table is not None and any(each.name == check.name for each in table.checks):
            do(draft, DropConstraint(table.name, final(check).name, "check", table.schema))


def created(draft: Draft, found: Meant) -> None:
    """Those that the models have; rows that break them stop the upgrade."""
    for difference in found.of(ADDED):
        table, check = draft.table(difference.table), difference.model
        if table is not None and check.sql is not None:
            operation = CreateConstraint(table.name, final(check._replace(origin=None)), table.schema)
            draft.step([operation], [DropConstraint(table.name, final(check).name, "check", table.schema)])
