"""Table(…) as the source sees it: its elements, and its columns as things to refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alembic_ls.declare.alterations import Altered, Copied, Doubted
from alembic_ls.declare.columns import type_argument
from alembic_ls.declare.sql_text import column_name
from alembic_ls.interpret.values import MISSING, Call, Host, HostFunction, Member, Place, Spread
from alembic_ls.models.column_types import as_value
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

    def type_value(self, name: str) -> Any:
        """The type of a column as it was written or set; None where that is not known."""
        told = type_set(self.elements, name)
        if told is not None:
            return told
        column = self.columns().get(name)
        return type_argument(column) if isinstance(column, Call) else self.types.get(name)

    def as_tables(self, machine: Any) -> Any:
        """Itself, for `create`."""
        return [self]


def copied(table: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`table.to_metadata(metadata, schema=…, name=…)`: a table of its own that has all that this one has now."""
    metadata = args[0] if args else kwargs.get("metadata")
    schema, name = kwargs.get("schema", args[1] if len(args) > 1 else None), kwargs.get("name")
    if not isinstance(metadata, MetaDataHost) or any(not isinstance(v, (str, type(None))) for v in (schema, name)):
        return Unknown("where this table is copied to is not known", place.anchor if place else None)
    made = table.metadata.built_table(table.key)
    if made is None:
        return Unknown("what this table holds is not known", place.anchor if place else None)
    schema = schema if schema is not None else made.schema
    keys = tuple(
        key._replace(table=f"{schema}.{key.table.rpartition('.')[2]}" if schema else key.table)
        if (key.table.rpartition(".")[0] or None) == made.schema
        else key
        for key in made.foreign_keys
    )
    twin = TableHost(name or made.name, metadata, [Copied(made._replace(foreign_keys=keys))], {"schema": schema}, place)
    twin.types = {column: table.type_value(column) for column in made.columns}
    metadata.tables.append(twin)
    return twin


def type_set(elements: Iterable[Any], column: str) -> Any:
    """The type that `table.c.COLUMN.type = …` has set last; None where there was none."""
    told = [e.value for e in elements if isinstance(e, Altered) and e.column == column and e.name == "type"]
    return told[-1] if told else None


# The collections of a Table's keys, and what of the table they hold.
KEYS = {
    "indexes": ("indexes",),
    "constraints": ("uniques", "foreign_keys", "checks", "primary_key"),
    "foreign_keys": ("foreign_keys",),
    "foreign_key_constraints": ("foreign_keys",),
}
_CHANGES = frozenset(
    "add clear difference_update discard intersection_update pop remove symmetric_difference_update update".split()
)


class KeysHost(Host):
    """`table.indexes` and its like. Which they are is not followed; that they were changed is."""

    def __init__(self, table: Any, name: str) -> None:
        self.table = table
        self.name = name

    def truth(self) -> bool | None:
        """Not followed."""
        return None

    def attribute(self, machine: Any, name: str) -> Any:
        """What changes the collection."""
        return HostFunction(name, self._changed) if name in _CHANGES else MISSING

    def _changed(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        doubt = Unknown(f"how the table's {self.name} are changed is not followed", place.anchor if place else None)
        self.table.add(*(Doubted(aspect, doubt) for aspect in KEYS[self.name]))
        return doubt


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
        if name == "type" and (written := self.table.type_value(self.column_name)) is not None:
            return as_value(machine, written)
        return Member(self, name)

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """From now on the table's column is so."""
        self.table.add(Altered(self.column_name, name, value if machine.uncertain is None else machine.uncertain))
