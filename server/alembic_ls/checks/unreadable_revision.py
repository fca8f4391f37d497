"""A revision file that cannot be read, or is no Python.

## Why it matters

Alembic imports every file of the version folders before it does anything. One that does not parse makes every command fail, whatever
revision it is about.

## When it is wrong

Where the file is written for a newer Python than the one that this tool runs on. What looks like it is not reported.

## How to fix

Mend the statement that is shown: often it is half a merge conflict.

## Example

```python
def upgrade():
    op.add_column("task", sa.Column("due", sa.Date()))
    # <<<<<<< HEAD
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.syntax_faults import doubtful_files, fault
from alembic_ls.findings.finding import Finding
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.problem import Problem


def find(review: Review) -> Iterator[Finding]:
    """A finding on each file that cannot be read, and on the first fault of each that does not parse; errors whatever their age."""
    for path in doubtful_files(review):
        read = review.project.files.read(path)
        ids = [id_ for id_, revision in review.graph.by_id.items() if revision.path == path]
        if isinstance(read, Problem):
            message, where = f"this file {read.message}: every Alembic command fails; mend it, or move it away", Anchor(path)
        elif (found := fault(review, path)) is not None:
            message, where = f"this does not parse: {found[0]}: every Alembic command fails; mend it", found[1]
        else:
            continue
        yield review.finding(RULE.name, RULE.severity, message, where, ids[0] if ids else None)


RULE = Rule("unreadable-revision", "error", find, __doc__)
