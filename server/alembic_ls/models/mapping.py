"""Every table of a MetaData: those of `Table(…)` and those of mapped classes, as a Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alembic_ls.changes.obscure import KEYS
from alembic_ls.declare.columns import NO_TYPE
from alembic_ls.declare.constraints import target_of_text
from alembic_ls.declare.sql_text import column_name
from alembic_ls.declare.tables import TableBuilder, add_element, resolve_keys
from alembic_ls.dialects.naming import conventional_name
from alembic_ls.interpret.values import Call, ClassValue
from alembic_ls.models.bases import is_mapped, is_sqlmodel, mapped_ancestors, metadata_of, unread_base
from alembic_ls.models.declarative import Context, columns_of
from alembic_ls.models.fields import columns_of_fields
from alembic_ls.models.mapped_attribute import MappedAttribute
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.models.python_types import Versions
from alembic_ls.models.table_host import ColumnRef, TableHost
from alembic_ls.models.tables import table_args, table_key, table_name, table_schema
from alembic_ls.schema.tables import Check, FinalName, PrimaryKey, Schema, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple


class Made(NamedTuple):
    """A table that was made, and of what."""

    parts: list[tuple[Any, int]]
    builder: TableBuilder
    table: Table


class Home(NamedTuple):
    """Where the columns of a class lie: in no metadata where it is not mapped. The key may hang on the metadata's schema."""

    metadata: Any
    schema: Any
    key: str | Unknown | None


class Typed(NamedTuple):
    """A table as it was made of its parts, the columns that have no type of their own, their types, and the table with these."""

    table: Table
    untyped: list[str]
    types: list[Type | Unknown]
    made: Table


