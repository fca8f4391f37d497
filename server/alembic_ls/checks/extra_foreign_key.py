"""A foreign key that only the database has.

## Why it matters

An INSERT that the model allows fails, or a DELETE does, or takes more rows with it than the model says; and the next
`alembic revision --autogenerate` drops the key.

## When it is wrong

Where the key was made on purpose beside the models. Say it in the model, or tell Alembic with `include_object` in env.py,
which is read here too.

## How to fix

Write a revision that drops the foreign key; or say it in the model, with `foreign_key=` or `ForeignKey(…)`.
The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int  # a revision has op.create_foreign_key("fk_task_owner_id", "task", "user", ["owner_id"], ["id"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import extra_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each foreign key that only the database has."""
    return extra_keys(drift, "fk", RULE.name, RULE.severity)


RULE = Rule("extra-foreign-key", "warning", find, __doc__)
