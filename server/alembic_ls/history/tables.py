"""A table as a value of the source: what `op.create_table` gives back, and what reflection makes of one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic_ls.declare.alterations import altered_column
from alembic_ls.declare.columns import Declared
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
            return MadeColumns(self)
        if name in ("name", "schema", "key"):
            return getattr(self, name)
        if name == "primary_key":
            return MadeKey(self, self.table.primary_key) if "primary_key" not in self.table.unknown else _untold()
        aspects = _KEYS.get(name, ())
        if aspects and not any(aspect in self.table.unknown for aspect in aspects):
            return [MadeKey(self, key) for aspect in aspects for key in getattr(self.table, aspect)]
        return Member(self, name)


# The collections of a Table. `foreign_keys` holds one for each column; they stand for their constraints here.
_KEYS = {
    "indexes": ("indexes",),
    "constraints": ("uniques", "foreign_keys", "checks"),
    "foreign_key_constraints": ("foreign_keys",),
    "foreign_keys": ("foreign_keys",),
}


class MadeKey(Host):
    """A constraint or an index of a reflected table."""

    def __init__(self, table: MadeTable, key: Any) -> None:
        self.owner = table
        self.held = key
        self.class_names = (_CLASS_OF.get(type(key).__name__, ""), "Constraint")

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name, columns, target."""
        if name == "constraint":
            return self
        if name in ("name", "ondelete", "onupdate", "unique"):
            return getattr(self.held, name, None)
        if name in ("columns", "column_keys"):
            columns = getattr(self.held, "columns", ())
            return [MadeColumn(self.owner, column) if name == "columns" else column for column in columns]
        if name == "table":
            return self.owner
        return Member(self, name)


_CLASS_OF = {
    "Unique": "UniqueConstraint",
    "ForeignKey": "ForeignKeyConstraint",
    "Check": "CheckConstraint",
    "PrimaryKey": "PrimaryKeyConstraint",
    "Index": "Index",
}


class MadeColumns(Host):
    """`table.c`."""

    def __init__(self, table: MadeTable) -> None:
        self.owner = table

    def attribute(self, machine: Any, name: str) -> Any:
        """One column, or a method of the collection."""
        columns = self.owner.table.columns
        if name in ("keys", "values", "items") and name not in columns:
            made = {column: MadeColumn(self.owner, column) for column in columns}
            lists: dict[str, list[Any]] = {"keys": list(made), "values": list(made.values()), "items": list(made.items())}
            return HostFunction(name, lambda *_: lists[name] if self.owner.table.complete else _untold())
        return self.item(machine, name)

    def item(self, machine: Any, key: Any) -> Any:
        """One column."""
        return MadeColumn(self.owner, key) if type(key) is str else _untold()

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """All of them."""
        table = self.owner.table
        return iter([MadeColumn(self.owner, name) for name in table.columns]) if table.complete else None

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is a column of that name."""
        name = value if type(value) is str else getattr(value, "column_name", None)
        if name is None:
            return _untold()
        if name in self.owner.table.columns:
            return True
        return False if self.owner.table.complete else self.owner.table.unknown["columns"]


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
        table = self.table.table
        column = table.columns.get(self.column_name)
        if column is not None:
            altered = altered_column(machine, column, name, value, self.table.recorder.dialect)
            columns = {**table.columns, self.column_name: altered}
            self.table.table = table._replace(columns=columns)

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
