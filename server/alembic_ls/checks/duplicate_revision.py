"""Two files that declare the same revision.

## Why it matters

Alembic keeps the one that it happens to load last, warns, and never runs the other: which of them a database gets depends on the
names of the files.

## When it is wrong

Where one of the files is a leftover: then it is to be deleted.

## How to fix

Give the newer revision an id of its own, and put it where it belongs by its `down_revision`: usually after the other one. A file
that was copied by mistake is to be deleted.

## Example

```python
# versions/add_due_date.py, copied from versions/add_title.py
revision = "b2c4"  # which versions/add_title.py has already
down_revision = "a1b3"
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding, Related


def find(review: Review) -> Iterator[Finding]:
    """A finding on the id of each file that is not the first with it."""
    for problem in review.graph.problems:
        if problem.kind == "duplicate-revision" and problem.other is not None and problem.revision is not None:
            other = os.path.basename(problem.other.path)
            message = (
                f"revision {problem.revision} is declared by {other} too: Alembic never runs one of them; give this one an id of "
                "its own, or delete the file"
            )
            related = [Related(f"revision {problem.revision} is declared here too", problem.other)]
            yield review.finding(RULE.name, RULE.severity, message, problem.where, problem.revision, related=related)


RULE = Rule("duplicate-revision", "error", find, __doc__)
