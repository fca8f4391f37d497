"""The plan of a revision: every difference that is meant, in the one order in which a database takes them all."""

from __future__ import annotations

from alembic_ls.plans import (
    checks,
    columns_added,
    columns_altered,
    columns_dropped,
    comments,
    enum_types,
    enum_values,
    keys,
    rebuilding,
    renames,
    tables,
)
from alembic_ls.plans.differences import Meant, meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Plan
from alembic_ls.plans.message import message
from alembic_ls.plans.wanted import Wanted

# What is taken away makes room for what comes; what comes stands on what was there before, and columns and tables go last.
_PHASES = (
    enum_types.created,
    checks.dropped,
    keys.dropped,
    tables.created,
    columns_added.steps,
    columns_altered.steps,
    keys.created,
    checks.created,
    comments.steps,
    columns_dropped.steps,
    tables.dropped,
    enum_types.dropped,
    checks.dropped_on_sqlite,
)


def make_plan(wanted: Wanted) -> Plan:
    """The plan that brings the history to the models in all that is meant, and back. It has no steps where nothing is left to do."""
    draft = Draft(wanted)
    values = Meant(tuple(meant(draft).of(enum_values.KIND)))
    enum_values.steps(draft, values)  # first of all: to add a value commits what stands before it
    renames.steps(draft)
    found = Meant((*values.differences, *meant(draft).differences))
    for phase in _PHASES:
        phase(draft, found)
    rebuilding.mended(draft)
    return Plan(
        message(found, wanted.column_renames, wanted.table_renames), tuple(draft.steps), tuple(dict.fromkeys(draft.notes))
    )
