"""What the downgrade brings back is not what was there.

## Why it matters

The older release runs on a schema that it was not written for: a lost NOT NULL, server default or ON DELETE shows as an error in
production, far from its cause. Autogenerate writes downgrades from the models, which do not know all of it.

## When it is wrong

Where the difference is meant.

## How to fix

Give the operation in `downgrade()` what the revision says that made the thing: type and length, `nullable`, `server_default`,
`ondelete`, the name.

## Example

```python
def upgrade() -> None:
    op.drop_column("user", "plan")  # it was String(20), NOT NULL, with server_default="free"


def downgrade() -> None:
    op.add_column("user", sa.Column("plan", sa.String(20), nullable=True))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.about_reversals import found, is_changed, is_small, lopsided, told
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation whose subject comes back as another; at information where only its name or comment does."""
    for reversal, step, left in lopsided(review):
        if all(map(is_changed, left)):
            severity = "information" if is_small(left) else RULE.severity
            message = f"the downgrade restores this otherwise than it was: {told(left, review)}; say it there as it was"
            yield found(review, RULE.name, severity, reversal, step, message, left[0])


RULE = Rule("restored-otherwise", "warning", find, __doc__)
