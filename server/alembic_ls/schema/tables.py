"""Tables and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

NOTHING: Mapping[str, Unknown] = MappingProxyType({})


class FinalName(str):
    """A constraint's or index's name that naming conventions leave alone: one from `op.f()` or `conv()`."""

    __slots__ = ()


class Default(NamedTuple):
    """A server default. `text` is the bare value of a literal (`0`, `it's`), or the SQL of an expression (`now()`, `'x'::text`)."""

    text: str
    is_expression: bool = False


class Computed(NamedTuple):
    """GENERATED ALWAYS AS (`sql`)."""

    sql: str
    persisted: bool | None = None


class Identity(NamedTuple):
    """GENERATED … AS IDENTITY."""

    always: bool = False


class Column(NamedTuple):
    """One column. Fields may be Unknown where the source could not be followed."""

    name: str
    type: Type | Unknown
    nullable: bool | Unknown = True
    server_default: Default | Unknown | None = None
    comment: str | Unknown | None = None
    computed: Computed | Unknown | None = None
    identity: Identity | Unknown | None = None
    autoincrement: bool | str | Unknown = "auto"
    origin: Anchor | None = None


class PrimaryKey(NamedTuple):
    """The primary key; `columns` is empty where there is none."""

    columns: tuple[str, ...] = ()
    name: str | None = None
    origin: Anchor | None = None


class ForeignKey(NamedTuple):
    """A foreign key. `table` and `refers` name the target (`schema.table` where it has a schema, and its columns)."""

    columns: tuple[str, ...]
    table: str
    refers: tuple[str, ...]
    name: str | None = None
    ondelete: str | Unknown | None = None
    onupdate: str | Unknown | None = None
    deferrable: bool | None = None
    initially: str | None = None
    use_alter: bool = False
    origin: Anchor | None = None


class Unique(NamedTuple):
    """A unique constraint."""

    columns: tuple[str, ...]
    name: str | None = None
    deferrable: bool | None = None
    initially: str | None = None
    nulls_not_distinct: bool | None = None
    origin: Anchor | None = None


class Index(NamedTuple):
    """An index. `columns` holds column names, or the SQL of an expression in parentheses, `(lower(name))`."""

    columns: tuple[str, ...]
    name: str | None = None
    unique: bool | Unknown = False
    options: tuple[tuple[str, object], ...] = ()  # sorted: ("postgresql_using", "gin"), ("postgresql_where", "x > 0") …
    origin: Anchor | None = None
    unheeded: tuple[str, ...] = ()  # names of the options that are for other dialects

    @property
    def has_expression(self) -> bool:
        """True where an element is not a plain column name."""
        return any(column.startswith("(") for column in self.columns)


class Check(NamedTuple):
    """A check constraint. `sql` is None where only the name is known; `of_type` marks those that Boolean and Enum make.

    An exclusion constraint is one as well, see `exclusion`: nobody compares it, but it is found by its name, and goes with its columns.
    """

    sql: str | None
    name: str | None = None
    of_type: bool = False
    origin: Anchor | None = None

    @property
    def excludes(self) -> bool:
        """True for an exclusion constraint."""
        return self.of_type and self.sql is not None


def exclusion(elements: str, name: str | None, origin: Anchor | None) -> Check:
    """An exclusion constraint of PostgreSQL over these elements. No naming convention has a word for it."""
    return Check(f"EXCLUDE {elements}", None if name is None else FinalName(name), True, origin)


class Table(NamedTuple):
    """A table, at one moment, for one dialect.

    `unknown` maps what is not fully known to why: "columns" (there may be others), "foreign_keys", "uniques", "indexes", "checks",
    "primary_key", "column:NAME" (that one may be gone, or altered), "table" (all of it may be gone). A column whose own facts are
    unknown says so itself. `foreign_keys` … hold what is surely there all the same.
    """

    name: str
    schema: str | None = None
    columns: Mapping[str, Column] = MappingProxyType({})
    primary_key: PrimaryKey = PrimaryKey()
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    comment: str | Unknown | None = None
    unknown: Mapping[str, Unknown] = NOTHING
    is_view: bool = False
    origin: Anchor | None = None
    class_origin: Anchor | None = None  # the name of the class that maps it, where a class does

    @property
    def key(self) -> str:
        """`schema.name`, or `name` in the default schema: the table's key in `Schema.tables`, and in SQLAlchemy's metadata."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def complete(self) -> bool:
        """True where every column of the table is known to be here."""
        return "columns" not in self.unknown


class EnumType(NamedTuple):
    """An enum type of PostgreSQL; `values` is Unknown where an unreadable statement may have changed them."""

    name: str
    values: tuple[str, ...] | Unknown
    schema: str | None = None
    origin: Anchor | None = None

    @property
    def key(self) -> str:
        """`schema.name`, or `name` in the default schema."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Schema(NamedTuple):
    """Every table and enum type by key, and what else there may be that could not be followed."""

    tables: Mapping[str, Table] = MappingProxyType({})
    enums: Mapping[str, EnumType] = MappingProxyType({})
    unknown: tuple[Unknown, ...] = ()  # statements that may have made or dropped tables of unknown name

    def with_table(self, table: Table) -> Schema:
        """This schema with `table` added, or in place of the one with its key."""
        return self._replace(tables={**self.tables, table.key: table})

    def without_table(self, key: str) -> Schema:
        """This schema without the table under `key`."""
        return self._replace(tables={k: v for k, v in self.tables.items() if k != key})
