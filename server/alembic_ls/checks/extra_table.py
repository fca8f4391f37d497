"""A table of the revisions that has no model.

## Why it matters

The next `alembic revision --autogenerate` drops the table, with its rows. If the model was deleted on purpose, the database
still carries a table that nobody uses.

## When it is wrong

Where something beside the models uses the table: another application, raw SQL, a library that brings its own. Tell Alembic
with `include_object` or `include_name` in env.py, which are read here too.

## How to fix

Write a revision that drops the table, once no running version of the application uses it; or bring the model back.
The quick fix writes this revision.

## Example

```python
def upgrade() -> None:
    op.create_table("draft", sa.Column("id", sa.Integer(), primary_key=True))  # no class maps "draft"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import differences_of
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each removed table on the operation that created it, its indexes among the differences."""
    for removed in drift.take("remove_table"):
        keys = drift.take_keys_of(removed.table)
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"table `{removed.table}` has no model; write a revision that drops it, or bring its model back",
            Subject(removed.database.origin, removed.table),
            (removed, *differences_of(keys)),
        )


RULE = Rule("extra-table", "warning", find, __doc__)
