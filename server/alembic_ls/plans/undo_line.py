"""What undoes one operation, and which operations need not be undone since what they changed goes altogether."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alembic_ls.changes.rules import Rules
from alembic_ls.plans.lines import Line
from alembic_ls.schema.operations import (
    KEEP,
    AddColumn,
    AlterColumn,
    ChangeData,
    CreateTable,
    DropColumn,
    Operation,
    RenameTable,
    SetTableComment,
    SetTableSchema,
)
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple


class Undone(NamedTuple):
    """The lines that undo `operation`, in the order of running, and what they do to the schema.

    `lost` are sentences on what they do not bring back; `unsure` says why the operation is not undone, None where it is.
    """

    operation: Operation
    lines: tuple[Line, ...] = ()
    effect: tuple[Operation, ...] = ()
    lost: tuple[str, ...] = ()
    unsure: str | None = None


class Made(NamedTuple):
    """What a revision makes itself: keys of tables, and (table's key, column)."""

    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]
    rules: Rules


def made_here(operations: Iterable[Operation], before: Schema, rules: Rules) -> Made:
    """What is not there before; nothing of a revision that renames, where a name does not tell what a thing is."""
    operations = list(operations)
    if any(isinstance(one, (RenameTable, SetTableSchema)) or getattr(one, "new_name", KEEP) is not KEEP for one in operations):
        return Made(frozenset(), frozenset(), rules)
    tables = frozenset(
        rules.key(one.table.name, one.table.schema)
        for one in operations
        if isinstance(one, CreateTable) and rules.key(one.table.name, one.table.schema) not in before.tables
    )
    columns = set()
    for one in operations:
        if isinstance(one, AddColumn):
            key = rules.key(one.table, one.schema)
            if key in before.tables and one.column.name not in before.tables[key].columns:
                columns.add((key, one.column.name))
    return Made(tables, frozenset(columns), rules)


def needless(operation: Operation, made: Made) -> bool:
    """True where the table or column that the operation changes goes in the same downgrade."""
    if isinstance(operation, ChangeData):
        return operation.table in made.tables or _fills_what_is_new(operation, made)
    if not isinstance(operation, (AddColumn, AlterColumn, DropColumn, SetTableComment)):
        return False
    key = made.rules.key(operation.table, operation.schema)
    if key in made.tables:
        return True
    return isinstance(operation, AlterColumn) and (key, operation.column) in made.columns


def _fills_what_is_new(operation: ChangeData, made: Made) -> bool:
    """True for UPDATE t SET new = …, of one column that the revision adds."""
    if operation.verb != "update" or operation.sql is None or operation.table is None:
        return False
    found = re.match(
        r"\s*UPDATE\s+\S+(?:\s+(?:AS\s+)?\w+)?\s+SET\s+(.*?)(?:\sWHERE\b.*)?$", operation.sql, re.IGNORECASE | re.DOTALL
    )
    if found is None:
        return False
    named = re.findall(r'(?:^|,)\s*"?(\w+)"?\s*=', found[1])
    return bool(named) and all((operation.table, name) in made.columns for name in named)
