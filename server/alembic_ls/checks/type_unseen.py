"""A column whose type differs where env.py has Alembic compare no types; Alembic will not see this.

## Why it matters

`compare_type=False` in env.py keeps every change of a type out of `alembic check` and of new revisions: the database goes on
holding values of the old type.

## When it is wrong

Where the types differ on purpose, and the option was set for that.

## How to fix

Write a revision that alters the type; better, take `compare_type=False` out of env.py, and leave single columns out with a
function in its place. The quick fix writes the revision.

## Example

```python
context.configure(connection=connection, target_metadata=target_metadata, compare_type=False)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import ColumnPair, Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import type_text
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.unknown import Unknown


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column of another type, where types are not compared."""
    if drift.rules.compare_type:
        return

    def texts_of(pair: ColumnPair) -> tuple[str, str] | None:
        there, wanted = pair.there.type, pair.wanted.type
        if isinstance(there, Unknown) or isinstance(wanted, Unknown) or types_differ(there, wanted, drift.dialect) is not True:
            return None
        return type_text(wanted, drift.dialect), type_text(there, drift.dialect)

    for pair, (wanted, there) in drift.column_pairs(RULE.name, texts_of):
        yield from drift.unseen(
            RULE.name,
            RULE.severity,
            f"column `{pair.name}` is {wanted} in the model, {there} in the database; Alembic will not see this, since env.py "
            "has it compare no types",
            pair,
        )


RULE = Rule("type-unseen", "information", find, __doc__)
