"""A foreign key of a model that no revision creates.

## Why it matters

Nothing keeps rows from referring to what is not there, and nothing is done with them where the row they refer to is deleted.

## When it is wrong

Where the key is left out of the database on purpose. Tell Alembic with `include_object` in env.py, which is read here too.

## How to fix

Write a revision that creates the foreign key, under a name. Rows that refer to nothing must be changed before. On a large
table of PostgreSQL, create it with `postgresql_not_valid=True`, and validate it in a later transaction.
The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user.id")  # the revisions create a column without a foreign key
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import missing_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each foreign key of the models that the database lacks."""
    return missing_keys(drift, "fk", RULE.name, RULE.severity)


RULE = Rule("missing-foreign-key", "warning", find, __doc__)
