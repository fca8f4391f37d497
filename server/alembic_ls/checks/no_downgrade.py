"""A revision without a way back: no downgrade, or one that does nothing.

## Why it matters

`alembic downgrade` either fails at a revision without `downgrade()`, or passes it by with everything left as it is: the next
upgrade then fails on what is there already. It is noticed when a release has to be taken back.

## When it is wrong

Where nobody ever goes back. A project of which none of the revisions looked at has a downgrade is told so at information alone. A
single revision says it with `raise NotImplementedError("rows were merged")`; or a comment
`# irreversible: rows were merged` anywhere in the file, is accepted. Revisions that change rows alone, merges and empty ones need
no downgrade.

## How to fix

Undo in `downgrade()` each operation of the upgrade, the last first.

## Example

```python
def upgrade() -> None:
    op.create_table("label", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.exact import Unlike
from alembic_ls.checks.about_reversals import told
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Reversal

_ENOUGH = 3  # revisions, none of which goes back, that make a habit


def find(review: Review) -> Iterator[Finding]:
    """A finding on the name of the downgrade, or on the revision's id where there is none."""
    reversals = list(review.reversals())
    goes_back = len(reversals) < _ENOUGH or any(reversal.body.kind == "code" for reversal in reversals)
    for reversal in reversals:
        body = reversal.body
        if body.kind == "code" or reversal.is_marked:
            continue
        left = [one for one in reversal.left if one.sort != "enum_values"]
        said = _said(reversal, left, review)
        if said is None:
            continue
        severity, message = said
        severity = severity if goes_back else "information"
        revision = reversal.revision
        where = revision.downgrade or revision.where
        table = left[0].table if left else None
        yield review.finding(RULE.name, review.severity(revision.id, severity), message, where, revision.id, table)


def _said(reversal: Reversal, left: list[Unlike], review: Review) -> tuple[str, str] | None:
    kind, explained = reversal.body
    if kind == "missing":
        return (
            "error",
            "there is no downgrade(): `alembic downgrade` fails here; write it, or raise NotImplementedError with the reason",
        )
    if kind == "raises":
        return None if explained else ("information", "the downgrade raises without saying why; give the reason")
    if not left:
        return None
    fails = bool(reversal.refused_again)
    severity = "information" if explained else "error" if fails else "warning"
    end = ", and the next upgrade fails on it" if fails else ""
    return (
        severity,
        f"the downgrade does nothing: {told(left, review)}{end}; undo it, or raise NotImplementedError with the reason",
    )


RULE = Rule("no-downgrade", "warning", find, __doc__)
