"""`Table(name, metadata, …)`, `op.create_table(name, …)` and a mapped class's columns, as one Table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alembic_ls.declare.alterations import Added, Alteration, Altered, Copied, Doubted, Removed, altered_column
from alembic_ls.declare.columns import Declared, declared_column
from alembic_ls.declare.constraints import ASPECTS, Target, constraint_of
from alembic_ls.interpret.values import Call, Spread
from alembic_ls.schema.tables import Check, Column, FinalName, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_COLUMNS = ("sqlalchemy.Column", "sqlalchemy.orm.mapped_column")
_OF_SCHEMAS = frozenset({"Enum", "ARRAY", "postgresql.ARRAY"})  # types that lie in a schema, or may hold one that does
_HARMLESS = ("sqlalchemy.DDL", "sqlalchemy.Sequence")


def build_table(
    machine: Machine,
    name: str,
    schema: str | None,
    elements: list[Any],
    kwargs: dict[str, Any],
    dialect: str,
    target: Target,
    origin: Anchor | None,
) -> Table:
    """A table of these elements (Column and constraint calls, in order). What could not be followed is in its `unknown`."""
    builder = TableBuilder(name, schema, origin)
    for element in elements:
        add_element(machine, builder, element, dialect, target)
    comment = kwargs.get("comment")
    builder.comment = (
        comment if comment is None or isinstance(comment, (str, Unknown)) else Unknown("this comment is not known", origin)
    )
    if isinstance(kwargs.get("**"), Unknown):
        builder.doubt("comment", kwargs["**"])
    return builder.table()


def add_element(machine: Machine, builder: TableBuilder, element: Any, dialect: str, target: Target) -> None:
    """Adds one argument of a table: a column, a constraint, an index."""
    made = getattr(element, "as_declared", None)  # of a column that was made in another way
    if made is not None or (isinstance(element, Call) and element.path in _COLUMNS):
        declared = declared_column(machine, element, dialect, target) if made is None else made()
        if isinstance(declared, Unknown):
            builder.doubt("columns", declared)
        else:
            builder.add_column(declared)
    elif isinstance(element, Call) and element.path in ASPECTS:
        builder.add_constraint(ASPECTS[element.path], constraint_of(element, dialect, target))
    elif isinstance(element, (Added, Copied, Altered, Doubted, Removed)):
        _alter(machine, builder, element, dialect)
    elif isinstance(element, Spread):
        builder.doubt_all(element.value)
    elif isinstance(element, Unknown):
        builder.doubt_all(element)
    elif element is None or (isinstance(element, Call) and element.path in _HARMLESS):
        pass
    elif "MetaData" in (getattr(element, "class_names", None) or ()):
        pass  # given once too often, as `Table(…)` has it
    else:
        builder.doubt_all(Unknown("an element of this table is not followed", getattr(element, "anchor", builder.origin)))


def _alter(machine: Machine, builder: TableBuilder, element: Alteration, dialect: str) -> None:
    if isinstance(element, Copied):
        builder.take(element.table)
    elif isinstance(element, Doubted):
        builder.forget(element.aspect, element.why)
    elif isinstance(element, Added):
        builder.add_constraint(element.aspect, element.key)
    elif isinstance(element, Removed):
        builder.remove(element.aspect, element.key)
    elif element.column in builder.columns:
        column = builder.columns[element.column]
        builder.columns[element.column] = altered_column(machine, column, element.name, element.value, dialect)
    else:
        builder.doubt("columns", Unknown(f"the column '{element.column}' was altered, but not found", builder.origin))


def altered_table(machine: Machine, table: Table, alteration: Alteration, dialect: str) -> Table:
    """A finished table after an alteration; its keys keep their names."""
    if isinstance(alteration, Altered):
        column = table.columns.get(alteration.column)
        if column is None:
            return table
        altered = altered_column(machine, column, alteration.name, alteration.value, dialect)
        return table._replace(columns={**table.columns, column.name: altered})
    aspect = alteration.aspect if isinstance(alteration, (Removed, Doubted)) else ""
    doubts = {**table.unknown, aspect: alteration.why} if isinstance(alteration, Doubted) else table.unknown
    if aspect == "primary_key":
        return table._replace(primary_key=PrimaryKey((), None, table.origin), unknown=doubts)
    if isinstance(alteration, Added):
        added: Any = alteration.key
        keys = added if alteration.aspect == "primary_key" else (*getattr(table, alteration.aspect), added)
        return table._replace(**{alteration.aspect: keys})  # type: ignore[arg-type]  # the aspect's own keys
    if aspect:
        left = tuple(key for key in getattr(table, aspect) if isinstance(alteration, Removed) and key != alteration.key)
        return table._replace(unknown=doubts, **{aspect: left})  # type: ignore[arg-type]  # the aspect's own keys
    return table


class TableBuilder:
    """Collects what a table declares, then makes the Table."""

    def __init__(self, name: str, schema: str | None, origin: Anchor | None, class_origin: Anchor | None = None) -> None:
        self.name = name
        self.schema = schema
        self.origin = origin
        self.class_origin = class_origin
        self.columns: dict[str, Column] = {}
        self.primary: list[str] = []
        self.primary_key: PrimaryKey | None = None
        self.foreign_keys: list[ForeignKey] = []
        self.uniques: list[Unique] = []
        self.indexes: list[Index] = []
        self.checks: list[Check] = []
        self.nullable: set[str] = set()  # columns that stay so in the primary key, as SQLAlchemy leaves what was said
        self.renamed: dict[str, str] = {}  # columns by the keys that they have beside their names
        self.enum_schema: str | None = None  # of enums that name none
        self.infos: dict[str | None, Any] = {}  # `info` of columns by name; of the table itself under None
        self.comment: str | Unknown | None = None
        self.unknown: dict[str, Unknown] = {}
        self.convention: Mapping[str, object] | None = None  # of its metadata when it was made

    def doubt(self, aspect: str, why: Unknown) -> None:
        """Something of this aspect is not known."""
        self.unknown.setdefault(aspect, why)

    def forget(self, aspect: str, why: Unknown) -> None:
        """What it has of this aspect may have gone."""
        if aspect == "primary_key":
            self.primary_key = None
        else:
            getattr(self, aspect).clear()
        self.doubt(aspect, why)

    def remove(self, aspect: str, key: Any) -> None:
        """It has this key of the aspect no more. The key is as the table tells it, so it may have got its name from a convention."""
        if aspect == "primary_key":
            self.primary_key, self.primary = PrimaryKey((), None, self.origin), []
            return
        keys: list[Any] = getattr(self, aspect)
        alike = [own for own in keys if own._replace(name=key.name) == key]
        if alike:
            keys.remove(next((own for own in alike if own.name == key.name), alike[0]))
        else:
            self.doubt(aspect, Unknown("which key of this table was taken out is not known", key.origin))

    def doubt_all(self, why: Unknown) -> None:
        """There may be more of everything."""
        for aspect in ("columns", "foreign_keys", "uniques", "indexes", "checks", "primary_key"):
            self.doubt(aspect, why)

    def add_column(self, declared: Declared) -> None:
        """Adds a column with the constraints that it carries; one of the same name is replaced."""
        column = declared.column
        if isinstance(column.type, Type) and column.type.name in _OF_SCHEMAS:
            column = column._replace(type=self._in_schema(column.type))
        name = column.name
        self.columns[name] = column
        if declared.key is not None and declared.key != name:
            self.renamed[declared.key] = name
        if declared.info is not None:
            self.infos[name] = declared.info
        if declared.nullable_given and column.nullable is True:
            self.nullable.add(name)
        if isinstance(declared.primary_key, Unknown):
            self.doubt("primary_key", declared.primary_key)
        elif declared.primary_key and name not in self.primary:
            self.primary.append(name)
        for key in declared.foreign_keys:
            self.add_constraint("foreign_keys", key)
        self.checks += declared.checks
        if isinstance(declared.indexed, Unknown):
            self.doubt("indexes", declared.indexed)
        if isinstance(declared.unique, Unknown):
            self.doubt("indexes", declared.unique)
            self.doubt("uniques", declared.unique)
        elif declared.indexed is True:
            self.indexes.append(Index((name,), None, declared.unique, (), column.origin))
        elif declared.unique:
            self.uniques.append(Unique((name,), None, origin=column.origin))

    def take(self, table: Table) -> None:
        """Adds all that another table has. Its keys keep their names, but for those that a column's flags have made, which are made anew."""
        self.columns.update(table.columns)
        self.primary_key = table.primary_key
        self.nullable.update(name for name in table.primary_key.columns if table.columns[name].nullable is True)
        for aspect in ("foreign_keys", "uniques", "indexes", "checks"):
            for key in getattr(table, aspect):
                is_final = key.name is not None and not _is_of_flag(key, table)
                self.add_constraint(aspect, key._replace(name=FinalName(key.name) if is_final else None))
        self.comment = table.comment
        for aspect, why in table.unknown.items():
            self.doubt(aspect, why)

    def add_constraint(self, aspect: str, constraint: Any) -> None:
        """Adds a constraint or index; one that is Unknown leaves its aspect in doubt."""
        if isinstance(constraint, Unknown):
            self.doubt(aspect, constraint)
        elif isinstance(constraint, PrimaryKey):
            self.primary_key = constraint
        else:
            getattr(self, aspect).append(constraint)

    def constraints(self) -> list[Index | Unique | Check | ForeignKey | PrimaryKey]:
        """Its constraints and indexes so far."""
        primary = [self.primary_key] if self.primary_key is not None else []
        return [*self.indexes, *self.uniques, *self.checks, *self.foreign_keys, *primary]

    def table(self) -> Table:
        """The table as declared: names as written, None where there is none."""
        primary = self.primary_key or PrimaryKey(tuple(self.primary), None, self.origin)
        if self.primary_key is not None:
            extra = [n for n in self.primary if n not in self.primary_key.columns]
            primary = self.primary_key._replace(
                columns=(*self.primary_key.columns, *extra) if self.primary_key.columns else tuple(self.primary)
            )
        columns = {name: self._in_key(column) if name in primary.columns else column for name, column in self.columns.items()}
        return Table(
            self.name,
            self.schema,
            columns,
            primary,
            tuple(self.foreign_keys),
            tuple(self.uniques),
            tuple(self.indexes),
            tuple(self.checks),
            self.comment,
            self.unknown,
            False,
            self.origin,
            self.class_origin,
        )

    def _in_schema(self, found: Type) -> Type:
        """An enum type lies in its table's schema where it says so, in the metadata's where that has one (since SQLAlchemy 2.1)."""
        item = found.argument("item")
        if isinstance(item, Type) and (inner := self._in_schema(item)) is not item:
            return found._replace(arguments=tuple((k, inner if k == "item" else v) for k, v in found.arguments))
        if found.name != "Enum" or found.argument("schema") is not None:
            no_schema = found.argument("schema") == ""
            return found._replace(arguments=tuple(a for a in found.arguments if a[0] != "schema")) if no_schema else found
        schema = self.schema if found.argument("inherit_schema") else self.enum_schema
        if schema is None or found.argument("native_enum") is False:
            return found
        return found._replace(arguments=tuple(sorted((*found.arguments, ("schema", schema)))))

    def _in_key(self, column: Column) -> Column:
        return column._replace(nullable=False) if column.nullable is True and column.name not in self.nullable else column


