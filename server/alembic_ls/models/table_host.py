"""Table(…) as the source sees it: its elements, and its columns as things to refer to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alembic_ls.declare.alterations import Alteration, Altered, Copied
from alembic_ls.declare.column_hosts import ColumnsHost
from alembic_ls.declare.columns import type_argument
from alembic_ls.declare.key_hosts import KEYS, KeysHost
from alembic_ls.declare.sql_text import column_name
from alembic_ls.interpret.values import MISSING, Call, Host, HostFunction, Member, Place, Spread
from alembic_ls.models.column_types import as_value
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.tables import Table
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
        self.types: dict[str, Any] = {}  # of the columns that another table gave it, as they were written
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
        found: dict[str, Any] = {}
        for element in self.elements:
            if isinstance(element, Copied):
                found.update(element.table.columns)
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
            return HostFunction(name, lambda m, args, kwargs, place: self.add(*args))
        if name in ("to_metadata", "tometadata"):
            return HostFunction(name, lambda m, args, kwargs, place: copied(self, args, kwargs, place))
        if name in ("create", "drop"):
            found = machine.symbols.get(f"alembic_ls.table.{name}")
            return HostFunction(
                name, lambda m, args, kwargs, place: found(m, self, args, kwargs, place) if found is not None else None
            )
        if name == "comment":
            return self.kwargs.get("comment")
        if name == "info":
            return self.kwargs.get("info") or {}
        if name in KEYS:
            return KeysHost(self, name)
        return MISSING if name == "primary_key" else Member(self, name)

    def add(self, *elements: Any) -> None:
        """Adds what was not said when it was made."""
        self.elements.extend(elements)

    def change(self, alteration: Alteration) -> None:
        """From now on it is so."""
        self.elements.append(alteration)

    def column_names(self) -> tuple[list[str], Unknown | None]:
        """Of its columns, and why there may be others."""
        return list(self.columns()), next((e.value for e in self.elements if isinstance(e, Spread)), None)

    def column(self, name: str) -> ColumnRef:
        """One of them."""
        return ColumnRef(self, name)

    def built(self) -> Table | Unknown:
        """All that it has now."""
        return built(self.metadata, self.key, self.place)

    def type_value(self, name: str) -> Any:
        """The type of a column as it was written or set; None where that is not known."""
        told = type_set(self.elements, name)
        if told is not None:
            return told
        column = self.columns().get(name)
        return type_argument(column) if isinstance(column, Call) else self.types.get(name)

    def as_tables(self, machine: Any) -> Any:
        """Itself, for `create`, with the indexes that name it through its columns alone."""
        made = self.built()
        return [self if isinstance(made, Unknown) else made]


def built(metadata: MetaDataHost, key: str, place: Place | None) -> Table | Unknown:
    """All that the metadata's table of this key has now."""
    made: Table | None = metadata.built_table(key)
    return made if made is not None else Unknown("what this table holds is not known", place.anchor if place else None)


def copied(table: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`table.to_metadata(metadata, schema=…, name=…)`: a table of its own that has all that this one has now."""
    metadata = args[0] if args else kwargs.get("metadata")
    schema, name = kwargs.get("schema", args[1] if len(args) > 1 else None), kwargs.get("name")
    if not isinstance(metadata, MetaDataHost) or any(not isinstance(v, (str, type(None))) for v in (schema, name)):
        return Unknown("where this table is copied to is not known", place.anchor if place else None)
    made = built(table.metadata, table.key, place)
    if isinstance(made, Unknown):
        return made
    schema = schema if schema is not None else made.schema
    name = name or made.name

    def target(key: str) -> str:
        """Of a foreign key: a table of the same schema goes along into the new one, and its own stays its own."""
        if (key.rpartition(".")[0] or None) != made.schema:
            return key
        last = name if key == made.key else key.rpartition(".")[2]
        return f"{schema}.{last}" if schema else last

    keys = tuple(key._replace(table=target(key.table)) for key in made.foreign_keys)
    twin = TableHost(name, metadata, [Copied(made._replace(foreign_keys=keys))], {"schema": schema}, place)
    twin.types = {column: table.type_value(column) for column in made.columns}
    metadata.tables.append(twin)
    return twin


def type_set(elements: Iterable[Any], column: str) -> Any:
    """The type that `table.c.COLUMN.type = …` has set last; None where there was none."""
    told = [e.value for e in elements if isinstance(e, Altered) and e.column == column and e.name == "type"]
    return told[-1] if told else None


class ColumnRef(Host):
    """`table.c.name`, as something that a key or an expression names."""

    class_names = ("Column",)

    def __init__(self, table: Any, name: str) -> None:
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
        if name == "type" and (written := self.table.type_value(self.column_name)) is not None:
            return as_value(machine, written)
        return Member(self, name)

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """From now on the table's column is so."""
        self.table.change(Altered(self.column_name, name, value if machine.uncertain is None else machine.uncertain))
