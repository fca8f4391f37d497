"""A comment of a table or column that differs between model and revisions.

## Why it matters

Who reads the database with other tools is told something else than who reads the models.

## When it is wrong

Where comments are kept by something else than the revisions. SQLite keeps none, so nothing is reported for it.

## How to fix

Write a revision that sets the comment: `alembic revision --autogenerate` writes it. The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    position: int = Field(sa_column_kwargs={"comment": "from 1"})  # the revisions set no comment
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column and table of another comment."""
    for changed in drift.take("modify_comment", "add_table_comment", "remove_table_comment"):
        what = f"column `{changed.table}.{changed.column}`" if changed.column else f"table `{changed.table}`"
        model, database = (repr(side.comment) if side.comment else "none" for side in (changed.model, changed.database))
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"the comment of {what} is {model} in the model, {database} in the database; write a revision that sets it",
            Subject(drift.column_place(changed.table, changed.column), changed.table, changed.column),
            (changed,),
        )


RULE = Rule("comment-mismatch", "warning", find, __doc__)
