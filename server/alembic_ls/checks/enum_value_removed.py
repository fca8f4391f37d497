"""An upgrade takes a value away from an enum type of PostgreSQL.

## Why it matters

The columns are cast to a type without the value: a row that still holds it makes the upgrade fail.

## When it is wrong

Where no row is known to hold it.

## How to fix

Give those rows another value first, by an UPDATE in the same revision, before the type changes.

## Example

```python
def upgrade() -> None:
    op.execute("ALTER TYPE state RENAME TO state_old")
    sa.Enum("todo", "done", name="state").create(op.get_bind())
    op.execute("ALTER TABLE task ALTER state TYPE state USING state::text::state")
    op.execute("DROP TYPE state_old")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import data_changed_before
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import joined
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.schema.operations import AlterEnum, CreateEnum
from alembic_ls.schema.tables import Schema


def find(review: Review) -> Iterator[Finding]:
    """A finding on the operation that makes the smaller type, where the revision writes no rows before."""
    if review.dialect != "postgresql":
        return
    for reversal in review.reversals():
        for key, enum in reversal.before.enums.items():
            there = reversal.after.enums.get(key)
            if there is None or there is enum or not isinstance(there.values, tuple) or not isinstance(enum.values, tuple):
                continue
            lost = [value for value in enum.values if value not in there.values]
            renamed = {one.renamed[0] for one in reversal.upgrade if isinstance(one, AlterEnum) and one.renamed is not None}
            step = _maker(reversal, enum.name)
            if not lost or renamed.intersection(lost) or step is None or data_changed_before(step, review):
                continue
            values = joined([f"'{value}'" for value in lost])
            message = f"enum type `{key}` loses {values}: this fails where a row holds it; give such rows another value first"
            severity = review.severity(reversal.revision.id, RULE.severity)
            yield review.finding(RULE.name, severity, message, step.where, reversal.revision.id)


def _maker(reversal: Reversal, name: str) -> Step | None:
    for step in reversal.up:
        operation = step.operation
        if isinstance(operation, CreateEnum) and operation.enum.name == name and not _shadows(step.before, name):
            return step
        if isinstance(operation, AlterEnum) and operation.name == name and operation.values is not None:
            return step
        if isinstance(operation, AlterEnum) and operation.new_name == name:
            return step
    return None


def _shadows(schema: Schema, name: str) -> bool:
    return name in schema.enums


RULE = Rule("enum-value-removed", "information", find, __doc__)
