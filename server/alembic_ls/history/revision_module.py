"""A revision as a module whose `upgrade` is about to be run, at the least cost: a history holds hundreds that begin alike."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import MISSING, Function, Host, Symbol
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.imports import read_import

if TYPE_CHECKING:
    from alembic_ls.history.revision import Revision
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.chunks import Chunk

_LIBRARIES = KNOWN | sys.stdlib_module_names


class RevisionModules:
    """Makes the modules of one history. What a line imports from a library is remembered by its text."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._imported: dict[str, dict[str, Any] | None] = {}

    def module(self, revision: Revision, text: str) -> Module:
        """The revision's module, with what it imports from libraries already bound."""
        source = SourceFile(revision.path, text)
        module = Module(f"revision {revision.id}", revision.path, None, source, False)
        for chunk in source.chunks:
            if chunk.kind == "import":
                known = self._imported.get(chunk.text, MISSING)
                if known is MISSING:
                    known = self._imported[chunk.text] = self._read(module, chunk)
                if known is not None:
                    module.namespace.update(known)
        return module

    def _read(self, module: Module, chunk: Chunk) -> dict[str, Any] | None:
        """What the statement binds, None where that is not the same in every module."""
        statement = read_import(chunk.text)
        if statement is None or statement.level:
            return None
        roots = [statement.module] if statement.is_from else [name for name, _ in statement.names]
        if any(root.partition(".")[0] not in _LIBRARIES for root in roots) or "*" in statement.bound:
            return None
        bound = {name: module.get(self._machine, name) for name in statement.bound}
        return bound if all(isinstance(value, (Symbol, Host, bool)) for value in bound.values()) else None


def function_of(machine: Machine, module: Module, name: str) -> Any:
    """The function `upgrade` or `downgrade` of a revision; MISSING where it has none."""
    assert module.source is not None
    chunks = [chunk for chunk in module.source.chunks if chunk.name == name]
    if len(chunks) == 1 and chunks[0].kind == "def" and not chunks[0].text.startswith("@"):
        return Function(name, module.scope, chunks[0])
    return module.get(machine, name)
