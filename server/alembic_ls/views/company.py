"""What is done to the keys that a column is in, and to the enum type that it is of: it is part of the column's history too."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.changes.rules import Rules
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Check, Column
from alembic_ls.startup.regex import regex
from alembic_ls.views.keys_made import Key, made_keys
from alembic_ls.views.thread import Step, Thread

_WORD = regex(r"\w+")
_GONE = (ops.DropIndex, ops.DropConstraint)
_RENAMED = (ops.RenameIndex, ops.RenameConstraint)


class Company:
    """The keys by name, and the enum types, that the columns have at the moment that the history has come to."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._keys: dict[tuple[Thread, str], list[Thread]] = {}
        self._indexed: dict[str, Thread] = {}  # of each index its table
        self._types: dict[Thread, str] = {}

    def owner(self, operation: Operation) -> Thread | None:
        """The table of the index that is dropped or renamed without a word of it."""
        is_of_index = isinstance(operation, (ops.DropIndex, ops.RenameIndex))
        found = self._indexed.get(operation.name or "") if is_of_index else None  # type: ignore[union-attr]
        return found if found is not None and found.alive else None

    def follow(self, step: Step, table: Thread | None) -> None:
        """Note with the columns what the step does around them. `table` is what it is about, as it is after it; None where nothing known."""
        operation = step.operation
        if isinstance(operation, ops.AlterEnum):
            self._alter(step, operation)
        elif table is None:
            return
        elif isinstance(operation, _GONE):
            self._note(step, self._keys.pop((table, operation.name or ""), ()))
        elif isinstance(operation, _RENAMED):
            columns = self._keys.pop((table, operation.name), [])
            self._note(step, columns)
            self._keep(table, operation.new_name, columns, isinstance(operation, ops.RenameIndex))
        else:
            for key in made_keys(operation):
                self._add(step, table, key)
            self._type(operation, table)

    def _add(self, step: Step, table: Thread, key: Key) -> None:
        is_news = not isinstance(step.operation, (ops.CreateTable, ops.AddColumn))
        if not (is_news or key.name):
            return
        names = _WORD.findall(key.sql or "") if isinstance(key, Check) else key.columns
        columns = [column for column in table.columns if column.alive and column.name in names]
        if is_news:
            self._note(step, columns)
        if key.name:
            self._keep(table, key.name, columns, not isinstance(step.operation, ops.CreateConstraint))

    def _keep(self, table: Thread, name: str, columns: list[Thread], may_be_index: bool) -> None:
        self._keys[table, name] = columns
        if may_be_index:
            self._indexed[name] = table

    def _note(self, step: Step, columns: Iterable[Thread]) -> None:
        for column in columns:
            if column.alive:
                column.around.append(step)

    # Enum types

    def _type(self, operation: Operation, table: Thread) -> None:
        if isinstance(operation, ops.CreateTable):
            columns: Iterable[Column] = operation.table.columns.values()
        elif isinstance(operation, ops.AddColumn):
            columns = (operation.column,)
        elif isinstance(operation, ops.AlterColumn) and operation.type is not ops.KEEP:
            name = operation.new_name if isinstance(operation.new_name, str) else operation.column
            columns = (Column(name, operation.type),)
        else:
            return
        for column in columns:
            enum = native_enum(column)
            if enum is None and not isinstance(operation, ops.AlterColumn):
                continue
            thread = next((each for each in table.columns if each.alive and each.name == column.name), None)
            if thread is not None:
                self._types.pop(thread, None)
                if enum is not None:
                    self._types[thread] = self._rules.key(enum.argument("name"), enum.argument("schema"))

    def _alter(self, step: Step, operation: ops.AlterEnum) -> None:
        key = self._rules.key(operation.name, operation.schema)
        columns = [column for column, type_ in self._types.items() if type_ == key]
        self._note(step, columns)
        if operation.new_name is not None:
            self._types.update(dict.fromkeys(columns, self._rules.key(operation.new_name, operation.schema)))
