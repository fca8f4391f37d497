"""`alembic.context` and the migration context, as a revision sees them: online, on an empty database."""

from __future__ import annotations

from typing import Any

from alembic_ls.history import statements
from alembic_ls.history.bind import Bind
from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place
from alembic_ls.schema.unknown import Unknown


class MigrationContext(Host):
    """`op.get_context()`."""

    def __init__(self, recorder: Recorder, bind: Bind) -> None:
        self.recorder = recorder
        self.bind = bind

    def attribute(self, machine: Any, name: str) -> Any:
        """The dialect, the connection, that nothing is written as SQL, blocks that change nothing here."""
        if name in ("bind", "connection"):
            return self.bind
        if name == "dialect":
            return self.bind.attribute(machine, "dialect")
        if name == "impl":
            return Implementation(self.recorder, self.bind)
        if name == "as_sql":
            return False
        if name in ("autocommit_block", "begin_transaction"):
            return HostFunction(name, lambda m, args, kwargs, place: Block())
        if name == "execute":
            return HostFunction(name, lambda m, args, kwargs, place: self._execute(args, kwargs, place))
        if name in ("opts", "config", "environment_context"):
            return Options() if name == "opts" else machine.symbol("alembic.context")
        if name == "version_table":
            return self.recorder.rules.version_table
        return MISSING

    def _execute(self, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        statement = args[0] if args else kwargs.get("sql", Unknown("no statement was given"))
        statements.execute(self.recorder, statement, None, place)
        return None


class Implementation(Host):
    """`op.get_context().impl`."""

    def __init__(self, recorder: Recorder, bind: Bind) -> None:
        self.recorder = recorder
        self.bind = bind

    def attribute(self, machine: Any, name: str) -> Any:
        """The dialect and the connection; `execute`."""
        if name in ("dialect", "connection", "bind"):
            return self.bind.attribute(machine, name)
        if name in ("execute", "_exec"):
            return self.bind.attribute(machine, "execute")
        return MISSING


class Block(Host):
    """A `with` block that changes nothing of what is read."""


class Options(Host):
    """What env.py has told `context.configure`."""

    def attribute(self, machine: Any, name: str) -> Any:
        """`get`: what it has not told may be Alembic's own, which is not known here, or is the default."""
        if name == "get":
            return HostFunction(name, lambda m, args, kwargs, place: self._get(m, args, kwargs))
        return MISSING

    def _get(self, machine: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        key = args[0] if args else kwargs.get("key")
        given = machine.symbols.get("alembic_ls.options")
        if given is None or "**" in given or key in given or type(key) is not str or key in _OF_ALEMBIC:
            return self.item(machine, key)
        return args[1] if len(args) > 1 else kwargs.get("default")

    def item(self, machine: Any, key: Any) -> Any:
        """One option."""
        given = machine.symbols.get("alembic_ls.options") or {}
        if type(key) is str and key in given and key != "**":
            return given[key]
        return Unknown(f"the option {key!r} of env.py is not known here")


# What `alembic.runtime.environment.EnvironmentContext.configure` itself puts among the options, whether env.py gives it or not.
_OF_ALEMBIC = frozenset(
    """starting_rev tag template_args transactional_ddl output_buffer target_metadata include_name include_object include_schemas
    upgrade_token downgrade_token sqlalchemy_module_prefix alembic_module_prefix user_module_prefix literal_binds
    process_revision_directives render_as_batch on_version_apply compare_type compare_server_default render_item
    transaction_per_migration version_table version_table_schema version_table_pk script fn purge as_sql""".split()
)


class Context(Host):
    """`alembic.context` inside a revision."""

    def __init__(self, recorder: Recorder, migration: MigrationContext) -> None:
        self.recorder = recorder
        self.migration = migration

    def attribute(self, machine: Any, name: str) -> Any:
        """Online, without `-x` arguments; what the configuration says is not known."""
        if name in ("is_offline_mode", "is_transactional_ddl"):
            return HostFunction(name, lambda m, args, kwargs, place: name != "is_offline_mode")
        if name == "get_x_argument":
            return HostFunction(name, _x_argument)
        if name in ("get_context", "get_bind"):
            return HostFunction(
                name, lambda m, args, kwargs, place: self.migration if name == "get_context" else self.migration.bind
            )
        if name == "execute":
            return self.migration.attribute(machine, name)
        if name == "config":
            return Configuration(machine.symbols.get("alembic_ls.config"))
        if name == "begin_transaction":
            return HostFunction(name, lambda m, args, kwargs, place: Block())
        return MISSING


class Configuration(Host):
    """`context.config`, as env.py has left it: that is `read`, None where no env.py was."""

    def __init__(self, read: Host | None) -> None:
        self.read = read

    def attribute(self, machine: Any, name: str) -> Any:
        """The options but for the URL, which may be another than that of the database that is replayed."""
        if self.read is None:
            return {} if name == "attributes" else MISSING
        if name not in ("get_main_option", "get_section_option"):
            return MISSING if name.startswith("get_") else self.read.attribute(machine, name)
        asked = self.read.attribute(machine, name)

        def answer(m: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
            if "sqlalchemy.url" in (*args, *kwargs.values()):
                return Unknown("the URL of the database is not known here", place.anchor if place else None)
            return asked.call(m, args, kwargs, place)

        return HostFunction(name, answer)


def _x_argument(machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    as_dictionary = args[0] if args else kwargs.get("as_dictionary", False)
    return {} if as_dictionary else []
