"""A column of a model that no revision adds.

## Why it matters

The application selects and writes a column that is not in a database made by the revisions: every query of the model fails.

## When it is wrong

Where something else adds the column. Tell Alembic with `include_object` in env.py, which is read here too.

## How to fix

Write a revision that adds the column: `alembic revision --autogenerate` writes it, with its index and foreign key. A column
that must have a value needs a `server_default` to be added to rows that are there, or three steps: add it as nullable, fill
it, then make it NOT NULL. The quick fix writes this revision, in three steps where they are needed.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    reminder_at: datetime | None = None  # no revision has op.add_column("task", …)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import differences_of
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import with_keys
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each added column, the keys over it among the differences."""
    for added in drift.take("add_column"):
        table, column = added.table, str(added.column)
        keys = drift.take_keys_with(table, column)
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"column `{table}.{column}` is added by no revision; write a revision that adds it{with_keys(keys)}",
            Subject(drift.column_place(table, column), table, column),
            (added, *differences_of(keys)),
        )


RULE = Rule("missing-column", "warning", find, __doc__)
