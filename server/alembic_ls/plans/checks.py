"""Check constraints. Alembic does not see them."""

from __future__ import annotations

from alembic_ls.changes.diff_checks import same_check
from alembic_ls.changes.named import name_of
from alembic_ls.changes.restore import final
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Line, OnDialect
from alembic_ls.plans.undone import do, undoing
from alembic_ls.schema.operations import CreateConstraint, DropConstraint, KeepChecks
from alembic_ls.schema.tables import Check, Table

# Of differences between Checks, which `unseen` tells.
ADDED = "add_check"
REMOVED = "remove_check"


def dropped(draft: Draft, found: Meant) -> None:
    """Those that the models have no more, and those that say something else."""
    for difference in found.of(REMOVED):
        table, check = draft.table(difference.table), difference.database
        if table is None or not any(each.name == check.name for each in table.checks):
            continue
        operation = DropConstraint(table.name, final(check).name, "check", table.schema)
        if not _is_unnamed_on_sqlite(draft, difference.table, check):
            do(draft, operation)
            continue
        down = undoing(draft, operation)
        draft.step([OnDialect("sqlite", (operation,), True)], [OnDialect("sqlite", tuple(down), True)])


def _is_unnamed_on_sqlite(draft: Draft, table: str, check: Check) -> bool:
    return draft.is_on_sqlite and any(same_check(each, check) for each in draft.wanted.unnamed_checks(table))


def dropped_on_sqlite(draft: Draft, found: Meant) -> None:
    """SQLite knows a check without a name by nothing: its table is made anew without it. Last, for what is made anew before keeps it."""
    if not draft.is_on_sqlite:
        return
    gone: dict[str, list[Check]] = {}
    for difference in found.of(REMOVED):
        gone.setdefault(difference.table, []).append(difference.database)
    for key, checks in gone.items():
        table, there = draft.table(key), draft.wanted.unnamed_checks(key)
        left = tuple(check for check in there if not any(same_check(check, each) for each in checks))
        if table is not None and len(left) < len(there):
            draft.step([_left(draft, table, left)], [_left(draft, table, there)])


def _left(draft: Draft, table: Table, checks: tuple[Check, ...]) -> Line:
    line = KeepChecks(table.name, checks, table.schema)
    return line if draft.wanted.dialects == ("sqlite",) else OnDialect("sqlite", (line,))


def created(draft: Draft, found: Meant) -> None:
    """Those that the models have; rows that break them stop the upgrade."""
    for difference in found.of(ADDED):
        table, check = draft.table(difference.table), difference.model
        if table is None or check.sql is None:
            continue
        name = check.name if check.name is not None else name_of(check, table, draft.wanted.rules)
        if isinstance(name, str):
            operation = CreateConstraint(table.name, final(check._replace(name=name, origin=None)), table.schema)
            draft.step([operation], [DropConstraint(table.name, final(check._replace(name=name)).name, "check", table.schema)])
