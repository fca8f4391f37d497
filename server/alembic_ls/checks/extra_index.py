"""An index that only the database has.

## Why it matters

The next `alembic revision --autogenerate` drops it, and with it the speed of the queries it was made for. If it is not
needed, every write pays for it in vain.

## When it is wrong

Where the index was made on purpose beside the models. Say it in the model, or tell Alembic with `include_object` in env.py,
which is read here too.

## How to fix

Write a revision that drops the index; or say it in the model, with `index=True` or `Index(…)` in `__table_args__`.
The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    due_date: date | None = None  # a revision has op.create_index("ix_task_due_date", "task", ["due_date"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import extra_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each index that only the database has."""
    return extra_keys(drift, "index", RULE.name, RULE.severity)


RULE = Rule("extra-index", "warning", find, __doc__)
