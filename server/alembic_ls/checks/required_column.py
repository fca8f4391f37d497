"""A NOT NULL column without a server default is added to a table that may have rows.

## Why it matters

The rows that are there would have no value: PostgreSQL and SQLite refuse, on every database that is in use, and accept it on the
empty one of the developer. A default of the model (`default=`) is no help, for the database does not know it.

## When it is wrong

Where the table is known to be empty everywhere.

## How to fix

In three steps: add the column with `nullable=True`, give the rows their values by an UPDATE, then
`op.alter_column(…, nullable=False)`. Or add it with a `server_default`, which may be dropped afterwards.
The quick fix writes the three steps, with the value of the model where it has one.

## Example

```python
def upgrade() -> None:
    op.add_column("user", sa.Column("email", sa.String(), nullable=False))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_at, known_table, may_have_rows, table_of
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn

DIALECTS = ("postgresql", "sqlite", "mssql", "oracle")  # MySQL puts 0 or '' into the rows


def find(review: Review) -> Iterator[Finding]:
    """A finding on each such operation of an upgrade."""
    if review.dialect not in DIALECTS:
        return
    for step in review.steps():
        if step.function == "upgrade" and is_required(step, review):
            table, column = table_of(step.operation, review), step.operation.column.name  # type: ignore[union-attr]
            message = (
                f"`{table}.{column}` is NOT NULL and has no server default, which fails where `{table}` has rows; "
                "add it as nullable, fill the rows, then set NOT NULL"
            )
            yield found_at(review, RULE.name, RULE.severity, step, message)


def is_required(step: Step, review: Review) -> bool:
    """True where an operation adds a column that every row must have a value for, which none can have."""
    operation = step.operation
    if not isinstance(operation, AddColumn) or operation.if_not_exists:
        return False
    column, key = operation.column, table_of(operation, review)
    if column.nullable is not False and not operation.primary_key:
        return False
    if any(fact is not None for fact in (column.server_default, column.computed, column.identity)):
        return False
    if operation.primary_key and column.autoincrement is not False:
        return False  # it counts by itself
    table = known_table(step.before, key)
    return table is not None and key is not None and column.name not in table.columns and may_have_rows(step, key, review)


RULE = Rule("required-column", "warning", find, __doc__)
