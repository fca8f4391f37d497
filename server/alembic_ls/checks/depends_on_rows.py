"""An operation that fails on some rows, or that works on an empty table alone.

## Why it matters

It passes in tests and fails where it counts: SET NOT NULL on a row without a value, a unique constraint on rows that are the same, a
smaller type on a value that does not fit; and in a downgrade, a NOT NULL column that is added without a default.

## When it is wrong

Where the rows are known to fit.

## How to fix

Make the rows fit first, by an UPDATE or a DELETE in the same function. The quick fix fills the rows before a column is required.

## Example

```python
def downgrade() -> None:
    op.alter_column("task", "owner_id", existing_type=sa.Integer(), nullable=False)  # the upgrade has made it nullable
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic_ls.checks.about_steps import data_changed, data_changed_before, found_at, steps_over_rows
from alembic_ls.checks.required_column import DIALECTS, is_required
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import type_text
from alembic_ls.dialects.casts import family, integer_size
from alembic_ls.dialects.ddl import ddl
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, AlterColumn, CreateConstraint, CreateIndex
from alembic_ls.schema.tables import Column, Index, Table, Unique
from alembic_ls.schema.types import Type


def find(review: Review) -> Iterator[Finding]:
    """A finding on each such operation; none on what an earlier statement has made the rows fit for."""
    for step, table in steps_over_rows(review):
        said = None if data_changed_before(step, review, table.key) else _said(step, table, review)
        if said is not None:
            yield found_at(review, RULE.name, RULE.severity, step, said)


def _said(step: Step, table: Table, review: Review) -> str | None:
    operation = step.operation
    if isinstance(operation, AddColumn):
        if step.function == "downgrade" and review.dialect in DIALECTS and is_required(step, review):
            name = f"{table.key}.{operation.column.name}"
            return f"`{name}` comes back NOT NULL without a server default, which fails where `{table.key}` has rows; give it one"
        return None
    if isinstance(operation, AlterColumn):
        column = table.columns.get(operation.column)
        return _altered(step, operation, table, column, review) if column is not None else None
    columns: tuple[str, ...] = ()
    if isinstance(operation, CreateConstraint) and isinstance(operation.constraint, Unique):
        columns = operation.constraint.columns
    elif isinstance(operation, CreateIndex) and operation.index.unique is True:
        columns = operation.index.columns
    if not columns or _was_unique(step, table, columns, review) or any(_is_new(step, table, column) for column in columns):
        return None
    condition = " and meet its condition" if isinstance(operation, CreateIndex) and _is_partial(operation.index) else ""
    return f"this fails where two rows of `{table.key}` have the same {' and '.join(columns)}{condition}; make them differ first"


def _altered(step: Step, operation: AlterColumn, table: Table, column: Column, review: Review) -> str | None:
    name = f"{table.key}.{operation.column}"
    if operation.column in table.primary_key.columns:
        return None
    if operation.nullable is False and column.nullable is True and not _was_filled(step, table.key, review):
        return f"SET NOT NULL fails where `{name}` is NULL in a row; fill those rows first"
    if (
        isinstance(operation.type, Type)
        and isinstance(column.type, Type)
        and _is_smaller(column.type, operation.type, review.dialect)
    ):
        before, after = type_text(column.type, review.dialect), type_text(operation.type, review.dialect)
        return f"a value of `{name}` that fits {before} may not fit {after}; see to it first"
    return None


def _is_smaller(before: Type, after: Type, dialect: str) -> bool:
    if dialect == "sqlite":
        return False  # it does not hold values to lengths
    sizes = integer_size(before, dialect), integer_size(after, dialect)
    if sizes[0] is not None and sizes[1] is not None:
        return sizes[1] < sizes[0]
    if family(before, dialect) != "text" or family(after, dialect) != "text" or "Enum" in (before.name, after.name):
        return False
    one, other = (_length(ddl(type_, dialect) or "") for type_ in (before, after))
    return (
        other is not None
        and (one is None or other < one)
        and not (dialect == "mysql" and one is None and before.name == "String")
    )


def _length(text: str) -> int | None:
    found = re.match(r"\w+\((\d+)\)", text)
    return int(found[1]) if found else None


def _was_unique(step: Step, table: Table, columns: tuple[str, ...], review: Review) -> bool:
    """True where something holds them unique already, or did until the same function dropped it."""
    reversal = review.reversal(step.revision)
    start = reversal.before if step.function == "upgrade" else reversal.after
    return any(_is_unique(each, columns) for each in (table, start.tables.get(table.key)) if each is not None)


def _is_unique(table: Table, columns: tuple[str, ...]) -> bool:
    wanted = set(columns)
    keys = [table.primary_key.columns, *(unique.columns for unique in table.uniques)]
    keys += [index.columns for index in table.indexes if index.unique is True and not _is_partial(index)]
    return any(key and wanted.issuperset(key) for key in keys)


def _is_partial(index: Index) -> bool:
    return any(option.endswith("_where") for option, _ in index.options)


def _is_new(step: Step, table: Table, column: str) -> bool:
    """True where the column was added by the same function, and is empty; or is an expression."""
    if column.startswith("("):
        return True
    return any(isinstance(one, AddColumn) and one.table == table.name and one.column.name == column for one in step.earlier)


def _was_filled(step: Step, table: str, review: Review) -> bool:
    """True where an earlier revision has written rows of the table, or may have."""
    if step.function == "downgrade":
        return False
    order = review.graph.order()
    return any(data_changed(review.history.operations(id_), table) for id_ in order[: order.index(step.revision.id)])


RULE = Rule("depends-on-rows", "information", find, __doc__)
