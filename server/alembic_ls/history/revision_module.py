"""A revision as a module whose `upgrade` is about to be run, at the least cost: a history holds hundreds that begin alike."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import MISSING, Function, Host, Symbol
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.imports import read_import

if TYPE_CHECKING:
    from alembic_ls.history.revision import Revision
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.chunks import Chunk

# Behind the name of a function that is a docstring, `pass`, or both, until something else begins.
_IDLE = regex(
    r"""\([^()\n]*\)[^\n:]*:[ \t]*\n
    (?P<indent>[ \t]+)(?:\"{3}[^"\\]*\"{3}|pass)[ \t]*\n(?:(?P=indent)(?:\"{3}[^"\\]*\"{3}|pass)[ \t]*\n|[ \t]*\n)*
    (?:\Z|(?=[^\s\#)\]}]))""",
    re.VERBOSE,
)
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


def does_nothing(text: str, name: str) -> bool:
    """True where what a revision has of this name is surely a function that does nothing. Then the file need not be read again: where
    releases have revisions of their own, or branches are merged, that is a good part of a history."""
    head = f"\ndef {name}"
    at = text.find(head)
    return at >= 0 and text.count(name) == 1 and "\n@" not in text and _IDLE.match(text, at + len(head)) is not None
