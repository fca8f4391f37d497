"""A column gets a type into which PostgreSQL does not turn the old one by itself.

## Why it matters

`ALTER COLUMN … TYPE` fails ("cannot be cast automatically"), also on an empty table, and the upgrade stops there.

## When it is wrong

Where the database has a cast of its own between the two types.

## How to fix

Say how: `op.alter_column(…, postgresql_using="priority::integer")`. A server default of the old type must be dropped before, and
set again after: `server_default=None` in an `alter_column` of its own.
The quick fix writes the conversion, and takes the server default out of its way.

## Example

```python
def upgrade() -> None:
    op.alter_column("task", "priority", existing_type=sa.String(), type_=sa.Integer())
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_at, known_table, table_of
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import type_text
from alembic_ls.dialects.casts import needs_using
from alembic_ls.dialects.ddl import ddl
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.operations import AlterColumn
from alembic_ls.schema.types import Type


def find(review: Review) -> Iterator[Finding]:
    """A finding on each such operation, of upgrades and downgrades."""
    if review.dialect != "postgresql":
        return
    for step in review.steps():
        operation = step.operation
        if not isinstance(operation, AlterColumn) or operation.using is not None or not isinstance(operation.type, Type):
            continue
        key = table_of(operation, review)
        table = known_table(step.before, key)
        column = table.columns.get(operation.column) if table is not None else None
        if column is None or not isinstance(column.type, Type) or needs_using(column.type, operation.type) is not True:
            continue
        before, after = (type_text(type_, review.dialect) for type_ in (column.type, operation.type))
        cast = ddl(operation.type, "postgresql") or after
        message = (
            f"PostgreSQL does not turn `{key}.{operation.column}` from {before} into {after} by itself; "
            f'say postgresql_using="{operation.column}::{cast.lower()}"'
        )
        yield found_at(review, RULE.name, RULE.severity, step, message)


RULE = Rule("cast-without-using", "error", find, __doc__)
