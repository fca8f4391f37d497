"""A unique constraint whose columns or name differ between model and revisions.

## Why it matters

The database keeps other values apart than the model says: it refuses rows that are right, or takes rows that are not.

## When it is wrong

Where something beside the revisions changes the constraint.

## How to fix

Write a revision that drops the constraint and creates it anew: `alembic revision --autogenerate` writes it. Rows that are
equal in the new columns must be merged or changed before. The quick fix writes this revision.

## Example

```python
class Category(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("owner_id", "name"),)  # the revisions say ["name"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import changed_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each unique constraint that is another one in the database."""
    return changed_keys(drift, "constraint", RULE.name, RULE.severity)


RULE = Rule("unique-mismatch", "warning", find, __doc__)
