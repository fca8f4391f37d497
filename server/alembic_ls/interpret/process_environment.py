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

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _getenv(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """As the same command line would see it: the variable of this process, else the default."""
    name = args[0] if args else kwargs.get("key")
    if type(name) is not str:
        return name if isinstance(name, Unknown) else Unknown("which variable this is is not known", where_of(place))
    machine.variables.add(name)
    return os.environ.get(name, args[1] if len(args) > 1 else kwargs.get("default"))


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
            return Unknown(f"the environment variable {key} is not set here")
        return os.environ[key]

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether the variable is set."""
        if type(value) is not str:
            return Unknown("which variable this is is not known")
        machine.variables.add(value)
        return value in os.environ


FACTORIES: dict[str, Any] = {"os.getenv": _getenv, "os.environ.get": _getenv}
