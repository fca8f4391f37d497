"""A foreign key between columns of different types.

## Why it matters

PostgreSQL and MySQL refuse a foreign key between types that they cannot compare. Where they accept it (an INTEGER that refers to
a BIGINT), the column will one day be too small for the key, and each join has to cast.

## When it is wrong

Where a smaller integer is meant, because the table that is referred to stays small.

## How to fix

Give the column the type of the column that it refers to.

## Example

```python
def upgrade() -> None:
    op.add_column("task", sa.Column("owner_id", sa.String(36)))  # user.id is a UUID
    op.create_foreign_key("fk_task_owner", "task", "user", ["owner_id"], ["id"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_steps import found_at, table_of
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.unknown_object import foreign_keys_of
from alembic_ls.checks.words import type_text
from alembic_ls.dialects.casts import can_refer, integer_size
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, CreateTable
from alembic_ls.schema.tables import Column, ForeignKey
from alembic_ls.schema.types import Type


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation that makes such a foreign key: an error where the database refuses it."""
    if review.dialect == "sqlite":
        return  # it compares whatever there is
    for step in review.steps():
        for key in foreign_keys_of(step):
            for column, target, name in _pairs(step, key, review):
                severity = _severity(column, target, review)
                if severity is not None:
                    own = f"{table_of(step.operation, review)}.{column.name}"
                    message = (
                        f"foreign key from `{own}`, {type_text(column.type, review.dialect)}, to `{name}`, "
                        f"{type_text(target.type, review.dialect)}; give both the same type"
                    )
                    yield found_at(review, RULE.name, severity, step, message)


def _pairs(step: Step, key: ForeignKey, review: Review) -> Iterator[tuple[Column, Column, str]]:
    """The columns of the key and those that they refer to, where both are known."""
    operation, rules = step.operation, review.rules
    table = operation.table if isinstance(operation, CreateTable) else step.before.tables.get(table_of(operation, review) or "")
    columns = dict(table.columns) if table is not None else {}
    if isinstance(operation, AddColumn):
        columns[operation.column.name] = operation.column
    short = rules.short(key.table)
    own = rules.key(table.name, table.schema) if table is not None else None
    target = columns if short == own else step.before.tables[short].columns if short in step.before.tables else {}
    for name, refers in zip(key.columns, key.refers):
        if name in columns and refers in target:
            yield columns[name], target[refers], f"{short}.{refers}"


def _severity(column: Column, target: Column, review: Review) -> str | None:
    if (
        not isinstance(column.type, Type)
        or not isinstance(target.type, Type)
        or "NullType" in (column.type.name, target.type.name)
    ):
        return None
    if can_refer(column.type, target.type, review.dialect) is False:
        return "error"
    sizes = integer_size(column.type, review.dialect), integer_size(target.type, review.dialect)
    if None in sizes or sizes[0] == sizes[1]:
        return None
    return "error" if review.rules.is_mysql else "warning"


RULE = Rule("foreign-key-type", "error", find, __doc__)
