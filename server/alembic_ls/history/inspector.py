"""`sa.inspect(bind)`: questions about the schema, answered from what was replayed so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.dialects.reflection import told_back
from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place, Raised, Spread, Symbol
from alembic_ls.schema.tables import Column, PrimaryKey, Table
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown


class Inspector(Host):
    """An inspector, which remembers its answers as SQLAlchemy's does (`engine.reflection.cache`) until `clear_cache`."""

    class_names = ("Inspector",)

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.answers: dict[tuple[Any, ...], Any] = {}

    def attribute(self, machine: Any, name: str) -> Any:
        """The methods that ask; the connection."""
        if name in _OF_TABLE:
            return HostFunction(name, lambda m, args, kwargs, place: self._asked(name, args, kwargs, place))
        if name in _OF_SCHEMA:
            return HostFunction(name, lambda m, args, kwargs, place: self._listed(name, args, kwargs))
        if name == "clear_cache":
            return HostFunction(name, lambda m, args, kwargs, place: self.answers.clear())
        if name == "has_table":
            return HostFunction(name, lambda m, args, kwargs, place: self._has_table(args, kwargs, place))
        if name in ("has_index", "has_column"):
            return HostFunction(name, lambda m, args, kwargs, place: self._has(name, args, kwargs, place))
        if name in ("bind", "engine", "connection", "dialect"):
            from alembic_ls.history.bind import Bind

            bind = Bind(self.recorder)
            return bind.attribute(machine, "dialect") if name == "dialect" else bind
        if name == "default_schema_name":
            return self.recorder.rules.default_schema
        return MISSING

    def _table(self, name: Any, schema: Any) -> Table | Unknown | None:
        """The table; None where there surely is none."""
        if type(name) is not str or not (schema is None or type(schema) is str):
            doubt = name if isinstance(name, Unknown) else schema
            return doubt if isinstance(doubt, Unknown) else Unknown("which table is asked for is not known")
        now = self.recorder.schema
        table = now.tables.get(self.recorder.rules.key(name, schema))
        if table is None and name == self.recorder.rules.version_table:
            return VERSIONS._replace(name=name)
        if table is None:
            return now.unknown[0] if now.unknown else None
        return table.unknown.get("table", table)

    def _has_table(self, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        name, schema = _name_and_schema(args, kwargs)
        return self._once(("has_table", name, schema), lambda: self._there(self._table(name, schema)))

    def _there(self, table: Table | Unknown | None) -> Any:
        return table if isinstance(table, Unknown) else table is not None

    def _asked(self, method: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """Raises Raised for a table that surely is not there, as `NoSuchTableError`."""
        name, schema = _name_and_schema(args, kwargs)

        def made() -> Any:
            table = self._table(name, schema)
            if table is None:
                raise Raised(Symbol("sqlalchemy.exc.NoSuchTableError"))
            return table if isinstance(table, Unknown) else _OF_TABLE[method](table, self.recorder)

        answer = self._once((method, name, schema), made)
        return _copied(answer)

    def _listed(self, method: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        schema = args[0] if args else kwargs.get("schema")
        if schema is not None and type(schema) is not str:
            return schema if isinstance(schema, Unknown) else Unknown("which schema is asked for is not known")
        schema = None if schema == self.recorder.rules.default_schema else schema
        return _copied(self._once((method, None, schema), lambda: _OF_SCHEMA[method](self.recorder, schema)))

    def _has(self, method: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        table = self._table(args[0] if args else kwargs.get("table_name"), kwargs.get("schema"))
        wanted = args[1] if len(args) > 1 else kwargs.get("index_name", kwargs.get("column_name"))
        if not isinstance(table, Table) or type(wanted) is not str:
            return False if table is None else table if isinstance(table, Unknown) else Unknown("what is asked for is not known")
        found = indexes(table, self.recorder) if method == "has_index" else columns(table, self.recorder)
        if any(isinstance(one, dict) and one["name"] == wanted for one in found):
            return True
        return next((one.value for one in found if isinstance(one, Spread)), False)

    def _once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        try:
            if key not in self.answers:
                self.answers[key] = make()
            return self.answers[key]
        except TypeError:  # a name that is no constant
            return make()


def _name_and_schema(args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    name = args[0] if args else kwargs.get("table_name")
    return name, args[1] if len(args) > 1 else kwargs.get("schema")


def _copied(answer: Any) -> Any:
    """An answer that the source may change."""
    return [dict(one) if type(one) is dict else one for one in answer] if type(answer) is list else answer


def columns(table: Table, recorder: Recorder) -> list[Any]:
    """`get_columns`: those that are surely there, and that there may be others."""
    found: list[Any] = []
    doubt = table.unknown.get("columns")
    for name, column in table.columns.items():
        why = table.unknown.get("column:" + name) if table.unknown else None
        if why is not None:
            doubt = doubt or why
        else:
            found.append(_column(column, table, recorder))
    if doubt is not None:
        found.append(Spread(doubt))
    return found


def _column(column: Column, table: Table, recorder: Recorder) -> dict[str, Any]:
    default: Any = column.server_default
    if default is not None and not isinstance(default, Unknown):
        default = DefaultHost()
    return {
        "name": column.name,
        "type": TypeHost(column.type, recorder.dialect),
        "nullable": column.nullable,
        "default": default,
        "comment": column.comment,
        "autoincrement": column.autoincrement,
        "primary_key": int(column.name in table.primary_key.columns),
    }


class DefaultHost(Host):
    """A server default that is there; how the database writes it is not followed."""


class TypeHost(Host):
    """A column's type as reflection tells it."""

    def __init__(self, type_: Type | Unknown, dialect: str) -> None:
        self.column_type = type_
        told = told_back(type_, dialect) if isinstance(type_, Type) else None
        self.text = told
        word = (told or "").partition("(")[0].partition(" ")[0]
        self.class_names = _CLASSES.get(word, (word,)) if told and word.isalpha() else None
        if isinstance(type_, Type) and type_.name == "Enum" and dialect == "postgresql":
            self.class_names = ("ENUM", "Enum", "String")

    def truth(self) -> bool | None:
        """A type counts as true."""
        return True

    def attribute(self, machine: Any, name: str) -> Any:
        """Its length and its like."""
        if not isinstance(self.column_type, Type):
            return self.column_type
        if name == "__visit_name__" and self.class_names is not None:
            return self.class_names[0]
        if name in ("length", "precision", "scale", "timezone"):
            return self.column_type.argument(name, False if name == "timezone" else None)
        if name == "enums" and self.column_type.name == "Enum":
            values = self.column_type.argument("values")
            return list(values) if isinstance(values, tuple) else Unknown("the values of this enum are not known")
        if name == "name" and self.column_type.name == "Enum":
            return self.column_type.argument("name")
        return MISSING


# What a reflected type is an instance of, beside its own class.
_CLASSES = {
    "VARCHAR": ("VARCHAR", "String"),
    "TEXT": ("TEXT", "Text", "String"),
    "CHAR": ("CHAR", "String"),
    "INTEGER": ("INTEGER", "Integer"),
    "BIGINT": ("BIGINT", "BigInteger", "Integer"),
    "SMALLINT": ("SMALLINT", "SmallInteger", "Integer"),
    "BOOLEAN": ("BOOLEAN", "Boolean"),
    "TIMESTAMP": ("TIMESTAMP", "DateTime"),
    "DATETIME": ("DATETIME", "DateTime"),
    "DATE": ("DATE", "Date"),
    "JSON": ("JSON",),
    "JSONB": ("JSONB", "JSON"),
    "UUID": ("UUID", "Uuid"),
    "NUMERIC": ("NUMERIC", "Numeric"),
    "FLOAT": ("FLOAT", "Float", "Numeric"),
    "LONGTEXT": ("LONGTEXT", "Text", "String"),
    "MEDIUMTEXT": ("MEDIUMTEXT", "Text", "String"),
}


def indexes(table: Table, recorder: Recorder) -> list[Any]:
    """`get_indexes`: on PostgreSQL and MySQL with those that unique constraints make."""
    found: list[Any] = [
        {
            "name": index.name,
            "column_names": [None if column.startswith("(") else column for column in index.columns],
            "unique": index.unique,
            "dialect_options": {},
        }
        for index in table.indexes
    ]
    if recorder.dialect in ("postgresql", "mysql"):
        known = {index.name for index in table.indexes}
        found += [
            {"name": unique.name, "column_names": list(unique.columns), "unique": True, "duplicates_constraint": unique.name}
            for unique in table.uniques
            if unique.name not in known
        ]
        return _with_doubt(found, table, "indexes", "uniques")
    return _with_doubt(found, table, "indexes")


def uniques(table: Table, recorder: Recorder) -> list[Any]:
    """`get_unique_constraints`; MySQL's unique indexes are such too."""
    found: list[Any] = [{"name": one.name, "column_names": list(one.columns), "comment": None} for one in table.uniques]
    if recorder.dialect == "mysql":
        known = {one.name for one in table.uniques}
        for index in table.indexes:
            if index.unique is True and index.name not in known:
                found.append({"name": index.name, "column_names": list(index.columns), "duplicates_index": index.name})
        return _with_doubt(found, table, "uniques", "indexes")
    return _with_doubt(found, table, "uniques")


def foreign_keys(table: Table, recorder: Recorder) -> list[Any]:
    """`get_foreign_keys`."""
    found: list[Any] = []
    for key in table.foreign_keys:
        schema, _, name = key.table.rpartition(".")
        options = {what: value for what, value in (("ondelete", key.ondelete), ("onupdate", key.onupdate)) if value is not None}
        found.append(
            {
                "name": key.name,
                "constrained_columns": list(key.columns),
                "referred_schema": schema or None,
                "referred_table": name,
                "referred_columns": list(key.refers),
                "options": options,
                "comment": None,
            }
        )
    return _with_doubt(found, table, "foreign_keys")


def _with_doubt(found: list[Any], table: Table, *aspects: str) -> list[Any]:
    why = next((table.unknown[aspect] for aspect in aspects if aspect in table.unknown), None)
    return found if why is None else [*found, Spread(why)]


def checks(table: Table, recorder: Recorder) -> list[Any]:
    """`get_check_constraints`."""
    untold = Unknown("how the database writes this condition is not followed")
    found: list[Any] = [{"name": check.name, "sqltext": untold} for check in table.checks]
    return _with_doubt(found, table, "checks")


def primary_key(table: Table, recorder: Recorder) -> Any:
    """`get_pk_constraint`."""
    if "primary_key" in table.unknown:
        return table.unknown["primary_key"]
    return {"constrained_columns": list(table.primary_key.columns), "name": table.primary_key.name, "comment": None}


def comment(table: Table, recorder: Recorder) -> Any:
    """`get_table_comment`."""
    return {"text": table.comment}


def _names(recorder: Recorder, schema: str | None, views: bool) -> list[Any]:
    now = recorder.schema
    found: list[Any] = []
    doubt = now.unknown[0] if now.unknown else None
    for table in now.tables.values():
        if table.schema != schema or table.is_view != views:
            continue
        if "table" in table.unknown:
            doubt = doubt or table.unknown["table"]
        else:
            found.append(table.name)
    if not views and schema in (None, recorder.rules.version_table_schema):
        found.append(recorder.rules.version_table)
    return found if doubt is None else [*found, Spread(doubt)]


def _enums(recorder: Recorder, schema: str | None) -> list[Any]:
    now = recorder.schema
    found: list[Any] = [
        {
            "name": enum.name,
            "schema": enum.schema or recorder.rules.default_schema,
            "visible": enum.schema is None,
            "labels": list(enum.values) if isinstance(enum.values, tuple) else enum.values,
        }
        for enum in now.enums.values()
        if schema in (None, "*") or enum.schema == schema
    ]
    return [*found, Spread(now.unknown[0])] if now.unknown else found


def _schemas(recorder: Recorder, schema: str | None) -> list[Any]:
    known = dict.fromkeys(table.schema or recorder.rules.default_schema for table in recorder.schema.tables.values())
    return [*known, Spread(Unknown("which schemas the database has is not known"))]


# Alembic's own table (runtime.migration.MigrationContext), which is there while revisions run.
VERSIONS = Table(
    "alembic_version",
    columns={"version_num": Column("version_num", make_type("String", length=32), False)},
    primary_key=PrimaryKey(("version_num",), "alembic_version_pkc"),
)
_OF_TABLE: dict[str, Callable[[Table, Recorder], Any]] = {
    "get_columns": columns,
    "get_indexes": indexes,
    "get_unique_constraints": uniques,
    "get_foreign_keys": foreign_keys,
    "get_check_constraints": checks,
    "get_pk_constraint": primary_key,
    "get_table_comment": comment,
}
_OF_SCHEMA: dict[str, Callable[[Recorder, str | None], Any]] = {
    "get_table_names": lambda recorder, schema: _names(recorder, schema, False),
    "get_view_names": lambda recorder, schema: _names(recorder, schema, True),
    "get_enums": _enums,
    "get_schema_names": _schemas,
}
