"""An upgrade that takes values away for good.

## Why it matters

The downgrade can bring the column or table back, not what was in it. Worth a second look before it is run where it counts.

## When it is wrong

Where the values are no longer wanted, or were saved before in a way that could not be read here.

## How to fix

Copy what is still wanted first. Let a release pass between the one that stops to use the column and the revision that drops it. Turn
numbers and times into smaller types by an expression that says how they are rounded.

## Example

```python
def upgrade() -> None:
    op.drop_column("task", "priority")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import data_changed_before, found_at, steps_over_rows
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import type_text
from alembic_ls.dialects.casts import family
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, AlterColumn, DropColumn, DropTable
from alembic_ls.schema.tables import Table
from alembic_ls.schema.types import Type

_ROUNDED = frozenset((("numeric", "integer"), ("float", "integer"), ("timestamp", "date"), ("timestamp", "time")))


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation of an upgrade that drops or rounds values that nothing in the revision has read before."""
    for step, table in steps_over_rows(review):
        if step.function != "upgrade" or data_changed_before(step, review):
            continue
        said = _said(step, table, review)
        if said is not None:
            yield found_at(review, RULE.name, RULE.severity, step, said)


def _said(step: Step, table: Table, review: Review) -> str | None:
    operation = step.operation
    if isinstance(operation, DropTable):
        return f"table `{table.key}` is dropped with its rows; save what is still wanted first"
    if isinstance(operation, DropColumn) and operation.column in table.columns:
        if any(
            isinstance(one, AddColumn) and one.table == operation.table and one.column.name == operation.column
            for one in step.earlier
        ):
            return None
        computed = table.columns[operation.column].computed
        return (
            None
            if computed is not None
            else (f"column `{table.key}.{operation.column}` is dropped with its values; save what is still wanted first")
        )
    if isinstance(operation, AlterColumn) and isinstance(operation.type, Type) and operation.using is None:
        column = table.columns.get(operation.column)
        if column is None or not isinstance(column.type, Type):
            return None
        if (family(column.type, review.dialect), family(operation.type, review.dialect)) in _ROUNDED:
            before, after = type_text(column.type, review.dialect), type_text(operation.type, review.dialect)
            return f"the values of `{table.key}.{operation.column}` are rounded from {before} to {after}; say how, in `postgresql_using`"
    return None


RULE = Rule("loses-data", "information", find, __doc__)
