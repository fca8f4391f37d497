"""A check constraint that differs between model and revisions; Alembic will not see this.

## Why it matters

The database lets rows in that the model rules out, or refuses what the model allows. Autogenerate does not compare check
constraints, so `alembic check` is clean all the same.

## When it is wrong

Where something beside the revisions makes the constraint. Of conditions only the words are compared: write them alike in model and
revision. Constraints without a name are compared for PostgreSQL alone, which makes up names that they can be dropped by.

## How to fix

Write a revision that creates the constraint, or drops it; of one that says something else now, both. The quick fix writes this revision.

## Example

```python
class Task(SQLModel, table=True):
    __table_args__ = (CheckConstraint("position > 0", name="position_positive"),)  # no revision creates it
```

```python
def upgrade() -> None:
    op.create_check_constraint("position_positive", "task", "position > 0")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.diff_checks import CheckChange, check_changes
from alembic_ls.checks.drift import DatabaseKey, Drift, Subject
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.tables import Table


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each constraint, on the line that declares it, or on the class that has it no more."""
    for database, model, changes in drift.pairs(RULE.name, lambda database, model: check_changes(database, model, drift.rules)):
        if drift.counts(database, model):
            yield from (_finding(drift, model, change) for change in changes)


def _finding(drift: Drift, model: Table, change: CheckChange) -> Finding:
    if change.there is None:
        told, remedy, where = (
            "is created by no revision",
            "creates it",
            change.wanted.origin if change.wanted is not None else None,
        )
    elif change.wanted is None:
        told, remedy, where = "is in the database and not in the model", "drops it", None
    else:
        told = f"says `{change.wanted.sql}` in the model, `{change.there.sql}` in the database"
        remedy, where = "replaces it", change.wanted.origin
    text = f"check constraint `{change.name}`"
    return drift.finding(
        RULE.name,
        RULE.severity,
        f"{text} of `{model.key}` {told}; Alembic will not see this: write a revision that {remedy}",
        Subject(where or drift.class_place(model.key), model.key),
        key=DatabaseKey(text, change.there.origin) if change.there is not None else None,
    )


RULE = Rule("check-mismatch", "information", find, __doc__)
