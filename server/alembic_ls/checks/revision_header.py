"""A file among the revisions that does not say who it is, or what it comes after.

## Why it matters

Alembic imports every file of the version folders and asks it for `revision` and `down_revision`. One file that lacks them, or an
id with a character that has a meaning on the command line (`@`, `-`, `+`), makes every command fail.

## When it is wrong

Where the names come from somewhere else: what cannot be followed is not reported.

## How to fix

Add the line that is missing. Helpers that revisions import belong outside the version folders.

## Example

```python
# versions/helpers.py
def utc_now():  # no `revision`: Alembic refuses to load the folder
    ...
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.syntax_faults import fault
from alembic_ls.findings.finding import Finding
from alembic_ls.history.graph import ILLEGAL


def find(review: Review) -> Iterator[Finding]:
    """A finding on each file without a needed name, and each id that Alembic refuses; errors whatever their age."""
    for problem in review.graph.problems:
        if problem.kind in ("no-revision", "no-parent") and not _may_come_from_elsewhere(review, problem.where.path):
            name = "revision" if problem.kind == "no-revision" else "down_revision"
            remedy = "move it out of the version folders, or add it" if problem.kind == "no-revision" else "add it"
            message = f"this file declares no `{name}`: every Alembic command fails; {remedy}"
            at = review.graph.by_id[problem.revision].where if problem.revision is not None else problem.where
            yield review.finding(RULE.name, RULE.severity, message, at, problem.revision)
    for id_, revision in review.graph.by_id.items():
        if bad := ILLEGAL.intersection(id_):
            message = f"`{id_}` holds {' and '.join(sorted(bad))}, which Alembic allows in no revision; choose another id"
            yield review.finding(RULE.name, RULE.severity, message, revision.where, id_)


def _may_come_from_elsewhere(review: Review, path: str) -> bool:
    """True where a star import or a statement that does not parse may bind the name."""
    text = review.project.files.text(path) or ""
    return "import *" in text or "globals()" in text or fault(review, path) is not None


RULE = Rule("revision-header", "error", find, __doc__)
