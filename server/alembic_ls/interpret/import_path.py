"""`sys.path`: folders that the project's own source puts there are import roots from then on."""

from __future__ import annotations

import os
from typing import Any

from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place, Spread
from alembic_ls.schema.unknown import Unknown


class ImportPath(Host):
    """`sys.path`, as far as the project's modules are found by it."""

    def attribute(self, machine: Any, name: str) -> Any:
        """What adds a folder; to take one away changes nothing here."""
        if name in ("append", "insert", "extend", "remove"):
            return HostFunction(name, lambda m, args, kwargs, place: _added(m, args if name != "remove" else [], place))
        return MISSING

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether a folder is known to be there."""
        folder = _folder(machine, value)
        return folder in machine.finder.roots if folder else Unknown("which folder this is is not known")

    def iterate(self, machine: Any) -> Any:
        """The import roots, and others."""
        return iter([*machine.finder.roots, Spread(Unknown("what else is on the import path is not known"))])


def _added(machine: Any, args: list[Any], place: Place | None) -> None:
    """The folder is the last argument of `append(folder)`, `insert(0, folder)`; `extend` is given several."""
    given: Any = args[-1] if args else ()
    for value in given if type(given) in (list, tuple) else (given,):
        folder = _folder(machine, value)
        # One that lies above all is no folder of a project, and may hold anything.
        if folder is not None and os.path.isdir(folder) and folder.count(os.sep) > 1:
            machine.finder.add_root(folder)


def _folder(machine: Any, value: Any) -> str | None:
    from alembic_ls.interpret.folders import text_of_path

    text = text_of_path(value)
    if text is None:
        return None
    return os.path.normpath(os.path.join(machine.finder.roots[0] if machine.finder.roots else os.sep, text))
