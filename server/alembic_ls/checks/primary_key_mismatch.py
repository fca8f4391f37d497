"""A primary key whose columns differ between model and revisions; Alembic will not see this.

## Why it matters

The application takes rows for one that the database keeps apart, or the other way round. Autogenerate does not compare primary
keys, so `alembic check` is clean all the same.

## When it is wrong

Where the model is mapped on purpose with another key than the table's, as is done for views and for tables of others.

## How to fix

Write a revision that drops the primary key's constraint and creates it anew; or correct the model.

## Example

```python
class Membership(SQLModel, table=True):  # the revisions create PRIMARY KEY (user_id, team_id)
    user_id: int = Field(primary_key=True)
    team_id: int
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.tables import Table


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each table whose key has other columns, of those that both sides have; on the class, or the one field."""
    for database, model, changed in drift.pairs(RULE.name, _changed):
        if not drift.counts(database, model):
            continue
        column = changed[0] if len(changed) == 1 else None
        texts = [", ".join(table.primary_key.columns) or "none" for table in (model, database)]
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"the primary key of `{model.key}` is ({texts[0]}) in the model, ({texts[1]}) in the database; Alembic will not see "
            "this: write the revision by hand",
            Subject(drift.column_place(model.key, column), model.key, column),
        )


def _changed(database: Table, model: Table) -> list[str]:
    """The columns that one side has in its key and the other has not; none where either key is not known."""
    there, wanted = _key(database, model), _key(model, database)
    return [] if there is None or wanted is None else sorted(there ^ wanted)


def _key(table: Table, other: Table) -> frozenset[str] | None:
    """The columns of the key that the other side has too: what comes or goes with a column is that column's finding."""
    if not _knows_its_key(table) or not _knows_its_key(other):
        return None
    return frozenset(column for column in table.primary_key.columns if column in other.columns)


def _knows_its_key(table: Table) -> bool:
    return table.complete and "primary_key" not in table.unknown


RULE = Rule("primary-key-mismatch", "information", find, __doc__)
