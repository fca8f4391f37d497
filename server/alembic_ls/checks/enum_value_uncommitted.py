"""A value is added to an enum type of PostgreSQL and used in the same transaction.

## Why it matters

PostgreSQL lets a value be added inside a transaction, and refuses to use it before the commit ("unsafe use of new value"). All of a
revision runs in one transaction, by default all revisions of one `alembic upgrade` do.

## When it is wrong

Where env.py runs the revisions in autocommit.

## How to fix

Add the value in `with op.get_context().autocommit_block():`, with IF NOT EXISTS, since what was committed stays when the rest
fails. The quick fix does that.

## Example

```python
def upgrade() -> None:
    op.execute("ALTER TYPE state ADD VALUE 'late'")
    op.execute("UPDATE task SET state = 'late' WHERE due < now()")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.checks.about_steps import found_at
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, AlterColumn, AlterEnum, ChangeData, CreateEnum, CreateTable, Operation
from alembic_ls.schema.tables import Default
from alembic_ls.startup.regex import regex

_COMMITS = regex(r"autocommit|\bcommit\b", re.IGNORECASE)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation that uses a value which the same function has added."""
    if review.dialect != "postgresql":
        return
    for step in review.steps():
        for added in step.earlier:
            if not isinstance(added, AlterEnum) or added.added is None or _is_new(step, added):
                continue
            if _uses(step.operation, added) and _COMMITS.search(review.graph.texts.get(step.revision.path, "")) is None:
                message = (
                    f"'{added.added}' was added to enum type `{added.name}` in the same transaction, and cannot be used before its "
                    "commit; add it in `with op.get_context().autocommit_block():`"
                )
                yield found_at(review, RULE.name, RULE.severity, step, message)
                break


def _is_new(step: Step, added: AlterEnum) -> bool:
    """True where the same transaction has created the type: its values may be used."""
    for one in step.earlier:
        if isinstance(one, CreateEnum) and one.enum.name == added.name:
            return True
        if isinstance(one, CreateTable) and any(
            enum is not None and enum.argument("name") == added.name for enum in map(native_enum, one.table.columns.values())
        ):
            return True
    return False


def _uses(operation: Operation, added: AlterEnum) -> bool:
    value = added.added
    if isinstance(operation, ChangeData):
        return operation.sql is not None and f"'{value}'" in operation.sql and operation.verb in ("update", "insert", "delete")
    if isinstance(operation, AddColumn):
        enum, default = native_enum(operation.column), operation.column.server_default
        return enum is not None and enum.argument("name") == added.name and _is_literal(default, value)
    if isinstance(operation, AlterColumn):
        return _is_literal(operation.server_default, value) and _claims(operation, added.name)
    return False


def _is_literal(default: object, value: str | None) -> bool:
    return isinstance(default, Default) and (default.text == value if not default.is_expression else f"'{value}'" in default.text)


def _claims(operation: AlterColumn, name: str) -> bool:
    types = (value for claim, value in (*operation.existing, ("type", operation.type)) if claim == "type")
    return any(getattr(type_, "name", "") == "Enum" and type_.argument("name") == name for type_ in types)


RULE = Rule("enum-value-uncommitted", "error", find, __doc__)
