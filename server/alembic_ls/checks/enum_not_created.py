"""A column gets an enum type of PostgreSQL that nobody has created.

## Why it matters

`op.create_table` creates the enum types of its columns; `op.add_column` and `op.alter_column` never do. PostgreSQL then says
that the type does not exist, and the upgrade stops there. Autogenerate writes such revisions.

## When it is wrong

Where the type was made by hand, or by an extension, in every database.

## How to fix

Create it first: `sa.Enum("todo", "done", name="state").create(op.get_bind(), checkfirst=True)`; and drop it in the downgrade, after
the column. The quick fix does both.

## Example

```python
def upgrade() -> None:
    op.add_column("task", sa.Column("state", sa.Enum("todo", "done", name="state")))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import downgrade_problems, found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding

KINDS = ("missing-enum",)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation that needs a type that is not there, of upgrades and downgrades."""
    for problems in (upgrade_problems(review, KINDS), downgrade_problems(review, KINDS)):
        for revision, problem in problems:
            message = f"{problem.message}; create it before: `sa.Enum(…, name=…).create(op.get_bind(), checkfirst=True)`"
            yield found_there(review, RULE.name, RULE.severity, revision, problem, message)


RULE = Rule("enum-not-created", "error", find, __doc__)
