"""A comment for this tool that cannot be followed: a rule that there is not, or another word than `ignore`.

## Why it matters

The comment is there because somebody wanted a finding ignored. It does not do that.

## When it is wrong

Where the comment is for another version of this tool, with other rules.

## How to fix

Name the rule as the finding does, in square brackets: `# alembic-ls: ignore[missing-column]`. Several names are separated by
commas, none at all ignores every rule; a reason can stand behind. The quick fix puts a misspelt name right.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str  # alembic-ls: ignore[missing-colum]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.ignores import Ignores
from alembic_ls.checks.registry import NAMES
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.suggestion import did_you_mean


def find(ignores: Ignores) -> Iterator[Finding]:
    """A finding for each name that no rule has, and for each comment that is written otherwise."""
    for where, comment in ignores.comments():
        if not comment.understood:
            message = "this comment is not understood; write `# alembic-ls: ignore[rule]`"
            yield Finding(RULE.name, RULE.severity, message, where)
        for name in comment.rules:
            if name not in NAMES:
                near = did_you_mean(name, NAMES) or "; `alembic-ls rule` lists them"
                yield Finding(RULE.name, RULE.severity, f"there is no rule `{name}`{near}", where)


RULE = Rule("unknown-ignore", "warning", find, __doc__)
