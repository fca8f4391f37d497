"""A table as a value of the source: what `op.create_table` gives back, and what reflection makes of one that is there."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.alterations import Alteration, Altered, altered_column
from alembic_ls.declare.column_hosts import ColumnsHost
from alembic_ls.declare.columns import Declared
from alembic_ls.declare.key_hosts import KEYS, KeyHost, KeysHost
from alembic_ls.declare.tables import altered_table
from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.values import Host, HostFunction, Member
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown


class MadeTable(Host):
    """A table of the database, usable in inserts and queries."""

    class_names = ("Table",)

    def __init__(self, recorder: Recorder, table: Table) -> None:
        self.recorder = recorder
        self.table = table
        self.name = table.name
        self.schema = table.schema
        self.key = table.key

    def as_tables(self, machine: Any) -> list[Table]:
        """Itself."""
        return [self.table]

    def attribute(self, machine: Any, name: str) -> Any:
        """`c`, `name`, `schema`, `drop`; statements on it are only recognised."""
        if name in ("c", "columns"):
            return ColumnsHost(self)
        if name in ("name", "schema", "key"):
            return getattr(self, name)
        if name == "primary_key":
            doubt = self.table.unknown.get(name)
            return KeyHost(self, name, self.table.primary_key) if doubt is None else doubt
        if name in KEYS:
            return KeysHost(self, name)
        return Member(self, name)

    def built(self) -> Table | Unknown:
        """As it was reflected, and changed since."""
        return self.table

    def column_names(self) -> tuple[list[str], Unknown | None]:
        """Of its columns, and why there may be others."""
        return list(self.table.columns), self.table.unknown.get("columns")

    def column(self, name: str) -> MadeColumn:
        """One of them."""
        return MadeColumn(self, name)

    def change(self, alteration: Alteration) -> None:
        """Changes the table as it was reflected; the database's stays."""
        self.table = altered_table(self.recorder.machine, self.table, alteration, self.recorder.dialect)


class MadeColumn(Host):
    """`table.c.name`."""

    class_names = ("Column",)

    def __init__(self, table: MadeTable, name: str) -> None:
        self.table = table
        self.column_name = name

    def truth(self) -> bool | None:
        """Compared, it makes SQL."""
        return None

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name, table, type and nullability, a copy of it; else a member of it."""
        if name in ("name", "key"):
            return self.column_name
        if name == "table":
            return self.table
        column = self.table.table.columns.get(self.column_name)
        if column is None:
            return Member(self, name)
        if name in ("copy", "_copy"):
            return HostFunction(name, lambda *_: CopiedColumn(column, self._is_key(), self.table.recorder))
        return _of_column(column, self._is_key(), self.table.recorder, self, name)

    def _is_key(self) -> bool:
        return self.column_name in self.table.table.primary_key.columns

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """Changes the column of the table as it was reflected; the database's stays."""
        self.table.change(Altered(self.column_name, name, value))

    def as_declared(self) -> Declared | Unknown:
        """As an element of another table, which takes a copy of it."""
        column = self.table.table.columns.get(self.column_name)
        return _untold() if column is None else _declared(column, self._is_key())


class CopiedColumn(Host):
    """What `column.copy()` makes: a column of no table, without the foreign keys that the other's table holds."""

    class_names = ("Column",)

    def __init__(self, column: Column, is_key: bool, recorder: Recorder) -> None:
        self.column = column
        self.is_key = is_key
        self.recorder = recorder

    def attribute(self, machine: Any, name: str) -> Any:
        """What it has of the other."""
        return None if name == "table" else _of_column(self.column, self.is_key, self.recorder, self, name)

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """From now on it is so."""
        if name == "primary_key" and isinstance(value, bool):
            self.is_key = value
        else:
            self.column = altered_column(machine, self.column, name, value, self.recorder.dialect)

    def as_declared(self) -> Declared | Unknown:
        """As an element of a table."""
        return _declared(self.column, self.is_key)


def _of_column(column: Column, is_key: bool, recorder: Recorder, owner: Host, name: str) -> Any:
    if name in ("name", "key"):
        return column.name
    if name == "nullable":
        return column.nullable
    if name == "primary_key":
        return is_key
    if name == "type":
        from alembic_ls.history.inspector import TypeHost

        return TypeHost(column.type, recorder.dialect)
    return Member(owner, name)


def _declared(column: Column, is_key: bool) -> Declared:
    return Declared(column, is_key, (), (), False, False, True)


def _untold() -> Unknown:
    return Unknown("which column this is is not known")
