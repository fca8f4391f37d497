"""MetaData as the source sees it: its tables, its naming convention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.dialects.naming import DEFAULT_CONVENTION
from alembic_ls.interpret.values import MISSING, Call, Host, HostFunction, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.models.table_host import TableHost


def settled_schema(machine: Any, schema: Any) -> Any:
    """A schema that settings decide is the default one, where no revision names any: what is compared lies there."""
    if schema is None or type(schema) is str or (isinstance(schema, Call) and schema.path.startswith("sqlalchemy.")):
        return schema
    names_schemas = machine.symbols.get("alembic_ls.names_schemas")
    return schema if names_schemas is None or names_schemas() else None


class MetaDataHost(Host):
    """A `MetaData()`. Classes reach it through their base; `tables` holds those of `Table(…)`, in order."""

    class_names = ("MetaData",)

    def __init__(self, schema: Any = None, convention: Any = None) -> None:
        self.schema: Any = None
        self.uncertain_schema: Unknown | None = (
            None  # tables are taken to lie in the default schema then, and may not be there at all
        )
        self.convention = convention
        self.tables: list[TableHost] = []
        self.unknown: list[Unknown] = []
        self.removed: list[str] = []  # keys of tables that were taken out again
        self.mapped_tables: Any = lambda machine: {}  # set by `mapping`: the tables of the classes too, by key
        self.built_tables: Any = list  # set by `mapping`: the same as Tables
        self.built_table: Any = lambda key: None  # set by `mapping`: one of them, as it is now
        self.machine: Any = None
        self.set_schema(schema)
        self.loaded: dict[str, Any] = {}  # by key, the tables that were reflected from a database

    def all_tables(self, machine: Any) -> dict[str, Any]:
        """All that it has by key: reflected, declared, of classes. Not to be changed."""
        if machine.settled is None:
            return {**self.loaded, **self.mapped_tables(machine)}
        found: dict[str, Any] | None = machine.settled.get(self)
        if found is None:
            found = machine.settled[self] = {**self.loaded, **self.mapped_tables(machine)}
        return found

    def set_schema(self, schema: Any) -> None:
        """The schema of the tables that name none themselves."""
        if schema is None or type(schema) is str:
            self.schema = schema
            return
        where = getattr(schema, "anchor", None)
        self.uncertain_schema = (
            schema if isinstance(schema, Unknown) else Unknown("the schema of this metadata is not known", where)
        )
        self.unknown.append(self.uncertain_schema)

    @property
    def default_schema(self) -> str | None:
        """The schema that its tables have where they name none."""
        return self.schema if type(self.schema) is str else None

    @property
    def naming_convention(self) -> dict[str, object]:
        """As SQLAlchemy would use it; what could not be followed names nothing that is known."""
        if type(self.convention) is dict:
            return {str(k): v for k, v in self.convention.items()}
        if isinstance(self.convention, Unknown):
            return dict.fromkeys(("ix", "uq", "fk", "ck", "pk"), self.convention)
        return dict(DEFAULT_CONVENTION)

    def attribute(self, machine: Any, name: str) -> Any:
        """`tables`, `schema`, `naming_convention`; what talks to a database does nothing here."""
        if (
            name in ("tables", "sorted_tables", "_schemas")
            and (load := machine.symbols.get("alembic_ls.metadata.load")) is not None
        ):
            load()
        if name == "tables":
            return TablesHost(self)
        if name == "sorted_tables":
            return self.unknown[0] if self.unknown else list(self.all_tables(machine).values())
        if name == "schema":
            return self.schema
        if name == "_schemas":
            schemas = (key.rpartition(".")[0] for key in self.all_tables(machine))
            return self.unknown[0] if self.unknown else {schema for schema in schemas if schema}
        if name == "naming_convention":
            return self.convention if self.convention is not None else dict(DEFAULT_CONVENTION)
        if name in ("reflect",):
            return HostFunction(name, self._reflect)
        if name == "_add_table":
            return HostFunction(name, self._add_table)
        if name == "remove" and f"alembic_ls.metadata.{name}" not in machine.symbols:
            return HostFunction(name, self._remove)
        if name in ("create_all", "drop_all", "clear", "remove", "bind"):
            found = machine.symbols.get(f"alembic_ls.metadata.{name}")
            return HostFunction(
                name, lambda m, args, kwargs, place: found(m, self, args, kwargs, place) if found is not None else None
            )
        return MISSING

    def _remove(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> None:
        table = args[0] if args else kwargs.get("table")
        key = getattr(table, "key", None)
        if table in self.tables:
            self.tables.remove(table)
        elif isinstance(key, str):
            self.removed.append(key)

    def _add_table(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        """`metadata._add_table(name, schema, table)`: a table of another metadata is one of this too."""
        from alembic_ls.models.table_host import copied

        given = dict(zip(("name", "schema", "table"), args, strict=False)) | kwargs
        table = given.get("table")
        made: Any = Unknown("which table is added here is not known", place.anchor if place else None)
        if hasattr(table, "metadata") and hasattr(table, "key"):
            made = copied(table, [self], {"name": given.get("name"), "schema": given.get("schema")}, place)
        if isinstance(made, Unknown):
            self.unknown.append(made)

    def _reflect(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        found = machine.symbols.get("alembic_ls.metadata.reflect")
        if found is not None:
            return found(machine, self, args, kwargs, place)
        self.unknown.append(
            Unknown("the tables that are reflected from a database are not known", place.anchor if place else None)
        )
        return None

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """The naming convention may be set after the fact."""
        if name == "naming_convention":
            self.convention = value
        elif name == "schema":
            self.set_schema(value)

    def as_tables(self, machine: Any) -> Any:
        """The tables that `create_all` would make now, as Tables; Unknown where they are not all known."""
        made = self.built_tables()
        if isinstance(made, Unknown):
            return made
        known = {table.key for table in made}
        return [table for key, one in self.loaded.items() if key not in known for table in one.as_tables(machine)] + made


class TablesHost(Host):
    """`metadata.tables`: a mapping from key to table."""

    def __init__(self, metadata: MetaDataHost) -> None:
        self.metadata = metadata

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is a table of that key."""
        if type(value) is not str:
            return Unknown("which table this is is not known")
        if value in self.metadata.all_tables(machine):
            return True
        return self.metadata.unknown[0] if self.metadata.unknown else False

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """Its keys."""
        return None if self.metadata.unknown else iter(list(self.metadata.all_tables(machine)))

    def truth(self) -> bool | None:
        """Whether there are any."""
        return bool(self.metadata.all_tables(self.metadata.machine)) or (None if self.metadata.unknown else False)

    def attribute(self, machine: Any, name: str) -> Any:
        """`keys`, `values`, `items`, `get`."""
        tables = self.metadata.all_tables(machine)
        made = {"keys": list(tables), "values": list(tables.values()), "items": list(tables.items())}
        if name in made:
            return HostFunction(name, lambda *_: self.metadata.unknown[0] if self.metadata.unknown else made[name])
        if name == "get":
            return HostFunction(name, lambda m, args, kwargs, place: self._get(tables, *args))
        return MISSING

    def _get(self, tables: dict[str, Any], key: Any = None, default: Any = None) -> Any:
        if type(key) is not str:
            return Unknown("which table?")
        return tables.get(key, self.metadata.unknown[0] if self.metadata.unknown else default)

    def item(self, machine: Any, key: Any) -> Any:
        """The table of a key."""
        return self._get(self.metadata.all_tables(machine), key, Unknown("no such table is known"))


SQLMODEL = Symbol("sqlmodel.SQLModel")
