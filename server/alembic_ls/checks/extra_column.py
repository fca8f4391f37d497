"""A column that only the database has.

## Why it matters

The model has no such field. The next `alembic revision --autogenerate` drops the column, with its values; and until then,
where it must have a value and has no default, every INSERT of the application fails.

## When it is wrong

Where something beside the model uses the column: another application, raw SQL, a trigger. Tell Alembic with `include_object`
or `include_name` in env.py, which are read here too.

## How to fix

Write a revision that drops the column, once no running version of the application uses it; or bring the field back.
The quick fix writes this revision.

## Example

```python
class Category(SQLModel, table=True):  # a revision added "colour", which is no field here
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
    """A finding for each removed column on the name of the class, the keys over it among the differences."""
    for removed in drift.take("remove_column"):
        table, column = removed.table, str(removed.column)
        keys = drift.take_keys_without(table, column)
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"column `{table}.{column}` is in the database and not in the model; "
            f"write a revision that drops it{with_keys(keys)}, or bring the field back",
            Subject(drift.class_place(table), table, column),
            (removed, *differences_of(keys)),
        )


RULE = Rule("extra-column", "warning", find, __doc__)
