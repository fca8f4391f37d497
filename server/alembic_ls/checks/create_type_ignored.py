"""`sa.Enum(…, create_type=False)`, which SQLAlchemy before 2.1 ignores.

## Why it matters

`create_type` belongs to `postgresql.ENUM`. SQLAlchemy 2.0 takes it for `sa.Enum` without a word and creates the type all the same:
`op.create_table` then fails where the type exists.

## When it is wrong

Where every installation has SQLAlchemy 2.1 or newer.

## How to fix

Use `postgresql.ENUM(…, name="state", create_type=False)`, which all versions understand. The quick fix does that.

## Example

```python
def upgrade() -> None:
    state = sa.Enum("todo", "done", name="state", create_type=False)
    op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", state))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.checks.about_steps import found_at
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import CreateTable
from alembic_ls.schema.types import Type
from alembic_ls.startup.regex import regex

_GENERIC = regex(r"(?<![\w.])(?:sa|sqlalchemy)\.Enum\([^()]*(?:\([^()]*\)[^()]*)*create_type\s*=\s*False")


def find(review: Review) -> Iterator[Finding]:
    """A finding on each `create_table` that means not to create a type, and does; none where SQLAlchemy is 2.1 or newer."""
    if review.dialect != "postgresql" or review.project.environment.libraries.versions.get("sqlalchemy", (9,)) >= (2, 1):
        return
    for step in review.steps():
        enum = _not_to_be_created(step)
        text = review.graph.texts.get(step.revision.path, "")
        if enum is not None and _GENERIC.search(text) is not None and "postgresql.ENUM(" not in text:
            message = f"`sa.Enum` ignores create_type before SQLAlchemy 2.1, and `{enum}` is created again; use `postgresql.ENUM`"
            yield found_at(review, RULE.name, RULE.severity, step, message)


def _not_to_be_created(step: Step) -> str | None:
    if not isinstance(step.operation, CreateTable):
        return None
    for column in step.operation.table.columns.values():
        enum: Type | None = native_enum(column)
        if enum is not None and enum.argument("create_type") is False and enum.argument("name") in step.before.enums:
            return str(enum.argument("name"))
    return None


RULE = Rule("create-type-ignored", "error", find, __doc__)
