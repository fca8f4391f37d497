"""What SQLAlchemy's, SQLModel's and Flask-SQLAlchemy's calls make while models are read."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.alterations import Alteration
from alembic_ls.declare.column_hosts import ColumnsHost
from alembic_ls.declare.columns import type_argument
from alembic_ls.declare.decorators import compiles, same
from alembic_ls.declare.key_hosts import KEYS, KeysHost
from alembic_ls.declare.sql_text import column_name
from alembic_ls.interpret.values import MISSING, Call, ClassValue, Host, HostFunction, Member, Place, Symbol
from alembic_ls.models.bases import is_base, is_declarative, is_mapped, mapped_ancestors, metadata_of
from alembic_ls.models.mapped_attribute import MappedAttribute, column_call
from alembic_ls.models.mapping import Mapper
from alembic_ls.models.metadata import MetaDataHost, settled_schema
from alembic_ls.models.python_types import Versions
from alembic_ls.models.table_host import ColumnRef, TableHost, built, copied, type_set
from alembic_ls.models.tables import table_key, table_name
from alembic_ls.schema.tables import Table
from alembic_ls.schema.unknown import Unknown

_COLUMN_MAKERS = frozenset(
    {
        "sqlalchemy.Column",
        "sqlalchemy.orm.mapped_column",
        "sqlmodel.Field",
        "sqlalchemy.orm.deferred",
        "sqlalchemy.orm.column_property",
    }
)


def install(machine: Any, dialect: str, versions: Versions) -> Mapper:
    """Teaches the machine the libraries' calls; the Mapper that it gives back hears of every class and table."""
    mapper = Mapper(machine, dialect, versions)
    machine.versions, machine.dialect = versions, dialect.replace("mariadb", "mysql")
    for name in ("sqlalchemy", "sqlmodel", "alembic", "flask_sqlalchemy"):
        if version := versions.get(name.replace("_", "-")):
            machine.symbols[f"{name}.__version__"] = ".".join(map(str, version))
    machine.class_hooks.append(lambda cls: _on_class(mapper, cls))
    machine.class_attribute = lambda cls, name: _class_attribute(machine, mapper, cls, name)
    machine.own_attribute = lambda cls, name, value: _own_attribute(machine, cls, name, value)
    machine.methods["ddl_if"] = lambda m, owner, args, kwargs, place: owner if isinstance(owner, Call) else MISSING
    machine.instantiate_hook = lambda cls, args, kwargs, place: _instantiate(mapper, cls, args, kwargs, place)
    machine.symbols["alembic_ls.info"] = lambda table, column: mapper.infos.get(table, {}).get(column)
    machine.unfollowed_hook = _unfollowed
    machine.symbols["sqlmodel.SQLModel.metadata"] = _wired(mapper, MetaDataHost())
    machine.symbols["sqlalchemy.orm.DeclarativeBase.metadata"] = Unknown("the metadata of DeclarativeBase itself is not used")
    machine.factories.update(
        {
            "alembic_ls.same": same,
            "sqlalchemy.ext.compiler.compiles": compiles,
            "sqlalchemy.MetaData": lambda m, a, k, p: _metadata(mapper, a, k),
            "sqlalchemy.Table": lambda m, a, k, p: _table(m, a, k, p),
            "sqlmodel.Table": lambda m, a, k, p: _table(m, a, k, p),
            "sqlalchemy.orm.declarative_base": lambda m, a, k, p: _declarative_base(mapper, a, k, p),
            "sqlalchemy.orm.registry": lambda m, a, k, p: RegistryHost(mapper, k),
            "sqlalchemy.orm.as_declarative": lambda m, a, k, p: HostFunction(
                "as_declarative", lambda m2, a2, k2, p2: _as_declarative(mapper, a2, k)
            ),
            "sqlalchemy.orm.has_inherited_table": lambda m, a, k, p: _has_inherited_table(m, a),
            **{
                f"sqlalchemy.{name}": _loose_of(mapper, f"sqlalchemy.{name}")
                for name in ("Index", "UniqueConstraint", "CheckConstraint", "PrimaryKeyConstraint")
            },
            "flask_sqlalchemy.SQLAlchemy": lambda m, a, k, p: FlaskHost(mapper, a, k, p),
        }
    )
    return mapper


