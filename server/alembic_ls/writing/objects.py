"""SQLAlchemy's and Alembic's objects for what our schema says in its own words. Both libraries are imported when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.tables import Column, Computed, Default, ForeignKey, Identity, Index, Table, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.dialects.postgresql import ENUM
    from sqlalchemy.types import TypeEngine

_SPELLED = regex(r"(?P<module>[\w.]+)\.(?P<call>\w+\(.*\))", re.DOTALL)
_RENAMED = {"item": "item_type"}
# What SQLModel calls its types says no more than SQLAlchemy's own names, and needs an import that templates lack.
_PLAIN_MODULES = ("sqlmodel.",)

# What each database has its own word for: SQLAlchemy finds it. Alembic's renderer has SQL only, which these stand for.
_MARKS = {"@now": "func.now()", "@true": "true()", "@false": "false()"}
_PORTABLE = {
    **dict.fromkeys(("now()", "(now())", "current_timestamp", "(current_timestamp)"), "@now"),
    "true": "@true",
    "false": "@false",
}

# By dialect the type that a column has there, where it is another one: with_variant.
Variants = Mapping[str, Type]


class Objects:
    """Makes them. `imports` are the modules that the types of the project need, `unsaid` what could not be said of them."""

    def __init__(
        self,
        convention: Mapping[str, object],
        variants: Callable[[Type], Variants] = lambda type_: {},
        options: Callable[[str, Index], Mapping[str, object]] = lambda table, index: {},
        is_portable: bool = False,
        unnamed_checks: Callable[[str], Sequence[str]] = lambda table: (),
    ) -> None:
        """`variants` gives what a type is on other dialects, `options` what an index (of a table's name) has for other dialects alone.
        `is_portable`: defaults are to be understood by SQLite and PostgreSQL. `unnamed_checks` gives the conditions of a table that SQLite's
        batch mode would lose, for reflection tells of no check without a name."""
        self._convention = convention
        self._variants = variants
        self._options = options
        self._is_portable = is_portable
        self.unnamed_checks = unnamed_checks
        self.imports: set[str] = set()
        self.unsaid: list[str] = []

    def options(self, table: str, index: Index) -> dict[str, Any]:
        """The dialects' own options of an index."""
        return {**self._options(table, index), **dict(index.options)}

    # Types

    def type(self, type_: Type | Unknown) -> TypeEngine[Any]:
        """The type, with its variants on other dialects."""
        if isinstance(type_, Unknown):
            return self._stand_in("sqlalchemy.types", f"NullType()  # {type_.reason}")
        found = self._alone(type_)
        for dialect, other in sorted(self._variants(type_).items()):
            found = found.with_variant(self._alone(other), dialect)
        return found

    def _alone(self, type_: Type) -> TypeEngine[Any]:
        spelled = _SPELLED.fullmatch(type_.spelling or "")
        if spelled is not None and not spelled["module"].startswith(_PLAIN_MODULES):
            self.imports.add(f"import {spelled['module']}")
            return self._stand_in(spelled["module"], spelled["call"])
        if type_.name == "Raw":
            self.unsaid.append(f"the type {type_.argument('ddl')} is written as SQL: Alembic has no name for it")
            return self._raw(str(type_.argument("ddl")))
        return self._of_library(type_)

    @staticmethod
    def _stand_in(module: str, call: str) -> TypeEngine[Any]:
        """A type that Alembic writes with the name and module of one that is not imported here."""
        from sqlalchemy.types import UserDefinedType

        made: TypeEngine[Any] = type(
            call.partition("(")[0], (UserDefinedType,), {"__module__": module, "__repr__": lambda self: call}
        )()
        return made

    @staticmethod
    def _raw(ddl: str) -> TypeEngine[Any]:
        from sqlalchemy.types import UserDefinedType

        call = f"text({ddl!r})"
        made: TypeEngine[Any] = type(
            "text", (UserDefinedType,), {"__module__": "sqlalchemy.sql.text", "__repr__": lambda self: call}
        )()
        return made

    def _of_library(self, type_: Type) -> TypeEngine[Any]:
        import sqlalchemy

        owner, _, name = type_.name.rpartition(".")
        arguments = {_RENAMED.get(key, key): self._argument(value) for key, value in type_.arguments}
        if type_.name in ("Enum", "postgresql.ENUM", "mysql.ENUM"):
            return self._enum(type_, arguments)
        if owner:
            from importlib import import_module

            found = getattr(import_module(f"sqlalchemy.dialects.{owner}"), name)
        else:
            found = getattr(sqlalchemy, name, None) or getattr(sqlalchemy.types, name)
        made: TypeEngine[Any] = found(**arguments)
        return made

    def _argument(self, value: Any) -> Any:
        return self._alone(value) if isinstance(value, Type) else value

    @staticmethod
    def _enum(type_: Type, arguments: dict[str, Any]) -> TypeEngine[Any]:
        import sqlalchemy
        from sqlalchemy.dialects import mysql

        values = arguments.pop("values", ())
        if type_.name == "mysql.ENUM":
            return mysql.ENUM(*values)
        if arguments.pop("create_type", None) is False:
            plain = {key: value for key, value in arguments.items() if key in ("name", "schema", "inherit_schema")}
            return _existing_enum()(*values, create_type=False, **plain)
        return sqlalchemy.Enum(*values, **arguments)

    # Columns and tables

    def column(self, column: Column) -> sa.Column[Any]:
        """The column, without its keys."""
        import sqlalchemy

        given: dict[str, Any] = {"nullable": column.nullable if isinstance(column.nullable, bool) else True}
        default = self.default(column.computed or column.identity or column.server_default)
        if isinstance(column.comment, str):
            given["comment"] = column.comment
        if column.autoincrement is False or column.autoincrement is True:
            given["autoincrement"] = column.autoincrement
        if isinstance(column.computed, Computed) or isinstance(column.identity, Identity):
            return sqlalchemy.Column(column.name, self.type(column.type), default, **given)
        return sqlalchemy.Column(column.name, self.type(column.type), server_default=default, **given)

    def default(self, default: Default | Computed | Identity | Unknown | None) -> Any:
        """What `server_default` takes."""
        import sqlalchemy

        if isinstance(default, Computed):
            return sqlalchemy.Computed(default.sql, persisted=default.persisted)
        if isinstance(default, Identity):
            return sqlalchemy.Identity(always=default.always)
        if isinstance(default, Default):
            if not default.is_expression:
                return sqlalchemy.DefaultClause(default.text)
            marked = _PORTABLE.get(default.text.lower()) if self._is_portable else None
            return sqlalchemy.DefaultClause(sqlalchemy.text(marked or escaped(default.text)))
        return None

    def constraints(self, table: Table) -> list[Any]:
        """The constraints of a table that is made."""
        import sqlalchemy

        made: list[Any] = []
        if table.primary_key.columns:
            name = self.name(table.primary_key.name, "pk")
            made.append(sqlalchemy.PrimaryKeyConstraint(*table.primary_key.columns, name=name))
        for key in table.foreign_keys:
            refers = [f"{key.table}.{column}" for column in key.refers]
            made.append(
                sqlalchemy.ForeignKeyConstraint(list(key.columns), refers, name=self.name(key.name, "fk"), **actions(key))
            )
        for unique in table.uniques:
            made.append(sqlalchemy.UniqueConstraint(*unique.columns, name=self.name(unique.name, "uq"), **deferred(unique)))
        for check in table.checks:
            if check.sql is not None and not check.of_type:
                made.append(sqlalchemy.CheckConstraint(escaped(check.sql), name=self.name(check.name, "ck")))
        return made

    def name(self, name: str | None, kind: str) -> Any:
        """A name, marked as final where the project's naming convention would make another one of it."""
        if name is None or kind not in self._convention:
            return None if name is None else str(name)
        from sqlalchemy.sql.elements import conv

        return conv(str(name))


@cache
def _existing_enum() -> type[ENUM]:
    """`postgresql.ENUM` that says of itself that it is not created: before SQLAlchemy 2.1 its repr, which Alembic writes, leaves that out,
    and what is written would create the type a second time."""
    from sqlalchemy.dialects import postgresql

    class Existing(postgresql.ENUM):
        def __repr__(self) -> str:
            text = super().__repr__()
            return text if "create_type=" in text else f"{text[:-1]}, create_type=False)"

    Existing.__name__ = "ENUM"
    Existing.__module__ = postgresql.ENUM.__module__  # by which Alembic knows what to import
    return Existing


def actions(key: ForeignKey) -> dict[str, Any]:
    """What a foreign key says besides its columns."""
    said = {"ondelete": key.ondelete, "onupdate": key.onupdate, "deferrable": key.deferrable, "initially": key.initially}
    return {name: value for name, value in said.items() if value is not None and not isinstance(value, Unknown)}


def deferred(unique: Unique) -> dict[str, Any]:
    """What a unique constraint says besides its columns."""
    said: dict[str, Any] = {"deferrable": unique.deferrable, "initially": unique.initially}
    if unique.nulls_not_distinct is not None:
        said["postgresql_nulls_not_distinct"] = unique.nulls_not_distinct
    return {name: value for name, value in said.items() if value is not None}


def literal(text: str) -> str:
    """A text as Python writes it: in double quotes where it holds single ones, or may once a value is put in."""
    if ("'" in text or PLACEHOLDER in text) and "\\" not in text and text.isprintable():
        quotes = '"' if '"' not in text else '"""'
        if not text.endswith('"'):
            return f"{quotes}{text}{quotes}"
    return repr(text)


def escaped(sql: str) -> str:
    r"""SQL for `text()`, which takes `:name` for a parameter, even in quotes."""
    return re.sub(r"(?<![:\w\\]):(\w+)(?!:)", r"\\:\1", sql)


def unmarked(source: str, sa: str) -> str:
    """What Alembic wrote, with SQLAlchemy's own words for what is called otherwise on each database."""
    for mark, expression in _MARKS.items():
        source = source.replace(f"{sa}text('{mark}')", sa + expression)
    return source
