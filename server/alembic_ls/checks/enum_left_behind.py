"""An enum type of PostgreSQL that stays when the downgrade has dropped what used it.

## Why it matters

`op.drop_table` and `op.drop_column` never drop an enum type. The type that `op.create_table` has made stays after the downgrade, and
the next upgrade fails: it exists already. Autogenerate writes such downgrades.

## When it is wrong

Where something else uses the type.

## How to fix

Drop it at the end of the downgrade: `sa.Enum(name="state").drop(op.get_bind(), checkfirst=True)`.

## Example

```python
def upgrade() -> None:
    op.create_table("task", sa.Column("state", sa.Enum("todo", "done", name="state")))


def downgrade() -> None:
    op.drop_table("task")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_reversals import fails_again, found
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Reversal, Step


def find(review: Review) -> Iterator[Finding]:
    """A finding on the operation of the upgrade that makes the type; at information where the next upgrade does not mind."""
    if review.dialect != "postgresql":
        return
    for reversal in review.reversals():
        if reversal.body.kind != "code" or reversal.is_marked:
            continue
        for step, left in reversal.causes():
            for one in left:
                if one.sort != "enum":
                    continue
                message, severity = _said(reversal, step, one.table, one.wanted is None)
                yield found(review, RULE.name, severity, reversal, step, message, one)._replace(table=None)


def _said(reversal: Reversal, step: Step | None, name: str, stays: bool) -> tuple[str, str]:
    if not stays:
        return f"the downgrade does not bring back enum type `{name}`; create it there", "warning"
    remedy = f'drop it there: `sa.Enum(name="{name}").drop(op.get_bind(), checkfirst=True)`'
    if fails_again(reversal, step):
        return f"the downgrade leaves enum type `{name}`, and the next upgrade fails on it; {remedy}", "error"
    return f"the downgrade leaves enum type `{name}`; {remedy}", "information"


RULE = Rule("enum-left-behind", "error", find, __doc__)