class Mapper:
    """Makes tables of the classes and `Table(…)`s that a machine has met. One for a project and a dialect."""

    def __init__(self, machine: Any, dialect: str, versions: Versions) -> None:
        self.machine = machine
        self.dialect = dialect
        self.versions = versions
        self.classes: list[ClassValue] = []
        self.infos: dict[str, dict[str | None, Any]] = {}  # `info` of tables and columns, by the table's key
        self._made: dict[
            MetaDataHost, dict[str, Made]
        ] = {}  # what was made before, to be made again only where its parts are others
        self._typed: dict[str, Typed] = {}
        self._homes: tuple[int, dict[ClassValue, Home]] = 0, {}  # as they were when so many modules had been loaded
        self._settled: tuple[list[ClassValue], dict[Any, list[ClassValue]]] | None = (
            None  # the classes of each metadata, for revisions
        )
        self.loose_indexes: list[Call] = []  # Index(…) that may name its table only through its columns

    # What belongs to whom

    def classes_of(self, metadata: MetaDataHost) -> list[ClassValue]:
        """The mapped classes whose tables lie in this metadata."""
        if not self.machine.lazy:
            return [c for c in self.classes if is_mapped(self.machine, c) and metadata_of(self.machine, c) is metadata]
        if self._settled is None or self._settled[0] != self.classes:  # revisions make classes, but leave those that are there
            whose: dict[Any, list[ClassValue]] = {}
            for cls in self.classes:
                if is_mapped(self.machine, cls):
                    whose.setdefault(metadata_of(self.machine, cls), []).append(cls)
            self._settled = list(self.classes), whose
        return list(self._settled[1].get(metadata, ()))

    def target(self, default_schema: str | None) -> Any:
        """The function that tells what a foreign key's argument refers to, for tables of this schema."""

        def find(value: Any) -> tuple[str, str] | Unknown:
            if isinstance(value, ColumnRef):
                return value.table.key, value.column_name
            if isinstance(value, MappedAttribute):
                key = self._key_of_attribute(value)
                return key if isinstance(key, Unknown) else (key, value.column_name)
            if isinstance(value, Call) and value.attributes and "table" in value.attributes:
                return value.attributes["table"], value.attributes["name"]
            if isinstance(value, Call) and value.attributes and isinstance(cls := value.attributes.get("class"), ClassValue):
                of_class = table_key(self.machine, cls)  # `ForeignKey(id)` in the body of the class
                name = column_name(value) or value.attributes.get("key")
                if isinstance(of_class, str) and isinstance(name, str):
                    return of_class, name
            return target_of_text(value, default_schema)

        return find

    def _key_of_attribute(self, value: MappedAttribute) -> str | Unknown:
        owner = next((b for b in value.cls.mro if isinstance(b, ClassValue) and value.name in b.names), value.cls)
        at = owner if is_mapped(self.machine, owner) else value.cls
        key = table_key(self.machine, at)
        return key if key is not None else Unknown(f"the table of {at.name} is not known", at.place.anchor)

    def _metadata_of_column(self, value: Any) -> Any:
        """The metadata of the table that a column lies in."""
        if isinstance(value, ColumnRef):
            return value.table.metadata
        cls = value.cls if isinstance(value, MappedAttribute) else value.attributes["class"]
        return metadata_of(self.machine, cls)

    # Tables

    def schema(self, metadatas: list[MetaDataHost]) -> Schema:
        """The Schema of one or several metadatas. Names are as the conventions make them, not yet cut to the dialect's length."""
        tables: dict[str, Table] = {}
        unknown: list[Unknown] = []
        homes = self._known_homes()
        for metadata in metadatas:
            for key, table in self._tables_of(metadata, unknown, homes).items():
                tables[key] = table if key not in tables else _one_of_several(table)
            unknown += metadata.unknown
        self._add_versions(metadatas, tables, homes)
        return Schema(self._with_target_types(tables), {}, tuple(unknown))

    def _add_versions(self, metadatas: list[MetaDataHost], tables: dict[str, Table], homes: dict[ClassValue, Home]) -> None:
        """The tables that SQLAlchemy-Continuum adds for classes with `__versioned__`, and for those between such: their names alone
        are known."""
        versioned: list[str] = []
        for cls in self.classes:
            home = homes.get(cls)
            if home is not None and home.metadata in metadatas and isinstance(home.key, str) and cls.lookup("__versioned__"):
                versioned.append(home.key)
        if versioned:
            between = [key for key, table in tables.items() if table.class_origin is None]
            why = Unknown("what sqlalchemy_continuum makes is not followed", tables[versioned[0]].class_origin)
            for name in (*(f"{key}_version" for key in (*versioned, *between)), "transaction"):
                tables.setdefault(name, _untold(name, why))

    def _with_target_types(self, tables: dict[str, Table]) -> dict[str, Table]:
        """A column without a type of its own has that of the column its foreign key refers to. A table that is the same as before is the
        very one of before: who compares tables then need not."""
        typed = dict(tables)
        for key, table in tables.items():
            known = self._typed.get(key)
            if known is not None and known.table is table and not known.untyped:
                typed[key] = known.made
                continue
            untyped = known.untyped if known is not None and known.table is table else _untyped(table)
            types = [_followed(typed, table, name, 0) for name in untyped]
            if known is None or known.table is not table or known.types != types:
                made = _with_types(table, dict(zip(untyped, types)))
                known = Typed(table, untyped, types, known.made if known is not None and known.made == made else made)
                self._typed[key] = known
            typed[key] = known.made
        return typed

    def tables_of(self, metadata: MetaDataHost, unknown: list[Unknown]) -> dict[str, Table]:
        """The tables of one metadata by key, named as its convention was when each was made (SQLAlchemy names a constraint when it is
        attached, sqlalchemy/sql/naming.py). Adds to `unknown` the classes whose table's name is not known."""
        return self._tables_of(metadata, unknown, {})

    def _tables_of(self, metadata: MetaDataHost, unknown: list[Unknown], homes: dict[ClassValue, Home]) -> dict[str, Table]:
        parts = self._parts_of(metadata, unknown, homes)
        known = self._made.setdefault(metadata, {})
        kept = {key: found for key, part in parts.items() if (found := known.get(key)) is not None and found.parts == part}
        builders: dict[str, TableBuilder] = {key: found.builder for key, found in kept.items()}
        for key, part in parts.items():
            for origin, _ in () if key in kept else part:
                if isinstance(origin, TableHost):
                    self._add_table(origin, builders)
                elif isinstance(origin, ClassValue):
                    self._add_class(origin, metadata, builders)
                elif key in builders:
                    self._add_loose(origin, metadata, builders[key])
        for key in metadata.removed:
            builders.pop(key, None)
        if metadata.uncertain_schema is not None:
            for builder in builders.values():
                if builder.schema is None:
                    builder.doubt("table", metadata.uncertain_schema)
        resolve_keys(builders)
        is_plain = not any(builder.renamed for builder in builders.values())
        made: dict[str, Table] = {}
        for key, builder in builders.items():
            before = kept.get(key) if is_plain else None
            if before is None:
                table = named(builder.table(), builder.convention or metadata.naming_convention)
                before = known[key] = Made(parts[key], builder, table)
            if builder.infos:
                self.infos[key] = builder.infos
            made[before.table.key] = before.table
        return made

    def _known_homes(self) -> dict[ClassValue, Home]:
        """Where classes are at home, as far as it was looked up since the last module was loaded: what a module does at its top may
        move them, the class statement that is run again for each key that is typed does not."""
        loaded = len(self.machine.modules)
        if self._homes[0] != loaded:
            self._homes = loaded, {}
        return self._homes[1]

    def replace(self, before: ClassValue) -> None:
        """The class that was made last stands where this one stood."""
        self.classes[self.classes.index(before)] = self.classes.pop()
        self._homes[1].pop(before, None)

    def _home_of(self, cls: ClassValue) -> Home:
        if not is_mapped(self.machine, cls):
            return Home(None, None, None)
        metadata = metadata_of(self.machine, cls)
        if not isinstance(metadata, MetaDataHost):
            return Home(None, None, None)
        return Home(metadata, metadata.schema, table_key(self.machine, cls, metadata))

    def _parts_of(
        self, metadata: MetaDataHost, unknown: list[Unknown], homes: dict[ClassValue, Home]
    ) -> dict[str, list[tuple[Any, int]]]:
        """What each table is made of, by key and in order: `Table(…)`s, classes, loose indexes, each with how much was added to it
        since. Adds to `unknown` what has no name that is known, to `homes` where the classes are."""
        parts: dict[str, list[tuple[Any, int]]] = {}
        for host in metadata.tables:
            if type(host.name) is not str or isinstance(host.schema, Unknown):
                unknown.append(
                    host.name
                    if isinstance(host.name, Unknown)
                    else Unknown("the name of this table is not known", host.place.anchor if host.place else None)
                )
                continue
            parts.setdefault(host.key, []).append((host, len(host.elements)))
        for cls in self.classes:
            home = homes.get(cls)
            if home is None or (home.metadata is metadata and home.schema != metadata.schema):
                home = homes[cls] = self._home_of(cls)
            if home.metadata is not metadata:
                continue
            key = home.key
            if isinstance(key, str):
                parts.setdefault(key, []).append((cls, len(cls.facts.get("appended", ()))))
            elif isinstance(key, Unknown):
                unknown.append(key._replace(where=key.where or cls.place.anchor))
            elif (doubt := cls.unknown_base or unread_base(cls)) is not None:  # which may give it a name
                unknown.append(doubt)
        target = self.target(metadata.default_schema)
        for call in self.loose_indexes:
            of_table = next((a for a in _inner(call.args) if _is_of_table(a)), None)
            if of_table is None or self._metadata_of_column(of_table) is not metadata:
                continue
            found = target(of_table)
            if not isinstance(found, Unknown) and found[0] in parts:
                parts[found[0]].append((call, 0))
        return parts

    def _add_table(self, host: TableHost, builders: dict[str, TableBuilder]) -> None:
        builder = builders.get(host.key)
        anchor = host.place.anchor if host.place is not None else None
        if builder is None:
            builder = builders[host.key] = TableBuilder(host.name, host.schema if type(host.schema) is str else None, anchor)
            builder.convention = host.convention
            builder.enum_schema = self._enum_schema(host.metadata)
        target = self.target(host.metadata.default_schema)
        for element in host.elements:
            add_element(self.machine, builder, element, self.dialect, target)
        self._options(builder, host.kwargs, anchor)
        if host.uncertain is not None:
            builder.doubt("table", host.uncertain)

    def _enum_schema(self, metadata: MetaDataHost) -> str | None:
        return metadata.default_schema if self.versions.get("sqlalchemy", (2, 1)) >= (2, 1) else None

    def _options(self, builder: TableBuilder, kwargs: dict[str, Any], anchor: Any) -> None:
        if kwargs.get("info") is not None:
            builder.infos[None] = kwargs["info"]
        comment = kwargs.get("comment")
        if comment is not None:
            builder.comment = comment if isinstance(comment, (str, Unknown)) else Unknown("this comment is not known", anchor)
        for option in ("autoload", "autoload_with", "**"):
            if kwargs.get(option):
                builder.doubt_all(Unknown("what is reflected from a database is not known", anchor))

    def _add_class(self, cls: ClassValue, metadata: MetaDataHost, builders: dict[str, TableBuilder]) -> None:
        key = table_key(self.machine, cls)
        if not isinstance(key, str):
            return
        context = Context(self.machine, self.dialect, self.versions, self.target(metadata.default_schema))
        own = table_name(self.machine, cls) is not None
        given = builders.get(key)
        builder = given
        if builder is None:
            if not own:
                return
            schema = table_schema(self.machine, cls)
            name = table_name(self.machine, cls)
            builder = builders[key] = TableBuilder(
                str(name), schema if type(schema) is str else None, cls.place.anchor, cls.place.anchor
            )
            builder.convention = cls.facts.get("convention")
            builder.enum_schema = self._enum_schema(metadata)
        elif builder.class_origin is None:
            builder.class_origin = cls.place.anchor
        if "uncertain" in cls.facts:
            builder.doubt("table", cls.facts["uncertain"])
        declared, doubts = columns_of_fields(cls, context) if is_sqlmodel(cls) else columns_of(cls, context)
        if cls.lookup("__table__") is not None and given is not None:
            doubts = []
        for column in declared:
            if own or column.column.name not in builder.columns:
                builder.add_column(column)
        for doubt in doubts:
            builder.doubt_all(doubt)
        if (unread := unread_base(cls)) is not None:
            for aspect in ("columns", *KEYS):
                builder.doubt(aspect, unread)
        if own or not mapped_ancestors(self.machine, cls):
            self._add_args(cls, builder, context)

    def _add_args(self, cls: ClassValue, builder: TableBuilder, context: Context) -> None:
        args = table_args(self.machine, cls)
        if args.doubt is not None:
            builder.doubt_all(args.doubt)
        for element in (*args.elements, *cls.facts.get("appended", ())):
            add_element(self.machine, builder, element, self.dialect, context.target)
        self._options(builder, args.kwargs, cls.place.anchor)

    def _add_loose(self, call: Call, metadata: MetaDataHost, builder: TableBuilder) -> None:
        """`Index("ix", Model.a)` and UniqueConstraint(table.c.a) outside of a table, which attach themselves through their columns."""
        name = call.kwargs.get("name", call.args[0] if call.args and call.path == "sqlalchemy.Index" else None)
        there = [key for key in builder.constraints() if key.origin == call.anchor and call.anchor is not None]
        if any(type(name) is not str or getattr(key, "name", None) in (None, name) for key in there):
            return  # it stands in the table's own arguments; of another name it is made by the same line, in a loop or a function
        add_element(self.machine, builder, call, self.dialect, self.target(metadata.default_schema))


