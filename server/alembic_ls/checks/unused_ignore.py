"""A comment that ignores what is not found.

## Why it matters

The comment says that something is wrong here and meant to be; it is not wrong any more, or never was. Left where it is, it hides
the next finding of its rule, which nobody has looked at.

## When it is wrong

Where the finding comes and goes with what is installed: libraries that map models otherwise in another version, or a dialect
that is not always checked. A rule that is not told (`--select`, `ignore` in the settings) makes no comment unused.

## How to fix

Delete the comment, or the name of the rule in it. The quick fix does that.

## Example

```python
class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str  # alembic-ls: ignore[type-mismatch]: until a revision has altered it, which has been written since
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.ignores import Ignores
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import joined
from alembic_ls.findings.finding import Finding


def find(ignores: Ignores) -> Iterator[Finding]:
    """A finding for each comment that ignored nothing, or for some of whose rules that is so."""
    for comment, names in ignores.useless():
        what = joined(f"`{name}`" for name in names) if names else "nothing"
        is_all = len(names) == len(comment.comment.rules)
        found = f"{what} {'is not' if names else 'is'} found here"
        remedy = "delete this comment" if is_all else f"delete {what} from this comment"
        yield Finding(RULE.name, RULE.severity, f"{found}; {remedy}", comment.where)


RULE = Rule("unused-ignore", "information", find, __doc__)
