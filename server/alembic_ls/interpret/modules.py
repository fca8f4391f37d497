"""Modules of the project: split into statements, run only as far as they are wanted.

A module that may define tables is run as Python would, statement by statement; of every other only the imports are followed, and
a name of it is made when somebody asks for it. So a large application costs what its models cost.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.chunk_runs import bound_names
from alembic_ls.interpret.import_lines import imports_of
from alembic_ls.interpret.targets import changed_by
from alembic_ls.interpret.values import MISSING, Absent, Function, Raised, Scope, Symbol
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.parse import Broken
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.chunks import Chunk


class Module:
    """A module as far as it was run. `source` is None for a namespace package."""

    __slots__ = (
        "_has_turned",
        "_in_turn",
        "_index",
        "_running",
        "_scope",
        "folder",
        "is_library",
        "is_looked_into",
        "lively",
        "name",
        "namespace",
        "path",
        "source",
        "stars",
    )

    def __init__(self, name: str, path: str, folder: str | None, source: SourceFile | None, lively: bool) -> None:
        self.name = name
        self.path = path
        self.folder = folder
        self.source = source
        self.lively = lively
        self.namespace: dict[str, Any] = {"__name__": name, "__file__": path, "__doc__": None}
        if folder is not None:
            self.namespace["__path__"] = [folder]
        self.is_library = False  # of the site-packages
        self.is_looked_into = False  # not gone through, only asked for names
        self.stars: list[str] = []
        self._index: dict[str, list[Chunk]] | None = None
        self._in_turn: dict[str, Chunk] | None = None
        self._has_turned = False
        self._running: set[str] = set()  # keys of chunks that were run, or are being run
        self._scope: Scope | None = None

    def __repr__(self) -> str:
        return f"<module {self.name}>"

    @property
    def scope(self) -> Scope:
        """The scope of its top level."""
        if self._scope is None:
            first = self.source.chunks[0] if self.source is not None and self.source.chunks else None
            self._scope = Scope(self, self.namespace, None, "module", first)  # type: ignore[arg-type]  # set before each chunk
        return self._scope

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.folder is not None else self.name.rpartition(".")[0]

    def get(self, machine: Machine, name: str) -> Any:
        """`module.name`, which the module's own `__getattr__` answers where nothing binds it; MISSING where it has none."""
        found = self.bound(machine, name)
        if found is not MISSING or name.startswith("__"):
            return found
        getter = self.namespace.get("__getattr__", MISSING)
        if getter is MISSING and self.source is not None:
            getter = self._make(machine, "__getattr__")
        if not isinstance(getter, Function):
            return MISSING
        try:
            return machine.once((self.name, "__getattr__", name), lambda: machine.call(getter, [name], {}, None))
        except Raised:
            return MISSING

    def bound(self, machine: Machine, name: str) -> Any:
        """The value that the module binds a name to, made now if nobody asked before; MISSING where it binds none."""
        value = self.namespace.get(name, MISSING)
        if value is MISSING and self.source is not None:
            value = self._make(machine, name)
        if type(value) is Lazy:
            value = value.resolve(machine)
            self.namespace[name] = value
        if value is not MISSING:
            return value
        for star in list(self.stars):
            other = machine.module(star)
            if other is None:
                continue
            if isinstance(other, Symbol):
                symbol = machine.star_symbol(other, name)
                if symbol is not None:
                    return symbol
                continue
            if other is not self and other.exports(machine, name):
                value = machine.once((other.name, name), partial(other.get, machine, name))
                if value is not MISSING:
                    return value
        if self.folder is not None:
            submodule = machine.submodule(self, name)
            if submodule is not None:
                return submodule
        return MISSING

    def exports(self, machine: Machine, name: str) -> bool:
        """False where `from module import *` surely does not bind the name."""
        exported = machine.once((self.name, "__all__"), partial(self.get, machine, "__all__")) if name != "__all__" else MISSING
        if type(exported) in (list, tuple) and all(type(n) is str for n in exported):
            return name in exported
        return not name.startswith("_")

    def names(self, machine: Machine) -> list[str]:
        """The names that `from module import *` binds."""
        exported = self.get(machine, "__all__")
        if type(exported) in (list, tuple) and all(type(n) is str for n in exported):
            return list(exported)
        index = self.index()
        return [n for n in dict.fromkeys([*self.namespace, *index]) if not n.startswith("_")]

    def index(self) -> dict[str, list[Chunk]]:
        """Which chunks bind which name, or change its value."""
        if self._index is None:
            self._index = {}
            for chunk in self.source.chunks if self.source is not None else ():
                if chunk.kind == "other" and chunk.text[:1] in "\"'#":
                    continue  # a docstring, or comments
                names = bound_names(chunk)
                if chunk.kind == "other":
                    names += [name for node in chunk.statements for name in changed_by(node)]
                for name in dict.fromkeys(names):
                    self._index.setdefault(name, []).append(chunk)
        return self._index

    def in_turn(self) -> dict[str, Chunk]:
        """The chunks, by their keys, that are to be run in the order of the file: those that bind, change or mention a name of several."""
        if self._in_turn is None:
            several = {n: chunks for n, chunks in self.index().items() if len(chunks) > 1 and not _all_alike(chunks)}
            keys = {chunk.key for chunks in several.values() for chunk in chunks}
            mentions = re.compile(rf"\b(?:{'|'.join(several)})\b") if several else None
            self._in_turn = {
                chunk.key: chunk
                for chunk in (self.source.chunks if mentions is not None and self.source is not None else ())
                if chunk.key in keys or (chunk.kind in ("assign", "class", "def") and mentions.search(chunk.text))  # type: ignore[union-attr]
            }
        return self._in_turn

    def is_known_whole(self, machine: Machine) -> bool:
        """True where every statement was understood, so that a name that none of them binds is not there."""
        return all(isinstance(machine.module(star), Module) for star in self.stars) and not any(
            isinstance(node, Broken)
            for chunk in (self.source.chunks if self.source is not None else ())
            for node in chunk.statements
        )

    def _make(self, machine: Machine, name: str) -> Any:
        index = self.index()
        if not self.lively and not self._has_turned:
            self._has_turned = True  # what is asked for meanwhile is made by itself
            for chunk in self.in_turn().values():
                self.run_chunk(machine, chunk)
        for chunk in index.get(name) or index.get("*") or []:
            self.run_chunk(machine, chunk)
        return self.namespace.get(name, MISSING)

    def run_again(self, machine: Machine, chunk: Chunk) -> None:
        """Runs a statement that stands in the place of one that was run."""
        self._index = self._in_turn = None
        self._running.discard(chunk.key)
        self.run_chunk(machine, chunk)

    def run_chunk(self, machine: Machine, chunk: Chunk) -> None:
        """Runs one statement, once. A fault in it costs what it would have bound."""
        if chunk.key in self._running:
            return
        self._running.add(chunk.key)
        if chunk.kind == "def" and not chunk.text.startswith("@") and chunk.key not in self.in_turn():
            self.namespace[chunk.name or ""] = Function(chunk.name or "", self.scope, chunk)
            return
        if chunk.kind == "import":
            for statement in imports_of(chunk):
                machine.import_names(statement, self.scope)
            return
        machine.run_statements(chunk, Scope(self, self.namespace, None, "module", chunk))

    def forget(self) -> None:
        """Lets the trees of its statements go: they are made again from the text where they are wanted once more."""
        for chunk in self.source.chunks if self.source is not None else ():
            chunk.forget()


class Lazy:
    """`from module import name`, to be looked up when it is wanted."""

    __slots__ = ("module", "name")

    def __init__(self, module: str, name: str | None) -> None:
        self.module = module
        self.name = name

    def resolve(self, machine: Machine) -> Any:
        """What was imported: a value, a module, or a library's symbol; Unknown where it is not found."""
        module = machine.module(self.module)
        if module is None:
            return Absent(f"the module '{self.module}' was not found")
        if self.name is None:
            return module
        if isinstance(module, Symbol):
            return machine.symbol_attribute(module, self.name)
        key = (self.module, self.name)
        if key in machine.resolving:
            submodule = machine.submodule(module, self.name)  # `from . import sub` in the package's own __init__
            if submodule is not None:
                return submodule
            return Unknown(f"'{self.name}' and '{self.module}' import each other")
        machine.resolving.add(key)
        try:
            value = module.get(machine, self.name)
        finally:
            machine.resolving.discard(key)
        if value is MISSING:
            return Absent(f"'{self.name}' was not found in '{self.module}'", Anchor(module.path))
        return value


def _all_alike(chunks: list[Chunk]) -> bool:
    """True for several imports of a package: any of them will do."""
    return all(chunk.kind == "import" for chunk in chunks)
