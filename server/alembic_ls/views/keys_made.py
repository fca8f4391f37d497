"""The indexes and constraints of a table, and those that an operation makes."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Table, Unique

Key = PrimaryKey | ForeignKey | Unique | Index | Check


def keys_of(table: Table) -> tuple[Key, ...]:
    """All keys of a table."""
    return (*table.indexes, *table.uniques, *table.foreign_keys, *table.checks, table.primary_key)


def key_named(table: Table | None, name: str) -> Key | None:
    """The key of this name."""
    return next((key for key in keys_of(table) if key.name == name), None) if table is not None else None


def made_keys(operation: Operation) -> Iterator[Key]:
    """The indexes and constraints that an operation makes, under the names that it writes."""
    if isinstance(operation, ops.CreateTable):
        yield from keys_of(operation.table)
    elif isinstance(operation, ops.AddColumn):
        carried: tuple[Key, ...] = (*operation.foreign_keys, *operation.uniques, *operation.indexes, *operation.checks)
        yield from carried
    elif isinstance(operation, ops.CreateIndex):
        yield operation.index
    elif isinstance(operation, ops.CreateConstraint):
        yield operation.constraint
