"""A branch label that another revision has already.

## Why it matters

A branch label names one line of revisions. Alembic refuses every command while two revisions bear the same, or while one of them
is called like a revision.

## When it is wrong

Never, as far as we know: Alembic allows no exception.

## How to fix

A label belongs to the first revision of its branch alone: those built on it have it without saying so. Take it out of the others.

## Example

```python
revision = "b2c4"
down_revision = "a1b3"
branch_labels = ("billing",)  # which revision a1b3 has already
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding, Related


def find(review: Review) -> Iterator[Finding]:
    """A finding on each revision with a label that is taken; an error whatever its age: no command works."""
    for problem in review.graph.problems:
        if problem.kind == "duplicate-label" and problem.other is not None:
            message = f"{problem.message}: every Alembic command fails; take the label out of one of them"
            related = [Related("it is used here already", problem.other)]
            yield review.finding(RULE.name, RULE.severity, message, problem.where, problem.revision, related=related)


RULE = Rule("duplicate-label", "error", find, __doc__)
