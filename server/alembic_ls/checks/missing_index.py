"""An index of a model that no revision creates.

## Why it matters

Queries that the index is there for read the whole table; where it is a unique index, nothing keeps equal values out.

## When it is wrong

Where something else creates the index. Tell Alembic with `include_object` in env.py, which is read here too.

## How to fix

Write a revision that creates the index: `alembic revision --autogenerate` writes it. On a large table of PostgreSQL, create
it with `postgresql_concurrently=True` in an `autocommit_block()`, since it blocks writing otherwise.
The quick fix writes this revision, either way.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    due_date: date | None = Field(default=None, index=True)  # no revision has op.create_index("ix_task_due_date", …)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import missing_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each index of the models that the database lacks."""
    return missing_keys(drift, "index", RULE.name, RULE.severity)


RULE = Rule("missing-index", "warning", find, __doc__)
