"""A table of the models that no revision creates.

## Why it matters

The application reads and writes a table that is not in a database made by the revisions: its first query fails.

## When it is wrong

Where something else creates the table: another chain of revisions, `create_all`, a view. Tell Alembic with `include_object`
in env.py, which is read here too.

## How to fix

Write a revision that creates the table: `alembic revision --autogenerate` writes it, with its indexes.
The quick fix writes this revision, with the enum types and in the order of the foreign keys.

## Example

```python
class Attachment(SQLModel, table=True):  # no revision has op.create_table("attachment", …)
    id: int | None = Field(default=None, primary_key=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import differences_of
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import with_keys
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each added table, its indexes among the differences."""
    for added in drift.take("add_table"):
        keys = drift.take_keys_of(added.table)
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"table `{added.table}` is created by no revision; write a revision that creates it{with_keys(keys)}",
            Subject(drift.class_place(added.table), added.table),
            (added, *differences_of(keys)),
        )


RULE = Rule("missing-table", "warning", find, __doc__)
