"""The connection, its engine and its dialect, sessions on it, as a revision sees them."""

from __future__ import annotations

from typing import Any

from alembic_ls.history import statements
from alembic_ls.history.recorder import Recorder
from alembic_ls.history.remembered import Remembered
from alembic_ls.history.rows import unknown_rows
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place, Symbol
from alembic_ls.schema.unknown import Unknown

_ITSELF = frozenset(
    [
        "connect",
        "begin",
        "begin_nested",
        "get_bind",
        "execution_options",
        "connection",
        "engine",
        "sync_connection",
        "bind",
        "sync_session",
        "get_transaction",
        "get_nested_transaction",
        "no_autoflush",
    ]
)
_VALUES = frozenset(("connection", "engine", "sync_connection", "bind", "sync_session", "no_autoflush"))
_QUIET = frozenset(
    [
        "commit",
        "rollback",
        "close",
        "flush",
        "add",
        "add_all",
        "merge",
        "expunge",
        "expunge_all",
        "refresh",
        "expire",
        "expire_all",
        "delete",
        "bulk_save_objects",
        "bulk_insert_mappings",
        "bulk_update_mappings",
        "dispose",
        "invalidate",
        "detach",
    ]
)


class Bind(Remembered):
    """`op.get_bind()`, and everything that is reached from it and executes: the engine, a session, a cursor."""

    class_names = ("Connection", "Session", "Engine")

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def _made(self, name: str) -> Any:
        """`execute` and its like, the dialect, itself under its other names."""
        if name in _VALUES:
            return self
        if name in _ITSELF:
            return HostFunction(name, lambda machine, args, kwargs, place: self)
        if name == "dialect":
            return DialectHost(self.recorder)
        if name in ("execute", "exec_driver_sql", "exec", "stream", "executemany"):
            return HostFunction(name, self._execute)
        if name == "scalar":
            return HostFunction(name, lambda *call: _called(call[0], self._execute(*call), "scalar"))
        if name == "scalars":
            return HostFunction(name, lambda *call: _called(call[0], self._execute(*call), "scalars"))
        if name == "run_sync":
            return HostFunction(name, self._run_sync)
        if name in _QUIET:
            return HostFunction(name, lambda machine, args, kwargs, place: None)
        if name in ("in_transaction", "is_active"):
            return HostFunction(name, lambda machine, args, kwargs, place: True)
        if name in ("query", "get", "scalar_one", "get_one"):
            return HostFunction(name, lambda machine, args, kwargs, place: unknown_rows(place.anchor if place else None))
        if name in ("name", "dialect_name"):
            return self.recorder.dialect
        if name == "info":
            return {}
        return MISSING

    def _execute(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        statement = args[0] if args else kwargs.get("statement", Unknown("no statement was given"))
        parameters = args[1] if len(args) > 1 else kwargs.get("parameters", kwargs)
        return statements.execute(self.recorder, statement, parameters, place)

    def _run_sync(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return machine.call(args[0], [self, *args[1:]], kwargs, place) if args else None


def _called(machine: Any, result: Any, method: str) -> Any:
    """`result.method()`."""
    if isinstance(result, Unknown):
        return result
    return machine.call(result.attribute(machine, method), [], {}, None)


_DIALECT_CLASSES = {"PGDialect": "postgresql", "SQLiteDialect": "sqlite", "MySQLDialect": "mysql", "OracleDialect": "oracle"}


class DialectHost(Host):
    """`bind.dialect`."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def is_instance(self, kind: Symbol) -> bool | None:
        """Of its own class, and of no other dialect's; which driver's class it is of is not known."""
        name = kind.name.partition("_")[0]
        dialect = _DIALECT_CLASSES.get(name, "mssql" if name.startswith("MS") else "")
        if kind.path.startswith("sqlalchemy.dialects."):
            dialect = kind.path.split(".")[2]
        is_ours = dialect == self.recorder.rules.dialect.replace("mariadb", "mysql")
        if is_ours:
            return True if kind.name in _DIALECT_CLASSES else None
        return False if dialect else None

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name, what it supports, and `has_table`."""
        dialect = self.recorder.rules.dialect
        if name == "name":
            return dialect
        if name in ("supports_native_enum", "supports_native_uuid", "supports_sequences"):
            return dialect == "postgresql"
        if name == "supports_alter":
            return dialect != "sqlite"
        if name == "default_schema_name":
            return self.recorder.rules.default_schema or Unknown("the default schema of this dialect is not known")
        if name in ("has_table", "has_schema", "has_index"):
            return HostFunction(name, lambda m, args, kwargs, place: self._has(m, name, args[1:], kwargs, place))
        if name in ("identifier_preparer", "preparer"):
            return PreparerHost(dialect)
        if name == "type_descriptor":
            return HostFunction(name, lambda m, args, kwargs, place: args[0] if args else None)
        return MISSING

    def _has(self, machine: Any, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.history.inspector import Inspector

        return machine.call(Inspector(self.recorder).attribute(machine, name), args, kwargs, place)


class PreparerHost(Host):
    """`dialect.identifier_preparer`, which quotes names."""

    def __init__(self, dialect: str) -> None:
        self.mark = "`" if dialect in ("mysql", "mariadb") else '"'

    def attribute(self, machine: Any, name: str) -> Any:
        """The methods that quote."""
        if name in ("quote", "quote_identifier", "quote_schema", "format_table"):
            return HostFunction(name, self._quote)
        return MISSING

    def _quote(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        name = args[0] if args else None
        if type(name) is not str:
            return name if isinstance(name, Unknown) else Unknown("this name is not known")
        return self.mark + name.replace(self.mark, self.mark * 2) + self.mark
