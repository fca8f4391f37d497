"""Importing what writing needs before it is asked for: SQLAlchemy and Alembic take a third of a second."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Thread

_MODULES = ("alembic.autogenerate.render", "alembic.runtime.migration", "alembic.script", "sqlalchemy.dialects.postgresql")


@cache
def warm_up() -> None:
    """Begin, once, in a thread of its own: whoever needs the modules meanwhile waits for them alone."""
    Thread(target=_load, name="alembic-ls imports", daemon=True).start()


def _load() -> None:
    for name in _MODULES:
        import_module(name)
