"""A table or column is dropped while a foreign key of another table refers to it.

## Why it matters

PostgreSQL and MySQL refuse to drop it, and the upgrade stops there.

## When it is wrong

Where the statement says CASCADE in a way that could not be read here.

## How to fix

Drop the foreign key first, or the table that has it.

## Example

```python
def upgrade() -> None:
    op.drop_table("user")  # task.owner_id still refers to it
    op.drop_table("task")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding

KINDS = ("still-referenced",)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation of an upgrade that drops what is referred to."""
    for revision, problem in upgrade_problems(review, KINDS):
        yield found_there(review, RULE.name, RULE.severity, revision, problem, f"{problem.message}; drop that first")


RULE = Rule("still-referenced", "error", find, __doc__)
