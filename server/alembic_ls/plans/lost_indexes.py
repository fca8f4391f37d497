"""Indexes over expressions, which SQLite's batch mode loses: reflection does not tell them, so the table that is made anew lacks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Line, OnDialect, Step
from alembic_ls.plans.undone import locking
from alembic_ls.schema.operations import AlterColumn, CreateConstraint, CreateIndex, DropColumn, DropConstraint
from alembic_ls.schema.tables import Schema

_REBUILDING = (AlterColumn, CreateConstraint, DropColumn, DropConstraint)


def kept(draft: Draft) -> None:
    """Make them again where they are gone, at the end of either way."""
    if not draft.is_on_sqlite:
        return
    rebuilt = {key for step in draft.steps for line in (*step.up, *step.down) for key in _rebuilt(draft, line)}
    up, down = list(_again(draft, rebuilt, draft.schema)), list(_again(draft, rebuilt, draft.wanted.history))
    if up or down:
        draft.steps.insert(0, Step((), tuple(down)))
        draft.steps.append(Step(tuple(up), ()))


def _rebuilt(draft: Draft, line: Line) -> Iterator[str]:
    if isinstance(line, _REBUILDING):
        yield draft.wanted.rules.key(line.table, line.schema)
    for inner in getattr(line, "lines", ()):
        yield from _rebuilt(draft, inner)


def _again(draft: Draft, keys: Iterable[str], schema: Schema) -> Iterator[Line]:
    for key in sorted(keys):
        table = schema.tables.get(key)
        for index in table.indexes if table is not None else ():
            if index.has_expression and index.name is not None:
                made = CreateIndex(table.name, locking(index), table.schema, if_not_exists=True)  # type: ignore[union-attr]
                yield made if draft.wanted.dialects == ("sqlite",) else OnDialect("sqlite", (made,))
