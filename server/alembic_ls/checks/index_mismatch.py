"""An index whose columns, name or uniqueness differ between model and revisions.

## Why it matters

The database has an index, but not the one that the model describes: queries read more than they should, or equal values are
kept out, or let in, against what the model says.

## When it is wrong

Where the database writes the same expression in another way. What cannot be compared is taken to be equal.

## How to fix

Write a revision that drops the index and creates it anew: `alembic revision --autogenerate` writes it. Where only the name
differs, rename it with `ALTER INDEX … RENAME TO …`. The quick fix writes this revision.

## Example

```python
class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(index=True, unique=True)  # the revisions create the index with unique=False
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import changed_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each index that is another one in the database."""
    return changed_keys(drift, "index", RULE.name, RULE.severity)


RULE = Rule("index-mismatch", "warning", find, __doc__)
