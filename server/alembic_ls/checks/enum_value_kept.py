"""A value is added to an enum type of PostgreSQL, and stays when the downgrade has run: the next upgrade adds it again.

## Why it matters

PostgreSQL cannot take a value out of an enum type, so downgrades leave it. Without IF NOT EXISTS the next upgrade then fails.

## When it is wrong

Never, where the revision is ever downgraded and upgraded again.

## How to fix

`ALTER TYPE state ADD VALUE IF NOT EXISTS 'late'`.

## Example

```python
def upgrade() -> None:
    op.execute("ALTER TYPE state ADD VALUE 'late'")


def downgrade() -> None:
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_at
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Reversal
from alembic_ls.schema.operations import AlterEnum


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation that adds a value which the downgrade leaves."""
    if review.dialect != "postgresql":
        return
    for reversal in review.reversals():
        if reversal.body.kind in ("missing", "raises") or reversal.is_marked:
            continue
        kept = {
            (one.table, value)
            for one in reversal.left
            if one.sort == "enum_values"
            for value in one.now
            if value not in one.wanted
        }
        for step in reversal.up if kept else ():
            added = step.operation
            if isinstance(added, AlterEnum) and added.added is not None and not added.if_not_exists:
                key = review.rules.key(added.name, added.schema)
                if (key, added.added) in kept and _is_done_again(reversal, added):
                    message = (
                        f"'{added.added}' stays in enum type `{key}` after the downgrade, and the next upgrade fails on it; "
                        "say ADD VALUE IF NOT EXISTS"
                    )
                    yield found_at(review, RULE.name, RULE.severity, step, message)


def _is_done_again(reversal: Reversal, added: AlterEnum) -> bool:
    """False where the revision asks first, and leaves it out the second time."""
    return any(
        isinstance(one, AlterEnum) and (one.added, one.origin) == (added.added, added.origin) for one in reversal.again.operations
    )


RULE = Rule("enum-value-kept", "error", find, __doc__)
