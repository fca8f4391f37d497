"""A revision that comes after one that is not there.

## Why it matters

Alembic reads all revisions before it does anything: while `down_revision` names a revision that no file declares, every command
fails (in most versions with a bare KeyError), for everybody who has the file.

## When it is wrong

Where the missing revision lies in a folder that is not among `version_locations` as they are read here.

## How to fix

Bring the missing file back: it is often left uncommitted, or was deleted together with a branch. Where it is gone for good, name
the revision that stood before it.
The quick fix names the revision that may have been meant: one of nearly the same id, or the head of the others.

## Example

```python
revision = "b2c4"
down_revision = "a1b3"  # and no file says revision = "a1b3"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on the value of each `down_revision` that names nothing; an error whatever its age: no command works."""
    for problem in review.graph.problems:
        if problem.kind == "missing-parent":
            message = (
                f"{problem.message}: every Alembic command fails; bring its file back, or name the revision that comes before"
            )
            yield review.finding(RULE.name, RULE.severity, message, problem.where, problem.revision)


RULE = Rule("missing-parent", "error", find, __doc__)
