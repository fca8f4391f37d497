"""An operation that SQLite cannot do outside batch mode.

## Why it matters

SQLite has no ALTER COLUMN and no ADD CONSTRAINT: Alembic raises, or SQLite finds a syntax error, and the upgrade stops there. It is
told only where SQLite is one of the project's databases.

## When it is wrong

Where the revision is never run on SQLite, though the project's files say that it runs there: then say `dialects` in
`[tool.alembic-ls]`.

## How to fix

Put the operation into `with op.batch_alter_table("user") as batch_op:`. On the other databases that does the same as before.
`render_as_batch=True` in env.py has autogenerate write it so. The quick fix does that.

## Example

```python
def upgrade() -> None:
    op.alter_column("user", "name", existing_type=sa.String(), nullable=False)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import downgrade_problems, found_at, found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.operations import AddColumn

KINDS = ("unsupported",)
_REMEDY = "put it into `with op.batch_alter_table(…)`"


def find(review: Review) -> Iterator[Finding]:
    """A finding on each such operation, of upgrades and downgrades."""
    for problems in (upgrade_problems(review, KINDS), downgrade_problems(review, KINDS)):
        for revision, problem in problems:
            yield found_there(review, RULE.name, RULE.severity, revision, problem, f"{problem.message}; {_REMEDY}")
    if review.dialect != "sqlite":
        return
    for step in review.steps():
        operation = step.operation
        if isinstance(operation, AddColumn) and not operation.in_batch and (operation.foreign_keys or operation.uniques):
            what = "foreign key" if operation.foreign_keys else "unique constraint"
            message = f"SQLite cannot add a column with a {what} to `{operation.table}` outside batch mode; {_REMEDY}"
            yield found_at(review, RULE.name, RULE.severity, step, message)


RULE = Rule("outside-batch", "error", find, __doc__)
