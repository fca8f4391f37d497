"""A column whose server default differs between model and revisions, where env.py compares server defaults.

## Why it matters

Rows that are inserted without a value, by other applications or by hand, get another one than the model says, or none.

## When it is wrong

Where the database writes the same default in another way. Only literals are compared here; an expression such as `now()` is
taken to be equal.

## How to fix

Write a revision that alters the default: `alembic revision --autogenerate` writes it. The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    status: str = Field(sa_column_kwargs={"server_default": "todo"})  # the revisions say "open"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import default_text
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column of another server default."""
    for changed in drift.take("modify_default"):
        model, database = (default_text(column.server_default) for column in (changed.model, changed.database))
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"the server default of column `{changed.table}.{changed.column}` is {model} in the model, {database} in the "
            "database; write a revision that alters it",
            Subject(drift.column_place(changed.table, changed.column), changed.table, changed.column),
            (changed,),
        )


RULE = Rule("default-mismatch", "warning", find, __doc__)
