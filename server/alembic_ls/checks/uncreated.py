"""Tables that revisions alter and none creates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation

if TYPE_CHECKING:
    from alembic_ls.checks.revisions import Review
    from alembic_ls.history.replay import Happening


def uncreated(review: Review) -> Mapping[str, Happening]:
    """Each such table, with the first operation that the database would have refused for it.

    A table that the models have, that several revisions alter, or that is altered before any is created, was once there. Any other
    may be a slip of the pen; it is among these only where others are, since the database did not begin empty then.
    """
    history, rules = review.history, review.rules
    missed: dict[str, list[Happening]] = {}
    for happening in history.problems:
        table, schema = getattr(happening.problem.operation, "table", None), getattr(happening.problem.operation, "schema", None)
        if happening.problem.kind == "missing-table" and isinstance(table, str):
            missed.setdefault(rules.key(table, schema), []).append(happening)
    if not missed:
        return {}
    made: set[str] = set()
    before: set[str] = set()  # revisions up to the first that creates a table
    for id_ in review.graph.order():
        if not made:
            before.add(id_)
        made.update(key for operation in history.operations(id_) if (key := _made(operation, review)) is not None)
    wanted = {rules.short(key) for key in review.project.models().tables}
    never_made = {key: happenings for key, happenings in missed.items() if key not in made}
    was_there = any(
        key in wanted or len({at.revision for at in happenings}) > 1 or _is_early(happenings[0], before, review)
        for key, happenings in never_made.items()
    )
    return {key: happenings[0] for key, happenings in never_made.items()} if was_there else {}


def made_by(review: Review, before: str | None = None) -> frozenset[str]:
    """The keys of the tables that the revisions make, or those of them that come before one."""
    order = review.graph.order()
    revisions = order if before is None else order[: order.index(before)]
    done = (operation for id_ in revisions for operation in review.history.operations(id_))
    return frozenset(key for operation in done if (key := _made(operation, review)) is not None)


def _made(operation: Operation, review: Review) -> str | None:
    key = review.rules.key
    if isinstance(operation, ops.CreateTable):
        return key(operation.table.name, operation.table.schema)
    if isinstance(operation, ops.CreateView):
        return key(operation.name, operation.schema)
    if isinstance(operation, ops.RenameTable):
        return key(operation.new_name, operation.schema)
    if isinstance(operation, ops.SetTableSchema):
        return key(operation.table, operation.new_schema)
    return None


def _is_early(happening: Happening, before: set[str], review: Review) -> bool:
    """True where nothing was created when the table was missed first."""
    if happening.revision not in before:
        return False
    for operation in review.history.operations(happening.revision):
        if _made(operation, review) is not None:
            return False
        if operation is happening.problem.operation:
            return True
    return True
