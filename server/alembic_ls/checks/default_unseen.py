"""A column whose server default differs where env.py has Alembic compare none; Alembic will not see this.

## Why it matters

Rows that are inserted without a value get another one than the model says, or none. Alembic compares server defaults only where
env.py sets `compare_server_default`, so `alembic check` is clean all the same.

## When it is wrong

Where the default was given for the rows that were there when a column was added, and the application sets the value itself
ever since. Only literals are compared; two expressions are taken to be equal.

## How to fix

Write a revision that sets the model's default, or drops the database's with `server_default=None`; or give the model the default
that the database has. `compare_server_default=True` in env.py makes Alembic see it. The quick fix writes the revision.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    position: int  # a revision has op.add_column("task", sa.Column("position", sa.Integer(), server_default="0"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.diff_defaults import server_default_differs
from alembic_ls.checks.drift import ColumnPair, Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import default_text
from alembic_ls.dialects.defaults import value_of
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column of another server default, where they are not compared."""
    if drift.rules.compare_server_default:
        return
    rules = drift.rules._replace(compare_server_default=True)

    def texts_of(pair: ColumnPair) -> tuple[str, str] | None:
        there, wanted = pair.there, pair.wanted
        if there.identity or wanted.identity or value_of(there.server_default) == value_of(wanted.server_default):
            return None
        if not server_default_differs(there, wanted, pair.model, rules):
            return None
        return default_text(wanted.server_default), default_text(there.server_default)

    for pair, (wanted, there) in drift.column_pairs(RULE.name, texts_of):
        yield from drift.unseen(
            RULE.name,
            RULE.severity,
            f"the server default of column `{pair.name}` is {wanted} in the model, {there} in the database; Alembic will not "
            "see this, since env.py has it compare no defaults",
            pair,
        )


RULE = Rule("default-unseen", "information", find, __doc__)