def _is_of_flag(key: Any, table: Table) -> bool:
    """Whether `index=True` or `unique=True` of a column has made it."""
    if not isinstance(key, (Index, Unique)) or len(key.columns) != 1:
        return False
    column = table.columns.get(key.columns[0])
    return column is not None and key.origin == column.origin


def resolve_keys(builders: dict[str, TableBuilder]) -> None:
    """Constraints name columns by their keys; from here on by their names. Nearly always the two are the same."""
    renamed = {key: builder.renamed for key, builder in builders.items() if builder.renamed}
    if not renamed:
        return
    for key, builder in builders.items():
        own = renamed.get(key, {})
        builder.uniques = [u._replace(columns=_names(u.columns, own)) for u in builder.uniques]
        builder.indexes = [i._replace(columns=_names(i.columns, own)) for i in builder.indexes]
        builder.foreign_keys = [
            f._replace(columns=_names(f.columns, own), refers=_names(f.refers, renamed.get(f.table, {})))
            for f in builder.foreign_keys
        ]
        if builder.primary_key is not None:
            builder.primary_key = builder.primary_key._replace(columns=_names(builder.primary_key.columns, own))


def _names(keys: tuple[str, ...], renamed: dict[str, str]) -> tuple[str, ...]:
    return tuple(renamed.get(key, key) for key in keys)
