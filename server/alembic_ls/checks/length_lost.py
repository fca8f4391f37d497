"""A length or precision that only one of model and revisions has; Alembic will not see this.

## Why it matters

Where the database limits a value and the model does not, the first longer one is refused; the other way round the model
promises a limit that nothing keeps. Alembic compares lengths only where both sides have one, so `alembic check` is clean all
the same.

## When it is wrong

Where the limit was left out on purpose. SQLite keeps no limit, whatever the type says.

## How to fix

Write a revision that alters the type to the one of the model; or give the model the length that the database has. In SQLModel
a length gets lost in `Optional[Annotated[str, …]]`, with `StringConstraints` and with `sa_type=String`.
The quick fix writes the revision.

## Example

```python
class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str  # the revisions say sa.String(50)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.reflection import told_back
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_LIMITED = regex(r"(?:VAR|NVAR|N)?CHAR|CHARACTER|(?:VAR)?BINARY|NUMERIC|DECIMAL")
_LIMIT = regex(r"\([\d, ]*\)")


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each column whose type has a limit on one side and none on the other."""
    for pair, texts in drift.column_pairs(RULE.name, lambda pair: _limit_lost(pair.there.type, pair.wanted.type, drift.dialect)):
        yield from drift.unseen(
            RULE.name,
            RULE.severity,
            f"column `{pair.name}` is {texts[1]} in the model, {texts[0]} in the database; Alembic will not see this: "
            "write a revision that alters its type",
            pair,
        )


def _limit_lost(old: Type | Unknown, new: Type | Unknown, dialect: str) -> tuple[str, str] | None:
    """The two types as the database tells them back, where a limit is all that they differ in and Alembic does not see it."""
    if isinstance(old, Unknown) or isinstance(new, Unknown) or old == new:
        return None
    there, wanted = told_back(old, dialect), told_back(new, dialect)
    if there is None or wanted is None or there == wanted or not _LIMITED.match(wanted):
        return None
    if _LIMIT.sub("", there) != _LIMIT.sub("", wanted) or ("(" in there) == ("(" in wanted):
        return None
    return None if types_differ(old, new, dialect) is not False else (there, wanted)


RULE = Rule("length-lost", "information", find, __doc__)
