"""`table.c` of any table that the source holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from alembic_ls.interpret.values import Host, HostFunction
from alembic_ls.schema.unknown import Unknown


class HasColumns(Protocol):
    """A table that the source holds."""

    def column_names(self) -> tuple[list[str], Unknown | None]:
        """The names of its columns, in order, and why there may be others."""

    def column(self, name: str) -> Any:
        """One of them, as a value of the source."""


class ColumnsHost(Host):
    """`table.c`."""

    def __init__(self, table: HasColumns) -> None:
        self.table = table

    def attribute(self, machine: Any, name: str) -> Any:
        """One column, or a method of the collection."""
        names, doubt = self.table.column_names()
        if name == "get" and name not in names:
            return HostFunction(name, lambda m, args, kwargs, place: self._get(*args))
        if name in ("keys", "values", "items") and name not in names:
            columns = {column: self.table.column(column) for column in names}
            made: dict[str, list[Any]] = {"keys": names, "values": list(columns.values()), "items": list(columns.items())}
            return HostFunction(name, lambda *_: made[name] if doubt is None else doubt)
        return self.item(machine, name)

    def _get(self, key: Any = None, default: Any = None) -> Any:
        names, doubt = self.table.column_names()
        if type(key) is not str:
            return _untold()
        return self.table.column(key) if key in names else default if doubt is None else doubt

    def item(self, machine: Any, key: Any) -> Any:
        """One column."""
        return self.table.column(key) if type(key) is str else _untold()

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """All of them."""
        names, doubt = self.table.column_names()
        return iter([self.table.column(name) for name in names]) if doubt is None else None

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is a column of that name."""
        name = value if type(value) is str else getattr(value, "column_name", None)
        if name is None:
            return _untold()
        names, doubt = self.table.column_names()
        return name in names if doubt is None or name in names else doubt


def _untold() -> Unknown:
    return Unknown("which column this is is not known")