_ASPECTS = ("columns", "primary_key", "foreign_keys", "uniques", "indexes", "checks")


def _one_of_several(table: Table) -> Table:
    """A table that several metadatas have: which of them is meant is not known."""
    why = Unknown(f"several metadatas have a table `{table.key}`", table.class_origin or table.origin)
    return Table(
        table.name, table.schema, unknown=dict.fromkeys(_ASPECTS, why), origin=table.origin, class_origin=table.class_origin
    )


def _untold(key: str, why: Unknown) -> Table:
    """A table that there may be."""
    schema, _, name = key.rpartition(".")
    return Table(name, schema or None, unknown=dict.fromkeys(("table", *_ASPECTS), why), origin=why.where)


def _is_of_table(value: Any) -> bool:
    """Whether a value is a column that knows its table: also one that stands in the body of the class where it is named."""
    if isinstance(value, Call):
        return value.attributes is not None and "class" in value.attributes
    return isinstance(value, (MappedAttribute, ColumnRef))


def _inner(values: Any) -> list[Any]:
    """Values, and the owners and arguments of the expressions among them."""
    found = []
    for value in values:
        found.append(value)
        if isinstance(value, Call):
            found += _inner(value.args)
            owner = getattr(value.func, "owner", None)
            if owner is not None:
                found += _inner([owner])
    return found


