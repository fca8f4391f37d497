"""A constraint or index is dropped without its name, or made without one where SQLite's batch mode needs it.

## Why it matters

There is no DROP CONSTRAINT without a name: Alembic fails when the line runs. Autogenerate writes `op.drop_constraint(None, …)`
into the downgrade of each constraint that the models do not name, and it is noticed on the day on which somebody has to go back.

## When it is wrong

Never: with a naming convention in `target_metadata`, Alembic makes the wrong name of it.

## How to fix

Give the constraint's name, on both lines: that which makes it, and that which drops it. The database's own name is, on PostgreSQL,
`task_owner_id_fkey` or `task_title_key`. A naming convention in the models' MetaData gives every later constraint a name.
The quick fix names it on both lines, as the database has named it already.

## Example

```python
def upgrade() -> None:
    op.create_foreign_key(None, "task", "user", ["owner_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(None, "task", type_="foreignkey")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.applied import Problem
from alembic_ls.checks.about_steps import downgrade_problems, found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.schema.operations import CreateConstraint, DropConstraint

KINDS = ("unnamed",)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each such operation; a drop tells what made the constraint in the same revision."""
    for problems in (upgrade_problems(review, KINDS), downgrade_problems(review, KINDS)):
        for revision, problem in problems:
            remedy = "name it here and where it is made" if isinstance(problem.operation, DropConstraint) else "give it a name"
            found = found_there(review, RULE.name, RULE.severity, revision, problem, f"{problem.message}; {remedy}")
            yield found._replace(related=tuple(_made(review, revision, problem)))


def _made(review: Review, revision: str, problem: Problem) -> Iterator[Related]:
    dropped = problem.operation
    if not isinstance(dropped, DropConstraint):
        return
    for made in review.history.operations(revision):
        if isinstance(made, CreateConstraint) and made.table == dropped.table and made.constraint.name is None and made.origin:
            yield Related("it is made here, without a name", made.origin)


RULE = Rule("unnamed-constraint", "error", find, __doc__)
