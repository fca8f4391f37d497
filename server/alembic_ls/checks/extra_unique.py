"""A unique constraint that only the database has.

## Why it matters

An INSERT or UPDATE that the model allows fails where a value is there already; and the next `alembic revision
--autogenerate` drops the constraint.

## When it is wrong

Where the constraint was made on purpose beside the models. Say it in the model, or tell Alembic with `include_object` in
env.py, which is read here too.

## How to fix

Write a revision that drops the constraint; or say it in the model, with `unique=True` or `UniqueConstraint(…)` in
`__table_args__`. The quick fix writes this revision.

## Example

```python
class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str  # a revision has op.create_unique_constraint("uq_tag_name", "tag", ["name"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_keys import extra_keys
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each unique constraint that only the database has."""
    return extra_keys(drift, "constraint", RULE.name, RULE.severity)


RULE = Rule("extra-unique", "warning", find, __doc__)
