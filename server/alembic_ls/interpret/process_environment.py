"""`os.environ`: what the same command line would see."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.factories import where_of
from alembic_ls.interpret.values import (
    Host,
    Place,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_SCHEMES = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "sqlite": "sqlite",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mssql": "mssql",
    "oracle": "oracle",
}
_URL = regex(rf"({'|'.join(_SCHEMES)})(?:\+\w+)?://")
_URL_NAME = regex(r"(?i)(?:database|db|sqlalchemy|postgres|mysql|sqlite)\w*(?:url|uri|dsn)\b")


def _getenv(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """As the same command line would see it: the variable of this process, else the default."""
    name = args[0] if args else kwargs.get("key")
    if type(name) is not str:
        return name if isinstance(name, Unknown) else Unknown("which variable this is is not known", where_of(place))
    machine.variables.add(name)
    found = os.environ.get(name, args[1] if len(args) > 1 else kwargs.get("default"))
    return of_this_database(machine, found) if found else _url_named(machine, name) or found


def _url_named(machine: Machine, name: str) -> str | None:
    """What a variable holds that is not set here, if by its name it is the URL of the database that is read for."""
    return some_url(machine.dialect) if machine.dialect and _URL_NAME.search(name) else None


def some_url(dialect: str) -> str:
    """A URL of a database that somebody else sets: its kind is known, not where it lies."""
    return f"{dialect}://localhost/database"


def of_this_database(machine: Machine, value: Any) -> Any:
    """A setting that is the URL of another kind of database than the one that is read for, as one of this kind: whoever runs the
    project on that has set it."""
    found = _URL.match(value) if type(value) is str and machine.dialect else None
    if found is None or _SCHEMES[found[1]] == machine.dialect:
        return value
    return f"{machine.dialect}://{value[found.end() :].lstrip('/')}"


class Environ(Host):
    """`os.environ`."""

    def attribute(self, machine: Any, name: str) -> Any:
        """`get` reads; what writes is nothing."""
        if name in ("get", "setdefault"):
            return Symbol("os.getenv")
        return Unknown(f"'{name}' of os.environ is not followed")

    def item(self, machine: Any, key: Any) -> Any:
        """The variable; KeyError where this process has none."""
        if type(key) is not str:
            return Unknown("which variable this is is not known")
        machine.variables.add(key)
        if key not in os.environ:
            return _url_named(machine, key) or Unknown(f"the environment variable {key} is not set here")
        return of_this_database(machine, os.environ[key])

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether the variable is set."""
        if type(value) is not str:
            return Unknown("which variable this is is not known")
        machine.variables.add(value)
        return value in os.environ or _url_named(machine, value) is not None


FACTORIES: dict[str, Any] = {"os.getenv": _getenv, "os.environ.get": _getenv}