def named(table: Table, convention: Mapping[str, object]) -> Table:
    """The table with its constraints and indexes named as the metadata's convention does."""
    unknown = dict(table.unknown)
    changes: dict[str, Any] = {}
    for kind, aspect in (("fk", "foreign_keys"), ("uq", "uniques"), ("ix", "indexes"), ("ck", "checks")):
        made = []
        for constraint in getattr(table, aspect):
            if isinstance(constraint, Check) and constraint.of_type and constraint.name is None:
                made.append(constraint)
                continue
            name = conventional_name(convention, kind, table, constraint, isinstance(constraint.name, FinalName))
            if isinstance(name, Unknown):
                unknown.setdefault(aspect, name)
                name = None
            made.append(constraint if name == constraint.name else constraint._replace(name=name))
        changes[aspect] = tuple(made)
    primary: PrimaryKey = table.primary_key
    name = conventional_name(convention, "pk", table, primary, isinstance(primary.name, FinalName))
    if isinstance(name, str):
        changes["primary_key"] = primary._replace(name=name)
    return table._replace(unknown=unknown, **changes)


def _untyped(table: Table) -> list[str]:
    return [name for name, column in table.columns.items() if column.type == NO_TYPE]


def _with_types(table: Table, types: dict[str, Type | Unknown]) -> Table:
    if not types:
        return table
    columns = {name: column._replace(type=types[name]) if name in types else column for name, column in table.columns.items()}
    return table._replace(columns=columns)


def _followed(tables: dict[str, Table], table: Table, column: str, depth: int) -> Type | Unknown:
    here = table.columns[column]
    if here.type != NO_TYPE or depth > 20:
        return here.type if here.type != NO_TYPE else Unknown("this type refers to itself", here.origin)
    for key in table.foreign_keys:
        if column in key.columns:
            other = tables.get(key.table)
            refers = key.refers[key.columns.index(column)]
            if other is not None and refers in other.columns:
                return _followed(tables, other, refers, depth + 1)
            return Unknown(f"the column that '{column}' refers to was not found", here.origin)
    return Unknown(f"the type of '{column}' is not known", here.origin) if "foreign_keys" in table.unknown else here.type
