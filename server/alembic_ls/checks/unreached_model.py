"""A model that the metadata of env.py does not reach.

## Why it matters

Alembic compares the database with the models that have been imported when env.py is done, and with no others. The class is
there, but nothing that env.py imports leads to it: where a revision has created its table, the next `alembic revision
--autogenerate` drops it, with its rows; where none has, none ever will.

## When it is wrong

Where the model is not meant for this database: that of another service, of a test, of another metadata. Where env.py imports
the models in a way that cannot be followed, nothing is reported.

## How to fix

Import the model's module where env.py finds the others: in the `__init__.py` of the package of models, or in env.py itself.
Where the table is to go, delete the class too. The quick fix adds the import, written as its neighbours are.

## Example

```python
# app/models/__init__.py, imported by env.py
from app.models.task import Task
from app.models.comment import Comment  # without this line, Alembic would drop the table `comment`
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift, Subject
from alembic_ls.checks.key_changes import differences_of
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each model that is not reached; the removal of its table and indexes is among its differences."""
    for table in drift.project.unreached():
        removed = [difference for difference in drift.see("remove_table") if difference.table in (table.key, table.name)]
        drift.claim(removed)
        keys = [change for old in removed for change in drift.take_keys_of(old.table)]
        if removed:
            severity, meaning = RULE.severity, f"Alembic would drop its table `{table.key}`"
        elif drift.database(table.key) is None and not drift.history.unknown:
            severity, meaning = "information", f"Alembic will not see its table `{table.key}`, which no revision creates"
        else:
            continue
        yield drift.finding(
            RULE.name,
            severity,
            f"env.py does not reach this model: {meaning}; import its module where env.py finds the other models",
            Subject(table.class_origin or table.origin, table.key),
            (*removed, *differences_of(keys)),
        )


RULE = Rule("unreached-model", "warning", find, __doc__)
