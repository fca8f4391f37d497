"""An operation on a table, column, index or constraint that is not there when it runs.

## Why it matters

The database refuses it, and the upgrade stops there: on a database that is built from the first revision, always.

## When it is wrong

Where the thing was made by hand, or by a program beside Alembic, in every database that the revision meets.

## How to fix

Correct the name, or move the operation behind the one that makes the thing. Where some databases have it and some do not, ask
the inspector first, or use `if_exists=True`.

## Example

```python
def upgrade() -> None:
    op.drop_index("ix_user_mail", table_name="user")  # it was created as ix_user_email
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_at, found_there, table_of, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.uncreated import made_by, uncreated
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, CreateConstraint, CreateTable
from alembic_ls.schema.tables import ForeignKey

KINDS = ("missing-table", "missing-column", "missing-index", "missing-constraint")


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation of an upgrade whose subject, or foreign key's target, does not exist there."""
    never_made = uncreated(review)  # incomplete-history tells of these
    for revision, problem in upgrade_problems(review, KINDS):
        table = table_of(problem.operation, review)
        if table in never_made or (
            never_made and problem.kind == "missing-table" and table not in made_by(review, before=revision)
        ):
            continue
        message = f"{problem.message}; correct the name, or make it first"
        yield found_there(review, RULE.name, RULE.severity, revision, problem, message)
    if review.dialect == "sqlite":
        return  # which asks for the target of a foreign key when rows are written
    for step in review.steps():
        if step.function == "upgrade" and (lacking := _lacking(step, review)) is not None:
            message = f"{lacking}, which the foreign key refers to, does not exist here; make it first"
            yield found_at(review, RULE.name, RULE.severity, step, message)


def _lacking(step: Step, review: Review) -> str | None:
    schema, own = step.before, step.operation.table if isinstance(step.operation, CreateTable) else None
    for key in foreign_keys_of(step):
        target = review.rules.short(key.table)
        table = own if own is not None and own.key in (key.table, target) else schema.tables.get(target)
        if table is None:
            if not schema.unknown and not key.use_alter:
                return f"table `{target}`"
        elif not table.unknown and not table.is_view:
            added = (
                step.operation.column.name
                if isinstance(step.operation, AddColumn) and table.key == step.operation.table
                else None
            )
            for column in key.refers:
                if column not in table.columns and column != added:
                    return f"column `{target}.{column}`"
    return None


def foreign_keys_of(step: Step) -> tuple[ForeignKey, ...]:
    """The foreign keys that an operation makes."""
    operation = step.operation
    if isinstance(operation, CreateTable):
        return operation.table.foreign_keys
    if isinstance(operation, AddColumn):
        return operation.foreign_keys
    if isinstance(operation, CreateConstraint) and isinstance(operation.constraint, ForeignKey):
        return (operation.constraint,)
    return ()


RULE = Rule("unknown-object", "error", find, __doc__)
