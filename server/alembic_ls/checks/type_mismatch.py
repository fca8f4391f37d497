"""A column whose type differs between model and revisions.

## Why it matters

The database holds values of another type than the application believes: they are cut, rounded or refused, or fail to be
read.

## When it is wrong

Where the two types are the same to the database in a way that is not known here. Alembic's own comparison is followed; what
env.py gives as `compare_type` counts too.

## How to fix

Write a revision that alters the type: `alembic revision --autogenerate` writes it. PostgreSQL needs `postgresql_using` where
it has no cast of its own, SQLite needs batch mode; and rows that do not fit the new type must be changed before.
The quick fix writes this revision, with the conversion.

## Example

```python
class Category(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)  # the revisions say sa.String(80)
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import joined, type_text
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.difference import Difference

_Columns = Mapping[tuple[str, str | None], Difference]


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column of another type, in which the foreign keys are that take their type from it."""
    changed = {(difference.table, difference.column): difference for difference in drift.take("modify_type")}
    causes: dict[tuple[str, str | None], list[Difference]] = {}
    for place in changed:
        causes.setdefault(_cause(place, changed, drift), []).append(changed[place])
    for (table, column), differences in causes.items():
        first = changed[table, column]
        others = [f"`{other.table}.{other.column}`" for other in differences if other is not first]
        followers = f", and {joined(others)} after it" if others else ""
        yield drift.finding(
            RULE.name,
            RULE.severity,
            f"column `{table}.{column}` is {type_text(first.model.type, drift.dialect)} in the model, "
            f"{type_text(first.database.type, drift.dialect)} in the database{followers}; write a revision that alters its type",
            Subject(drift.column_place(table, column), table, column),
            (first, *(other for other in differences if other is not first)),
        )


def _cause(place: tuple[str, str | None], changed: _Columns, drift: Drift) -> tuple[str, str | None]:
    """The column whose change of type `place` follows, through foreign keys; `place` itself where it follows none."""
    seen = {place}
    while True:
        target = _referred(place, changed, drift)
        if target is None or target in seen:
            return place
        seen.add(target)
        place = target


def _referred(place: tuple[str, str | None], changed: _Columns, drift: Drift) -> tuple[str, str | None] | None:
    table, column = place
    model = drift.model(table)
    for key in model.foreign_keys if model is not None else ():
        if key.columns != (column,) or not key.refers:
            continue
        target = (key.table, key.refers[0])
        if target in changed and changed[target].model.type == changed[place].model.type:
            return target
    return None


RULE = Rule("type-mismatch", "warning", find, __doc__)