def _unfollowed(doubt: Unknown, func: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
    """What is given a MetaData and is not followed may have put tables into it."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, MetaDataHost):
            value.unknown.append(Unknown(*doubt))


def _wired(mapper: Mapper, metadata: MetaDataHost) -> MetaDataHost:
    """The metadata, knowing the tables of its classes too."""

    def tables(machine: Any) -> dict[str, Any]:
        found: dict[str, Any] = {t.key: t for t in metadata.tables if type(t.name) is str}
        for cls in mapper.classes_of(metadata):
            key = table_key(machine, cls)
            if isinstance(key, str):
                found.setdefault(key, _table_of_class(mapper, cls, key))
        return found

    def built() -> Any:
        unknown: list[Unknown] = list(metadata.unknown)
        made = mapper.tables_of(metadata, unknown).values()
        return unknown[0] if unknown else list(made)

    metadata.mapped_tables = tables
    metadata.built_tables = built
    metadata.built_table = lambda key: mapper.tables_of(metadata, []).get(key)
    metadata.machine = mapper.machine
    return metadata


def _metadata(mapper: Mapper, args: list[Any], kwargs: dict[str, Any]) -> MetaDataHost:
    schema = settled_schema(mapper.machine, kwargs.get("schema"))
    return _wired(mapper, MetaDataHost(schema, kwargs.get("naming_convention") or None))


def _table(machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    name = args[0] if args else kwargs.get("name")
    metadata = args[1] if len(args) > 1 else kwargs.get("metadata")
    where = place.anchor if place else None
    if not isinstance(metadata, MetaDataHost):
        return metadata if isinstance(metadata, Unknown) else Unknown("the metadata of this table is not known", where)
    if isinstance(name, Call) and name.args and type(name.args[0]) is str:
        name = name.args[0]  # quoted_name("x", quote=True)
    if type(name) is not str:
        metadata.unknown.append(name if isinstance(name, Unknown) else Unknown("the name of this table is not known", where))
        return metadata.unknown[-1]
    if kwargs.get("schema") is not None:
        kwargs = {**kwargs, "schema": settled_schema(machine, kwargs["schema"])}
    if len(args) == 2 and not kwargs:
        known = metadata.all_tables(machine).get(name)
        if known is not None:
            return known
    host = TableHost(name, metadata, list(args[2:]), kwargs, place)
    host.uncertain = machine.uncertain
    metadata.tables.append(host)
    return host


def _table_of_class(mapper: Mapper, cls: ClassValue, key: str) -> ClassTable:
    """The one value that stands for the class's table."""
    known = cls.facts.get("table value")
    if known is None:
        known = cls.facts["table value"] = ClassTable(mapper, cls, key)
    return known


_STATEMENTS = ("insert", "update", "delete", "select", "alias", "join", "outerjoin")


class ClassTable(Host):
    """`Class.__table__`, or the table of a mapped class in `metadata.tables`."""

    class_names = ("Table",)

    def __init__(self, mapper: Mapper, cls: ClassValue, key: str) -> None:
        self.mapper = mapper
        self.cls = cls
        self.key = key
        self.name = key.rpartition(".")[2]
        self.schema = key.rpartition(".")[0] or None
        metadata = metadata_of(mapper.machine, cls)
        self.metadata = metadata if isinstance(metadata, MetaDataHost) else MetaDataHost()
        self.elements: list[Any] = []

    def as_tables(self, machine: Any) -> Any:
        """Itself as a Table, for `create`; Unknown where it cannot be told."""
        table = self.built()
        return table if isinstance(table, Unknown) else [table]

    def built(self) -> Table | Unknown:
        """All that it has now."""
        return built(self.metadata, self.key, self.cls.place)

    def column_names(self) -> tuple[list[str], Unknown | None]:
        """Of its columns, and why there may be others."""
        table = self.built()
        return ([], table) if isinstance(table, Unknown) else (list(table.columns), table.unknown.get("columns"))

    def column(self, name: str) -> ColumnRef:
        """One of them."""
        return ColumnRef(self, name)

    def attribute(self, machine: Any, name: str) -> Any:
        """`c`, `name`, `schema`; what talks to a database is left to who reads histories."""
        if name in ("c", "columns"):
            return ColumnsHost(self)
        if name in ("name", "schema", "key", "metadata", "fullname"):
            return self.key if name == "fullname" else getattr(self, name)
        if name in ("create", "drop"):
            found = machine.symbols.get(f"alembic_ls.table.{name}")
            return HostFunction(
                name, lambda m, args, kwargs, place: found(m, self, args, kwargs, place) if found is not None else None
            )
        if name == "info":
            return self._options().get("info") or {}
        if name == "comment":
            return self._options().get("comment")
        if name in ("to_metadata", "tometadata"):
            return HostFunction(name, lambda m, args, kwargs, place: copied(self, args, kwargs, place))
        if name in ("append_column", "append_constraint"):
            return HostFunction(name, lambda m, args, kwargs, place: self.add(*args))
        if name in KEYS:
            return KeysHost(self, name)
        return Member(self, name) if name in _STATEMENTS else MISSING

    def add(self, *elements: Any) -> None:
        """Adds what was not said in the class."""
        self.cls.facts.setdefault("appended", []).extend(elements)

    def change(self, alteration: Alteration) -> None:
        """From now on it is so."""
        self.add(alteration)

    def type_value(self, name: str) -> Any:
        """The type of a column as it was written or set; None where that is not known."""
        told = type_set(self.cls.facts.get("appended", ()), name)
        if told is not None:
            return told
        for attribute, value in ((a, v) for base in self.cls.mro if isinstance(base, ClassValue) for a, v in base.names.items()):
            call = column_call(value)
            if call is not None and (column_name(call) or attribute) == name:
                return type_argument(call)
        return None

    def _options(self) -> dict[str, Any]:
        from alembic_ls.models.tables import table_args

        return table_args(self.mapper.machine, self.cls).kwargs


class RegistryHost(Host):
    """`registry()`."""

    def __init__(self, mapper: Mapper, kwargs: dict[str, Any]) -> None:
        self.mapper = mapper
        metadata = kwargs.get("metadata")
        self.metadata = metadata if isinstance(metadata, (MetaDataHost, Unknown)) else _wired(mapper, MetaDataHost())
        found = kwargs.get("type_annotation_map")
        self.type_map = found if isinstance(found, dict) else {}

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`registry.metadata = …`."""
        if name == "metadata" and isinstance(value, MetaDataHost):
            self.metadata = value

    def attribute(self, machine: Any, name: str) -> Any:
        """`metadata`, `generate_base`, the decorators that map."""
        if name == "metadata":
            return self.metadata
        if name == "generate_base":
            return HostFunction(
                name, lambda m, a, k, p: _declarative_base(self.mapper, a, {**k, "metadata": self.metadata, "registry": self}, p)
            )
        if name in ("mapped", "mapped_as_dataclass"):
            return MappedBy(self)
        if name == "as_declarative_base":
            return HostFunction(
                name,
                lambda m, a, k, p: HostFunction(
                    name, lambda m2, a2, k2, p2: _as_declarative(self.mapper, a2, {"metadata": self.metadata})
                ),
            )
        if name == "map_imperatively":
            return HostFunction(name, lambda m, a, k, p: None)
        if name == "configure":
            return HostFunction(name, lambda m, a, k, p: None)
        if name == "type_annotation_map":
            return self.type_map
        return MISSING


class MappedBy(Host):
    """`@registry.mapped`, `@registry.mapped_as_dataclass(…)`."""

    maps = True

    def __init__(self, registry: RegistryHost) -> None:
        self.registry = registry

    @property
    def metadata(self) -> Any:
        """Where the tables go."""
        return self.registry.metadata

    def call(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """The class itself; with options only, the decorator."""
        return args[0] if args else self


def _has_inherited_table(machine: Any, args: list[Any]) -> Any:
    if len(args) == 1 and isinstance(args[0], ClassValue):
        return bool(mapped_ancestors(machine, args[0]))
    return Unknown("whether this inherits a table is not known")


def _declarative_base(mapper: Mapper, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if place is None:
        return Unknown("this declarative_base() is not followed")
    parent = kwargs.get("cls")
    parents = parent if type(parent) is tuple else (parent,) if isinstance(parent, (ClassValue, Symbol, Unknown)) else ()
    name = kwargs.get("name")
    base = ClassValue(
        name if isinstance(name, str) else "Base",
        mapper.machine.current_module(place),
        tuple(parents),
        {},
        place,
    )
    metadata = kwargs.get("metadata", args[0] if args else None)
    registry = kwargs.get("registry")
    base.names["metadata"] = metadata if isinstance(metadata, (MetaDataHost, Unknown)) else _wired(mapper, MetaDataHost())
    base.names["registry"] = registry if registry is not None else RegistryHost(mapper, {"metadata": base.names["metadata"]})
    if isinstance(kwargs.get("type_annotation_map"), dict):
        base.names["type_annotation_map"] = kwargs["type_annotation_map"]
    base.facts["base"] = True
    return base


def _as_declarative(mapper: Mapper, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if not args or not isinstance(args[0], ClassValue):
        return Unknown("what is made declarative here is not known")
    cls = args[0]
    metadata = kwargs.get("metadata", cls.names.get("metadata"))
    cls.names["metadata"] = metadata if isinstance(metadata, (MetaDataHost, Unknown)) else _wired(mapper, MetaDataHost())
    cls.facts["base"] = True
    cls.facts.pop("declarative", None)
    return cls


def _loose_of(mapper: Mapper, path: str) -> Any:
    return lambda machine, args, kwargs, place: _loose(mapper, path, args, kwargs, place)


def _loose(mapper: Mapper, path: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Call:
    call = Call(Symbol(path), args, kwargs, place)
    if any(isinstance(a, (MappedAttribute, ColumnRef, Call)) for a in args):
        mapper.loose_indexes.append(call)
    return call


def _on_class(mapper: Mapper, cls: ClassValue) -> None:
    mapper.classes.append(cls)
    for (
        name,
        value,
    ) in cls.names.items():  # `Index("ix", created_at.desc())` in the body names columns by what they are assigned to
        if isinstance(value, Call) and value.path in _COLUMN_MAKERS:
            value.attributes = value.attributes or {}
            value.attributes.setdefault("key", name)
            if value.attributes.get("class") not in cls.mro:
                value.attributes["class"] = cls
    metadata = metadata_of(mapper.machine, cls)
    if isinstance(metadata, MetaDataHost):
        cls.facts["convention"] = metadata.naming_convention
        if is_base(cls) and metadata.machine is not None:
            _wired(mapper, metadata)


def _class_attribute(machine: Any, mapper: Mapper, cls: ClassValue, name: str) -> Any:
    if not is_declarative(cls):
        return MISSING
    if name == "metadata":
        found = metadata_of(machine, cls)
        if isinstance(found, MetaDataHost):
            return _wired(mapper, found)
        return found if found is not None else MISSING
    if name == "__tablename__":
        name_of_table = table_name(machine, cls)
        return name_of_table if name_of_table is not None else MISSING
    if name == "__table__":
        key = table_key(machine, cls)
        return _table_of_class(mapper, cls, key) if isinstance(key, str) else key if key is not None else MISSING
    if name in ("registry", "_sa_registry"):
        metadata = metadata_of(machine, cls)
        return RegistryHost(mapper, {"metadata": metadata}) if metadata is not None else MISSING
    if not name.startswith("_") and is_mapped(machine, cls) and _is_annotated(cls, name):
        return MappedAttribute(cls, name, None)  # an annotation alone declares it
    return MISSING


def _is_annotated(cls: ClassValue, name: str) -> bool:
    return any(isinstance(base, ClassValue) and name in base.annotations for base in cls.mro)


def _own_attribute(machine: Any, cls: ClassValue, name: str, value: Any) -> Any:
    """What `Class.name` is of a mapped class: its column as something to refer to."""
    if isinstance(value, Call) and value.path in _COLUMN_MAKERS and is_declarative(cls) and is_mapped(machine, cls):
        return MappedAttribute(cls, name, value)
    return value


def _instantiate(mapper: Mapper, cls: ClassValue, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if cls.inherits("flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy.extension.SQLAlchemy"):
        return FlaskHost(mapper, args, kwargs, place)
    if cls.inherits("sqlalchemy.MetaData"):
        return _metadata(mapper, args, kwargs)
    return MISSING


class FlaskHost(Host):
    """`db = SQLAlchemy(app)` of Flask-SQLAlchemy: SQLAlchemy's names, a MetaData, and the base `db.Model`."""

    def __init__(self, mapper: Mapper, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> None:
        self.mapper = mapper
        metadata = kwargs.get("metadata")
        self.metadata = metadata if isinstance(metadata, (MetaDataHost, Unknown)) else _wired(mapper, MetaDataHost())
        self.metadatas: dict[Any, Any] = {None: self.metadata}
        model_class = kwargs.get("model_class")
        self.model: Any = Unknown("the model class of this SQLAlchemy() is not followed", place.anchor if place else None)
        if place is not None:
            parents = (model_class,) if isinstance(model_class, (ClassValue, Unknown)) else ()
            self.model = ClassValue(
                "Model", mapper.machine.current_module(place), (*parents, Symbol("flask_sqlalchemy.Model")), {}, place
            )
            if isinstance(model_class, ClassValue) and isinstance(own := metadata_of(mapper.machine, model_class), MetaDataHost):
                self.metadata = self.metadatas[None] = own
            self.model.names["metadata"] = self.metadata
            self.model.facts["base"] = True
            self.model.facts["metadata of bind"] = self.metadata_of_bind

    def attribute(self, machine: Any, name: str) -> Any:
        """`Model`, `metadata`, `Table`, and the names of sqlalchemy and sqlalchemy.orm."""
        if name == "Model":
            return self.model
        if name == "metadata":
            return self.metadata
        if name == "metadatas":
            return self.metadatas
        if name == "Table":
            return HostFunction(name, self._table)
        if name in (
            "session",
            "engine",
            "engines",
            "get_engine",
            "init_app",
            "create_all",
            "drop_all",
            "reflect",
            "get_app",
            "app",
            "paginate",
        ):
            return Unknown(f"'{name}' of Flask-SQLAlchemy is not followed")
        return machine.symbol(f"sqlalchemy.{name}")

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`db.Model = Base`."""
        if name == "Model" and isinstance(value, ClassValue):
            self.model = value

    def _table(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        kwargs = dict(kwargs)
        bind_key = kwargs.pop("bind_key", None)
        if len(args) > 1 and isinstance(args[1], MetaDataHost):
            return _table(machine, args, kwargs, place)
        return _table(machine, [args[0] if args else None, self.metadata_of_bind(bind_key), *args[1:]], kwargs, place)

    def metadata_of_bind(self, key: Any) -> Any:
        """The MetaData of a `__bind_key__`: of each its own since Flask-SQLAlchemy 3."""
        if key is None or isinstance(key, Unknown) or self.mapper.versions.get("flask-sqlalchemy", (3,)) < (3,):
            return key if isinstance(key, Unknown) else self.metadata
        if key not in self.metadatas:
            first = self.metadata
            convention = first.convention if isinstance(first, MetaDataHost) else None
            self.metadatas[key] = _wired(self.mapper, MetaDataHost(None, convention))
        return self.metadatas[key]
