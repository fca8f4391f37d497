"""A column that looks renamed in the model only.

## Why it matters

The database has a column that the model lacks, the model has one that the database lacks, and they are of the same type.
Alembic does not see a rename: the revision that `alembic revision --autogenerate` writes drops the old column, with all that
is in it, and adds an empty one.

## When it is wrong

Where the two columns have nothing to do with each other. Then both changes are meant as they are: one revision may drop the
one and add the other.

## How to fix

Write a revision that renames the column, and the indexes and constraints that bear its name; or keep the old name in the
database with `mapped_column("old_name")`, in SQLModel `Field(sa_column=Column("old_name", …))`.
The quick fixes do either: they write the rename, or keep the old name in the model.

## Example

```python
class User(SQLModel, table=True):
    password_hash: str  # was: hashed_password
```

```python
def upgrade() -> None:
    op.alter_column("user", "hashed_password", new_column_name="password_hash")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import KeyChange, differences_of
from alembic_ls.checks.likeness import one_to_one, same_type
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each pair of an added and a removed column of one table and type, and the keys over either."""
    pairs = one_to_one(drift.see("remove_column"), drift.see("add_column"), lambda old, new: _alike(old, new, drift.dialect))
    for old, new in pairs:
        drift.claim((old, new))
        keys = _keys_over_either(drift, new.table, str(old.column), str(new.column))
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"column `{new.table}.{new.column}` is added by no revision, and the database has `{old.column}`, of the same type; "
            f"if it was renamed, write a revision with `new_column_name`: Alembic would drop `{old.column}` with its values",
            Subject(drift.column_place(new.table, new.column), new.table, new.column),
            (new, old, *differences_of(keys)),
            touched=(old.table, old.column),
        )


def _alike(old: Difference, new: Difference, dialect: str) -> bool:
    return old.table == new.table and same_type(old.database, new.model, dialect)


def _keys_over_either(drift: Drift, table: str, old: str, new: str) -> list[KeyChange]:
    """The keys over the two columns, and the foreign keys of other tables that refer to one of them."""

    def belongs(change: KeyChange) -> bool:
        if change.table == table and (change.adds_over((new,)) or change.removes_over((old,))):
            return True
        sides = ((change.before, old), (change.after, new))
        return any(isinstance(key, ForeignKey) and key.table == table and column in key.refers for key, column in sides)

    return drift.take_keys(belongs)


RULE = Rule("renamed-column", "warning", find, __doc__)
