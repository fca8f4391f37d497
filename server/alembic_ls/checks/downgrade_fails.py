"""An operation of a downgrade that the database refuses.

## Why it matters

Nobody runs a downgrade until a release has to be taken back, in a hurry. Then it stops half way.

## When it is wrong

Where the thing was made or taken away by hand in every database that the downgrade meets.

## How to fix

Undo the upgrade's operations in the opposite order, under the names that it gave: an index before its column, a foreign key before
the table that it refers to.

## Example

```python
def downgrade() -> None:
    op.drop_column("user", "email")
    op.drop_index("ix_user_email", table_name="user")  # it went with the column
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.applied import Problem
from alembic_ls.checks.about_steps import downgrade_problems, found_there, table_of
from alembic_ls.checks.existing_object import KINDS as EXISTING
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.still_referenced import KINDS as REFERENCED
from alembic_ls.checks.uncreated import made_by, uncreated
from alembic_ls.checks.unknown_object import KINDS as MISSING
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.operations import DropColumn, DropIndex, DropTable, Operation

KINDS = (*MISSING, *EXISTING, *REFERENCED)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation of a downgrade that fails after the upgrade."""
    begins_empty = not uncreated(review)
    for revision, problem in downgrade_problems(review, KINDS):
        if problem.kind == "missing-table" and not begins_empty and table_of(problem.operation, review) not in made_by(review):
            continue  # incomplete-history tells that there are such tables
        done = review.reversal(review.graph.by_id[revision]).back.operations
        message = f"{problem.message}; {_remedy(problem, done)}"
        yield found_there(review, RULE.name, RULE.severity, revision, problem, message)


def _remedy(problem: Problem, done: tuple[Operation, ...]) -> str:
    if problem.kind == "still-referenced":
        return "drop that first"
    if problem.kind in EXISTING:
        return "take this out, or drop the other first"
    dropped = (DropColumn, DropTable)
    earlier = done[: done.index(problem.operation)] if problem.operation in done else ()
    if isinstance(problem.operation, DropIndex) and any(isinstance(one, dropped) for one in earlier):
        return "drop the index before its column or table"
    return "correct the name, or the order"


RULE = Rule("downgrade-fails", "error", find, __doc__)
