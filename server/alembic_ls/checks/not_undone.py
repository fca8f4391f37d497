"""An operation that the downgrade does not undo, or a thing that it takes away though the upgrade did not make it.

## Why it matters

After the downgrade the database is not what the revision before has made. The next upgrade may fail on what was left, and the code
of the older release meets what it does not know.

## When it is wrong

Where the rest is meant to stay. Say so with a comment `# irreversible: …`, which is accepted for the whole revision.

## How to fix

Undo the operation in `downgrade()`; where it cannot be undone, raise NotImplementedError with the reason.

## Example

```python
def upgrade() -> None:
    op.add_column("user", sa.Column("email", sa.String()))
    op.add_column("user", sa.Column("phone", sa.String()))


def downgrade() -> None:
    op.drop_column("user", "email")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_reversals import fails_again, found, is_changed, lopsided, told
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation after which something stays, or does not come back; an error where the next upgrade fails there."""
    for reversal, step, left in lopsided(review):
        if all(map(is_changed, left)):
            continue
        if step is not None and step.function == "downgrade":
            if reversal.asks:
                continue  # it may have done so on other databases
            severity, message = RULE.severity, f"this undoes what the upgrade did not do: {told(left, review)}; take it out"
        else:
            fails = step is not None and fails_again(reversal, step)
            end = ", and the next upgrade fails on it" if fails else ""
            severity = "error" if fails else RULE.severity
            message = f"the downgrade does not undo this: {told(left, review)}{end}; undo it there"
        yield found(review, RULE.name, severity, reversal, step, message, left[0])


RULE = Rule("not-undone", "warning", find, __doc__)
