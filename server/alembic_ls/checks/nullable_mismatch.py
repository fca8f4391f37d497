"""A column that may be NULL in the model and not in the database, or the other way round.

## Why it matters

Where only the database says NOT NULL, an INSERT that the model allows fails. Where only the model says so, the database may
hold NULL in rows that the application reads without expecting it.

## When it is wrong

Where something else sets or drops NOT NULL. Primary keys, computed and identity columns are left alone, as Alembic does.

## How to fix

Write a revision that alters it: `alembic revision --autogenerate` writes it. Before a column becomes NOT NULL, its rows
without a value must be given one. The quick fix writes this revision, and fills the rows first.

## Example

```python
class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    full_name: str  # the revisions say nullable=True
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column of another nullability."""
    for changed in drift.take("modify_nullable"):
        if changed.model.nullable:
            message = "may be NULL in the model and is NOT NULL in the database; write a revision that drops NOT NULL"
        else:
            message = (
                "is NOT NULL in the model and may be NULL in the database; write a revision that fills the rows without a value "
                "and sets NOT NULL"
            )
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"column `{changed.table}.{changed.column}` {message}",
            Subject(drift.column_place(changed.table, changed.column), changed.table, changed.column),
            (changed,),
        )


RULE = Rule("nullable-mismatch", "warning", find, __doc__)
