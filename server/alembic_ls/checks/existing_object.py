"""An operation that makes a table, column, index or constraint that is there already.

## Why it matters

The database refuses it ("already exists"), and the upgrade stops there: on a database that is built from the first revision, always.

## When it is wrong

Where the thing was taken away by hand, or by a program beside Alembic, in every database that the revision meets.

## How to fix

Take the operation out, or drop the old thing first. Two branches that each add it are best merged by leaving it in one of them.
`if_not_exists=True` is for databases that differ, not for this.

## Example

```python
def upgrade() -> None:
    op.add_column("user", sa.Column("email", sa.String()))  # an earlier revision added it
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding

KINDS = ("existing-table", "existing-column", "existing-index", "existing-constraint")


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation of an upgrade that makes what is there."""
    for revision, problem in upgrade_problems(review, KINDS):
        message = f"{problem.message}; take this out, or drop the old one first"
        yield found_there(review, RULE.name, RULE.severity, revision, problem, message)


RULE = Rule("existing-object", "error", find, __doc__)
