"""A table that looks renamed in the models only.

## Why it matters

The database has a table without a model, the models have a table without a revision, and their columns are the same. Alembic
does not see a rename: the revision that `alembic revision --autogenerate` writes drops the old table, with every row in it,
and creates an empty one.

## When it is wrong

Where the two tables have nothing to do with each other, and only look alike. Then both changes are meant as they are: one
revision may drop the one and create the other.

## How to fix

Write a revision that renames the table, and its indexes where their names follow the table's; or keep the old name in the
model with `__tablename__`. The quick fix writes this revision.

## Example

```python
class Label(SQLModel, table=True):  # was: class Tag
    id: int | None = Field(default=None, primary_key=True)
    name: str
```

```python
def upgrade() -> None:
    op.rename_table("tag", "label")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import KeyChange, differences_of
from alembic_ls.checks.likeness import one_to_one, same_columns
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.tables import ForeignKey


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each pair of an added and a removed table with the same columns, and all that belongs to either."""
    pairs = one_to_one(
        drift.see("remove_table"),
        drift.see("add_table"),
        lambda old, new: same_columns(old.database, new.model, drift.dialect),
    )
    for old, new in pairs:
        drift.claim((old, new))
        keys = _keys_of_either(drift, frozenset((old.table, new.table)))
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"table `{new.table}` is created by no revision, and the database has `{old.table}` with the same columns: if it was "
            f"renamed, write a revision with `op.rename_table`, since Alembic would drop `{old.table}` with its rows",
            Subject(drift.class_place(new.table), new.table),
            (new, old, *differences_of(keys)),
            touched=(old.table, None),
        )


def _keys_of_either(drift: Drift, names: frozenset[str]) -> list[KeyChange]:
    """The keys of the two tables, and the foreign keys of others that refer to one of them."""

    def belongs(change: KeyChange) -> bool:
        refers = (key.table for key in (change.before, change.after) if isinstance(key, ForeignKey))
        return change.table in names or not names.isdisjoint(refers)

    return drift.take_keys(belongs)


RULE = Rule("renamed-table", "warning", find, __doc__)
