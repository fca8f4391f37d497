"""The operations that undo an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.changes.apply import apply
from alembic_ls.changes.restore import restoring
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    KEEP,
    AlterColumn,
    AlterEnum,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableSchema,
)
from alembic_ls.schema.tables import Schema

_MAX_PASSES = 3  # what one pass brings back may bring or take something else with it


def invert(operation: Operation, schema_before: Schema, rules: Rules) -> tuple[Operation, ...]:
    """What has to be applied after `operation`, in this order, to have `schema_before` again.

    A rename is undone by a rename; of all else, what is there now and was not is dropped, what was there is made again. Rows,
    and what an unreadable statement did, cannot be undone: for these nothing is returned.
    """
    after = apply(schema_before, operation, rules).schema
    undoing: list[Operation] = []
    rename_back = _RENAMES.get(type(operation))
    step = list(rename_back(operation)) if rename_back is not None else []
    for _ in range(_MAX_PASSES + 1):
        for undo in step:
            after = apply(after, undo, rules).schema
        undoing += step
        step = restoring(after, schema_before, rules)
        if not step:
            break
    return tuple(undoing)


def _table(operation: RenameTable) -> tuple[Operation, ...]:
    return (RenameTable(operation.new_name, operation.table, operation.schema),)


def _schema(operation: SetTableSchema) -> tuple[Operation, ...]:
    return (SetTableSchema(operation.table, operation.schema, operation.new_schema),)


def _column(operation: AlterColumn) -> tuple[Operation, ...]:
    if operation.new_name is KEEP or not isinstance(operation.new_name, str):
        return ()
    back = AlterColumn(
        operation.table, operation.new_name, operation.schema, new_name=operation.column, in_batch=operation.in_batch
    )
    return (back,)


def _index(operation: RenameIndex) -> tuple[Operation, ...]:
    return (RenameIndex(operation.new_name, operation.name, operation.schema),)


def _constraint(operation: RenameConstraint) -> tuple[Operation, ...]:
    return (RenameConstraint(operation.table, operation.new_name, operation.name, operation.schema),)


def _enum(operation: AlterEnum) -> tuple[Operation, ...]:
    if operation.new_name is not None:
        return (AlterEnum(operation.new_name, operation.schema, new_name=operation.name),)
    if operation.renamed is not None:
        return (AlterEnum(operation.name, operation.schema, renamed=(operation.renamed[1], operation.renamed[0])),)
    return ()


_RENAMES: dict[type, Callable[[Any], tuple[Operation, ...]]] = {
    RenameTable: _table,
    SetTableSchema: _schema,
    AlterColumn: _column,
    RenameIndex: _index,
    RenameConstraint: _constraint,
    AlterEnum: _enum,
}
