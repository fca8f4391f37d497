"""A history that cannot build an empty database.

## Why it matters

The first revisions alter tables that no revision creates: they were made by hand, by `create_all`, or by revisions that are gone.
`alembic upgrade head` works on the databases that have them, and on no new one: not a colleague's, not the tests', not the next
customer's.

## When it is wrong

Where something else always makes those tables first: another chain of revisions, an extension, env.py.

## How to fix

Write a first revision that creates the tables as they were before (autogenerate writes it against an empty database), let the old
first one come after it, and `alembic stamp` the databases that have them.

## Example

```python
down_revision = None  # the first revision


def upgrade():
    op.add_column("user", sa.Column("mail", sa.String()))  # and no revision creates `user`
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.uncreated import uncreated
from alembic_ls.checks.words import joined
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.text.anchor import Anchor

_SHOWN = 3


def find(review: Review) -> Iterator[Finding]:
    """One finding, on the first operation that misses a table."""
    tables = uncreated(review)
    if not tables:
        return
    (first, happening), *others = tables.items()
    names = [f"`{key}`" for key in tables]
    shown = joined([*names[:_SHOWN], f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else names)
    noun = "tables" if others else "table"
    message = (
        f"no revision creates the {noun} {shown}: the revisions cannot build an empty database; write a first revision that "
        f"creates {'them' if others else 'it'}"
    )
    yield review.finding(
        RULE.name,
        review.severity(happening.revision, RULE.severity),
        message,
        happening.problem.operation.origin or Anchor(review.graph.by_id[happening.revision].path),
        happening.revision,
        first,
        related=[
            Related(f"`{key}` is missed here first", at.problem.operation.origin)
            for key, at in others[:_SHOWN]
            if at.problem.operation.origin is not None
        ],
    )


RULE = Rule("incomplete-history", "warning", find, __doc__)
