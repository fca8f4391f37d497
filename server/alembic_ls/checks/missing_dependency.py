"""A revision that depends on one that is not there.

## Why it matters

Alembic reads all revisions before it does anything: while `depends_on` names neither a revision nor a branch label, every command
fails.

## When it is wrong

Where the missing revision lies in a folder that is not among `version_locations` as they are read here.

## How to fix

Bring the missing file back, or take the name out of `depends_on`. The quick fix takes it out.

## Example

```python
revision = "b2c4"
down_revision = "a1b3"
depends_on = "billing"  # and no revision has this id or this branch label
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on each revision whose `depends_on` names nothing; an error whatever its age: no command works."""
    for problem in review.graph.problems:
        if problem.kind == "missing-dependency":
            message = f"{problem.message}: every Alembic command fails; bring its file back, or take it out of `depends_on`"
            yield review.finding(RULE.name, RULE.severity, message, problem.where, problem.revision)


RULE = Rule("missing-dependency", "error", find, __doc__)
