"""A foreign key whose target or ON DELETE differs between model and revisions.

## Why it matters

Where a row is deleted, the database does something else with the rows that refer to it than the model says: it refuses, or
deletes them too, or leaves them without a reference.

## When it is wrong

Where the two say the same in other words, which is not known here. NO ACTION is what a database does that is told nothing.

## How to fix

Write a revision that drops the foreign key by its name and creates it anew: `alembic revision --autogenerate` writes it,
without the names where there is no naming convention. The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user.id", ondelete="CASCADE")  # the revisions say no ondelete
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import changed_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each foreign key that says something else in the database."""
    return changed_keys(drift, "fk", RULE.name, RULE.severity)


RULE = Rule("foreign-key-mismatch", "warning", find, __doc__)
