"""A unique constraint of a model that no revision creates.

## Why it matters

Nothing keeps equal values out of the database.

## When it is wrong

Where something else creates the constraint. Tell Alembic with `include_object` in env.py, which is read here too.

## How to fix

Write a revision that creates the constraint, under a name: one without a name can be neither found nor dropped later. Rows
with equal values must be merged or changed before. The quick fix writes this revision.

## Example

```python
class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)  # no revision has op.create_unique_constraint(…, "tag", ["name"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import missing_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each unique constraint of the models that the database lacks."""
    return missing_keys(drift, "constraint", RULE.name, RULE.severity)


RULE = Rule("missing-unique", "warning", find, __doc__)
