"""`alembic.context` as env.py sees it: what it is configured with is remembered, nothing is run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from alembic_ls.declare.decorators import DialectHost
from alembic_ls.environment.url import UrlHost
from alembic_ls.interpret.process_environment import some_url
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place
from alembic_ls.schema.unknown import Unknown

_TO_BE_SET = "driver://"  # as Alembic's templates have it


class ContextHost(Host):
    """`from alembic import context`. `configured` holds the keywords of each `context.configure(…)`, in order, `runs` those of each
    `context.run_migrations(…)`."""

    def __init__(self, options: Mapping[str, str], section: str, config_file: str | None, dialect: str) -> None:
        self.config = ConfigHost(options, section, config_file, dialect)
        self.dialect = dialect
        self.configured: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.script = ScriptHost()

    def attribute(self, machine: Any, name: str) -> Any:
        """`config`, `configure`, `is_offline_mode` …"""
        if name == "config":
            return self.config
        if name in (
            "configure",
            "run_migrations",
            "begin_transaction",
            "get_x_argument",
            "is_offline_mode",
            "execute",
            "get_bind",
        ):
            return HostFunction(name, getattr(self, f"_{name}"))
        if name == "script":
            return self.script
        if name in ("get_context", "migration_context"):
            return ContextOfRun(self.dialect)
        if name in ("get_tag_argument", "get_starting_revision_argument", "get_revision_argument", "get_head_revision"):
            return HostFunction(name, lambda *_: None)
        return MISSING

    def _configure(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        self.configured.append({**({"connection": args[0]} if args else {}), **kwargs})

    def _run_migrations(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        self.runs.append(kwargs)

    def _begin_transaction(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return self

    def _execute(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return None

    def _get_bind(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return ConnectionHost(self.dialect)

    def _is_offline_mode(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return False

    def _get_x_argument(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        as_dictionary = kwargs.get("as_dictionary", args[0] if args else False)
        return {} if as_dictionary is True else []


class ContextOfRun(Host):
    """`context.get_context()`: its dialect."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def attribute(self, machine: Any, name: str) -> Any:
        """`dialect`, `bind`."""
        if name == "dialect":
            return DialectHost(self.dialect)
        if name in ("bind", "connection"):
            return ConnectionHost(self.dialect)
        return MISSING


class ScriptHost(Host):
    """`context.script`, the folder of the revisions: env.py may still say where they lie."""

    def __init__(self) -> None:
        self.version_locations: Any = None  # what env.py has set

    def attribute(self, machine: Any, name: str) -> Any:
        """What env.py has set."""
        return self.version_locations if name == "version_locations" and self.version_locations is not None else MISSING

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`context.script.version_locations = […]`."""
        if name == "version_locations":
            self.version_locations = value


class ConfigHost(Host):
    """`context.config`: the options of the ini file."""

    def __init__(self, options: Mapping[str, str], section: str, config_file: str | None, dialect: str) -> None:
        self.options: dict[str, Any] = dict(options)
        if self.options.get("sqlalchemy.url", _TO_BE_SET).startswith(_TO_BE_SET):  # whoever runs Alembic sets it
            self.options["sqlalchemy.url"] = some_url(dialect)
        self.section = section
        self.config_file = config_file
        self.attributes: dict[str, Any] = {}

    def attribute(self, machine: Any, name: str) -> Any:
        """Its options, attributes and names."""
        if name == "attributes":
            return self.attributes
        if name == "config_ini_section":
            return self.section
        if name == "config_file_name":
            return self.config_file
        if name in (
            "get_main_option",
            "get_section_option",
            "set_main_option",
            "set_section_option",
            "get_section",
            "get_alembic_option",
        ):
            return HostFunction(name, getattr(self, f"_{name}"))
        if name == "cmd_opts":
            return None
        return MISSING

    def _get_main_option(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        name = args[0] if args else kwargs.get("name")
        return self.options.get(name, args[1] if len(args) > 1 else kwargs.get("default")) if type(name) is str else None

    _get_alembic_option = _get_main_option

    def _get_section_option(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if args and args[0] == self.section:
            return self._get_main_option(machine, args[1:], kwargs, place)
        options = self._other_section(machine, args[0] if args else kwargs.get("section"))
        if isinstance(options, Unknown):
            return options
        name = str(args[1] if len(args) > 1 else kwargs.get("name"))
        return (options or {}).get(name, args[2] if len(args) > 2 else kwargs.get("default"))

    def _set_main_option(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if len(args) == 2 and type(args[0]) is str:
            self.options[args[0]] = args[1]

    def _set_section_option(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if len(args) == 3 and args[0] == self.section:
            self._set_main_option(machine, args[1:], {}, place)

    def _get_section(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if args and args[0] == self.section:
            return dict(self.options)
        options = self._other_section(machine, args[0] if args else kwargs.get("name"))
        return options if options is not None else args[1] if len(args) > 1 else kwargs.get("default")

    def _other_section(self, machine: Any, name: Any) -> dict[str, Any] | Unknown | None:
        """The options of a section that is not Alembic's own; None where the file has none of that name."""
        if isinstance(name, Unknown):
            return name
        text = machine.files.text(self.config_file) if self.config_file is not None else None
        if text is None or type(name) is not str or not str(self.config_file).endswith((".ini", ".cfg")):
            return Unknown("the other sections of the configuration are not followed")
        from alembic_ls.workspace.ini import read_ini

        ini = read_ini(text, str(self.config_file))
        return ini.options(name, os.path.dirname(str(self.config_file))) if name in ini.sections else None


class EngineHost(Host):
    """What `create_engine` and its like make: connections of the dialect that is being read for."""

    class_names = ("Engine", "AsyncEngine")

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def attribute(self, machine: Any, name: str) -> Any:
        """`connect`, `begin`, `dialect`, and what is the same object."""
        if name in ("dialect",):
            return DialectHost(self.dialect)
        if name == "name":
            return self.dialect
        if name == "url":
            return UrlHost(self.dialect)
        if name in ("sync_engine", "engine"):
            return self
        if name in ("connect", "begin", "raw_connection"):
            return HostFunction(name, lambda *_: ConnectionHost(self.dialect))
        if name in ("dispose", "execution_options", "update_execution_options"):
            return HostFunction(name, lambda *_: self)
        return MISSING


class ConnectionHost(EngineHost):
    """A connection: runs nothing; `run_sync` calls what it is given."""

    class_names = ("Connection", "AsyncConnection")

    def attribute(self, machine: Any, name: str) -> Any:
        """`run_sync`, `execute` and the rest."""
        if name == "run_sync":
            return HostFunction(
                name, lambda m, args, kwargs, place: m.call(args[0], [self, *args[1:]], kwargs, place) if args else None
            )
        if name in ("execute", "exec_driver_sql", "scalar", "scalars"):
            return HostFunction(
                name,
                lambda m, args, kwargs, place: Unknown("what a database answers is not known", place.anchor if place else None),
            )
        if name in ("commit", "rollback", "close", "begin", "begin_nested", "connect", "execution_options"):
            return HostFunction(name, lambda *_: self)
        return super().attribute(machine, name)
