"""A revision file that Alembic does not find.

## Why it matters

Alembic reads files that end in `.py`, in the version folders themselves; in folders below them only where
`recursive_version_locations` is set. What lies elsewhere is not run, and nothing says so.

## When it is wrong

Where the file was put aside on purpose. So only those are reported that would follow a revision that is there, or whose absence is
felt: one that another comes after, or all that there are.

## How to fix

Move the file into the version folder, or give it the name that it should have; for revisions in folders of their own, set
`recursive_version_locations = true`.

## Example

```python
# versions/2025/b2c4_add_due_date.py, and alembic.ini does not say recursive_version_locations
revision = "b2c4"
down_revision = "a1b3"
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.unloaded import Unloaded, unloaded
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on the id of each such file."""
    missed = {problem.revision for problem in review.graph.problems if problem.kind == "missing-parent"}
    for each in unloaded(review):
        revision = each.revision
        needed = [id_ for id_ in missed if id_ is not None and revision.id in review.graph.by_id[id_].down]
        after = f": revision {needed[0]} comes after it, and every command fails" if needed else ""
        message = f"Alembic does not find revision {revision.id}{after}; {_remedy(each)}"
        yield review.finding(RULE.name, RULE.severity, message, revision.where, revision.id)


def _remedy(each: Unloaded) -> str:
    if each.below:
        folder = os.path.basename(each.location)
        return f"move the file into `{folder}`, or set `recursive_version_locations = true`"
    return "give the file a name that ends in `.py`" if not each.revision.path.endswith(".py") else "rename the file"


RULE = Rule("unloaded-revision", "warning", find, __doc__)
