"""A shared revision that was edited.

## Why it matters

The databases of others have run the revision as it was, and Alembic will not run it again: what the edit changes reaches new databases
alone, and from then on no two are alike.

## When it is wrong

Where no database that is kept has run it yet. Layout, comments, docstrings, annotations and imports may change; so may, told as
information, the downgrade, since a broken one can be mended nowhere else. What is shared is read from the git folder: the remote's
default branch, as it was when last fetched.

## How to fix

Take the edit back, and write a new revision that does what it was to do.

## Example

```python
def upgrade():  # of a revision that is on origin/main
    op.add_column("task", sa.Column("due", sa.DateTime()))  # there, it is sa.Date()
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from alembic_ls.checks.edited import differing
from alembic_ls.checks.meaning import meaning
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on each function, or header, that is another than where the work tree left the upstream. Its severity has no age."""
    for revision, upstream, path, content in differing(review):
        blob = upstream.parted(path)
        there = upstream.content(blob) if blob is not None else None
        before, now = meaning(there) if there is not None else None, meaning(content)
        if before is None or now is None or before == now:
            continue
        severity = RULE.severity
        if before.upgrade != now.upgrade:
            part, where = "upgrade()", revision.upgrade or revision.where
        elif before.rest != now.rest:
            part, where = "what stands before upgrade()", revision.down_where or revision.where
        else:
            part, where, severity = "downgrade()", revision.downgrade or revision.where, "information"
        name = os.path.basename(revision.path)
        message = (
            f"revision {revision.id} is shared already, and {part} differs from that on {upstream.name}: databases that have run it "
            f"will not run it again; restore {name} and write a new revision"
        )
        if severity == "information":
            message = (
                f"downgrade() of revision {revision.id} differs from that on {upstream.name}, which is shared already; see that the "
                "others take it over"
            )
        yield review.finding(RULE.name, severity, message, where, revision.id)


RULE = Rule("edited-revision", "warning", find, __doc__)
