"""What the revisions did to one table or column, followed through its renames."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.rules import Rules
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.startup.named_tuple import NamedTuple


class Event(NamedTuple):
    """One operation of one revision."""

    revision: str
    operation: Operation


class Lineages:
    """The operations of a history by the tables that they touch."""

    def __init__(self, events: Iterable[Event], rules: Rules) -> None:
        self._rules = rules
        self._events = list(events)
        self._by_table: dict[str, list[int]] = {}
        for number, event in enumerate(self._events):
            for key in self._keys_of(event.operation):
                self._by_table.setdefault(key, []).append(number)

    def of(self, table: str, column: str | None = None) -> list[Event]:
        """What was done to the table that has this key in the end (or had it last), or to one of its columns; oldest first.

        Of a column: what made, altered, renamed or dropped it. A table of the same name that was dropped before is another one.
        """
        found: list[int] = []
        key, name, last = self._rules.short(table), column, len(self._events)
        while True:
            came_from: tuple[str, int] | None = None
            for number in reversed([n for n in self._by_table.get(key, ()) if n < last]):
                operation = self._events[number].operation
                if isinstance(operation, ops.DropTable) and found:
                    return self._made(found)
                came_from = self._came_from(operation, key, number)
                if came_from is not None:
                    if column is None:
                        found.append(number)
                    break
                if name is None:
                    found.append(number)
                elif _concerns(operation, name):
                    if isinstance(operation, ops.DropColumn) and found:
                        return self._made(found)  # an earlier column of that name
                    found.append(number)
                    if isinstance(operation, ops.AlterColumn) and operation.new_name == name:
                        name = operation.column
                    if isinstance(operation, ops.AddColumn):
                        return self._made(found)
                if isinstance(operation, ops.CreateTable):
                    return self._made(found)
            if came_from is None:
                return self._made(found)
            key, last = came_from

    def _made(self, numbers: list[int]) -> list[Event]:
        return [self._events[number] for number in sorted(numbers)]

    def _came_from(self, operation: Operation, key: str, number: int) -> tuple[str, int] | None:
        """The key that the table had before, where this operation gave it the one it has."""
        if isinstance(operation, ops.RenameTable) and self._rules.key(operation.new_name, operation.schema) == key:
            return self._rules.key(operation.table, operation.schema), number
        if isinstance(operation, ops.SetTableSchema) and self._rules.key(operation.table, operation.new_schema) == key:
            return self._rules.key(operation.table, operation.schema), number
        return None

    def _keys_of(self, operation: Operation) -> tuple[str, ...]:
        if isinstance(operation, ops.CreateTable):
            return (self._rules.key(operation.table.name, operation.table.schema),)
        if isinstance(operation, ops.RenameTable):
            key = self._rules.key
            return key(operation.table, operation.schema), key(operation.new_name, operation.schema)
        if isinstance(operation, ops.SetTableSchema):
            return self._rules.key(operation.table, operation.schema), self._rules.key(operation.table, operation.new_schema)
        if isinstance(operation, ops.Obscure):
            return tuple(map(self._rules.short, operation.tables or ()))
        table = getattr(operation, "table", None)
        if not isinstance(table, str):
            return ()
        return (self._rules.key(table, getattr(operation, "schema", None)),)


def _concerns(operation: Operation, column: str) -> bool:
    """True where the operation makes, alters, renames or drops the column."""
    if isinstance(operation, ops.CreateTable):
        return column in operation.table.columns
    if isinstance(operation, ops.AddColumn):
        return operation.column.name == column
    if isinstance(operation, ops.AlterColumn):
        new_name = operation.new_name if operation.new_name is not ops.KEEP else operation.column
        return column in (new_name, operation.column) and (new_name == column or operation.new_name is ops.KEEP)
    if isinstance(operation, ops.DropColumn):
        return operation.column == column
    if isinstance(operation, ops.Obscure):
        return operation.aspects is None or bool({"columns", f"column:{column}"} & set(operation.aspects))
    return isinstance(operation, ops.DropTable)
