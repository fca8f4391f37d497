"""`make_url(…)`: of a database's URL, what kind of database it is of."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.decorators import DialectHost
from alembic_ls.interpret.process_environment import of_this_database
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place

MAKERS = ("sqlalchemy.make_url", "sqlalchemy.engine.make_url", "sqlalchemy.engine.url.make_url")
_BACKENDS = {"postgres": "postgresql"}


class UrlHost(Host):
    """A URL. One that is not known is of the database that is being read for."""

    class_names = ("URL",)

    def __init__(self, backend: str) -> None:
        self.backend = backend

    def attribute(self, machine: Any, name: str) -> Any:
        """The kind of database; where it lies nobody knows."""
        if name == "get_backend_name":
            return HostFunction(name, lambda *_: self.backend)
        if name == "get_dialect":
            return HostFunction(name, lambda *_: DialectHost(self.backend))
        if name == "set":
            return HostFunction(name, lambda *_: self)
        return MISSING


def make_url(machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`make_url(text)`."""
    given = args[0] if args else kwargs.get("name_or_url")
    if isinstance(given, UrlHost):
        return given
    text = of_this_database(machine, given)
    known = text.partition(":")[0].partition("+")[0] if type(text) is str else machine.dialect
    return UrlHost(_BACKENDS.get(known, known))
