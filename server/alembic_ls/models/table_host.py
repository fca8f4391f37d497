"""Table(…) as the source sees it: its elements, and its columns as things to refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic_ls.declare.sql_text import column_name
from alembic_ls.interpret.values import MISSING, Call, Host, HostFunction, Member, Place, Spread
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.unknown import Unknown


class TableHost(Host):
    """A `Table(name, metadata, *elements)`. `elements` are calls of Column, Index …, unread."""

    class_names = ("Table",)

    def __init__(
        self, name: str, metadata: MetaDataHost, elements: list[Any], kwargs: dict[str, Any], place: Place | None
    ) -> None:
        self.name = name
        self.metadata = metadata
        self.elements = elements
        self.kwargs = kwargs
        self.place = place
        self.uncertain: Unknown | None = None
        self.convention = metadata.naming_convention  # as it is now: what is set later names nothing here

    @property
    def schema(self) -> Any:
        """The schema it names, or its metadata's."""
        return self.kwargs["schema"] if self.kwargs.get("schema") is not None else self.metadata.schema

    @property
    def key(self) -> str:
        """`schema.name`, or `name`."""
        return f"{self.schema}.{self.name}" if type(self.schema) is str else self.name

    def columns(self) -> dict[str, Any]:
        """The Column calls by name."""
        found = {}
        for element in self.elements:
            if isinstance(element, Call) and element.path in ("sqlalchemy.Column", "sqlalchemy.orm.mapped_column"):
                name = column_name(element)
                if name is not None:
                    found[name] = element
        return found

    def attribute(self, machine: Any, name: str) -> Any:
        """`c`, `name`, `schema`, `metadata`, and what adds elements."""
        if name in ("c", "columns"):
            return ColumnsHost(self)
        if name in ("name", "schema", "metadata", "key", "fullname"):
            return self.key if name == "fullname" else getattr(self, name)
        if name in ("append_column", "append_constraint"):
            return HostFunction(name, lambda m, args, kwargs, place: self.elements.extend(args))
        if name in ("to_metadata", "tometadata"):
            return HostFunction(name, self._copied)
        if name in ("create", "drop"):
            found = machine.symbols.get(f"alembic_ls.table.{name}")
            return HostFunction(
                name, lambda m, args, kwargs, place: found(m, self, args, kwargs, place) if found is not None else None
            )
        if name == "comment":
            return self.kwargs.get("comment")
        if name == "info":
            return self.kwargs.get("info") or {}
        if name in ("indexes", "constraints", "primary_key", "foreign_keys"):
            return MISSING
        return Member(self, name)

    def _copied(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if args and isinstance(args[0], MetaDataHost):
            options = {**self.kwargs, **({"schema": kwargs["schema"]} if kwargs.get("schema") is not None else {})}
            name = kwargs.get("name")
            twin = TableHost(self.name if name is None else name, args[0], list(self.elements), options, self.place)
            args[0].tables.append(twin)
            return twin
        return Unknown("where this table is copied to is not known", place.anchor if place else None)

    def as_tables(self, machine: Any) -> Any:
        """Itself, for `create`."""
        return [self]


class ColumnsHost(Host):
    """`table.c`."""

    def __init__(self, table: TableHost) -> None:
        self.table = table

    def attribute(self, machine: Any, name: str) -> Any:
        """One column."""
        if name in ("keys", "values", "items", "get") and name not in self.table.columns():
            refs = {n: ColumnRef(self.table, n) for n in self.table.columns()}
            made = {"keys": list(refs), "values": list(refs.values()), "items": list(refs.items()), "get": None}
            return HostFunction(
                name, lambda m, args, kwargs, place: made[name] if name != "get" else refs.get(args[0] if args else "")
            )
        return ColumnRef(self.table, name)

    def item(self, machine: Any, key: Any) -> Any:
        """One column."""
        return ColumnRef(self.table, key) if type(key) is str else Unknown("which column this is is not known")

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """All of them."""
        if any(isinstance(e, Spread) for e in self.table.elements):
            return None
        return iter([ColumnRef(self.table, n) for n in self.table.columns()])

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is one of that name."""
        return value in self.table.columns() if type(value) is str else Unknown("which column this is is not known")


class ColumnRef(Host):
    """`table.c.name`, as something that a key or an expression names."""

    class_names = ("Column",)

    def __init__(self, table: TableHost, name: str) -> None:
        self.table = table
        self.column_name = name

    def truth(self) -> bool | None:
        """Compared, it makes SQL."""
        return None

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name and table; else a member of it."""
        if name in ("name", "key"):
            return self.column_name
        if name == "table":
            return self.table
        return Member(self, name)
