"""A revision whose id does not fit into the version table.

## Why it matters

Alembic notes where a database stands in a column of 32 characters. SQLite takes any length; PostgreSQL, MySQL, SQL Server and Oracle
refuse a longer id, after all that the revision does: it works on the developer's machine and fails in production.

## When it is wrong

Where the version table was made with a wider column. Where env.py or a revision mentions `version_num`, nothing is reported.

## How to fix

Shorten the id, in `revision` and in the `down_revision` of the next one.
The quick fix does that, where these revisions are not shared.

## Example

```python
revision = "2025_03_14_add_due_date_to_task_and_index_it"  # 44 characters
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.graph import VERSION_LENGTH

_WIDENED = ("version_num", "version_table_impl")


def find(review: Review) -> Iterator[Finding]:
    """A finding on each id that is longer than the column, on databases that mind."""
    if review.dialect == "sqlite":
        return
    long = [revision for id_, revision in review.graph.by_id.items() if len(id_) > VERSION_LENGTH]
    if not long or _is_widened(review):
        return
    for revision in long:
        message = (
            f"revision id `{revision.id}` has {len(revision.id)} characters, the version table has room for {VERSION_LENGTH}: the upgrade "
            "fails at its end; shorten it"
        )
        severity = review.severity(revision.id, RULE.severity)
        yield review.finding(RULE.name, severity, message, revision.where, revision.id)


def _is_widened(review: Review) -> bool:
    files = [review.project.environment.env_py, *(revision.path for revision in review.graph.by_id.values())]
    return any(word in text for path in files for text in [review.project.files.text(path) or ""] for word in _WIDENED)


RULE = Rule("revision-id-too-long", "error", find, __doc__)
