"""Modules of the project: found by name, split into statements, run only as far as they are wanted.

A module that may define tables is run as Python would, statement by statement; of every other only the imports are followed, and
a name of it is made when somebody asks for it. So a large application costs what its models cost.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.interpret.limits import STEPS_PER_STATEMENT
from alembic_ls.interpret.native import obscure
from alembic_ls.interpret.targets import bound_by, changed_by
from alembic_ls.interpret.values import MISSING, Absent, Function, Host, HostFunction, OutOfFuel, Raised, Scope, Symbol
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.syntax.imports import Import, import_of, read_import
from alembic_ls.syntax.parse import Broken
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.files import names_below

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.syntax.chunks import Chunk

# What a module's text holds where running it may make a table, load other modules, or set a naming convention: plain words, by a
# word that is in all of them (a pattern of them takes a hundred times as long to look for).
_TABLE_WORDS = {
    "olumn": (" Column(", "=Column(", "(Column(", ".Column(", "[Column(", "_Column(", "mapped_column"),
    "table": ("__table", "table=True", "table = True"),
    "Mapped[": (),
    ".Model": (".Model)", ".Model,", ".Model\n"),
    "__mapper_args__": (),
}
_LIVELY_WORDS = {
    **_TABLE_WORDS,
    "Table(": (" Table(", ".Table(", "(Table(", "=Table("),
    "MetaData(": (),
    "eclarative": ("declarative_base", "DeclarativeBase"),
    "import_": ("import_module", "__import__"),
    "pkgutil": ("iter_modules", "walk_packages"),
    "naming_convention": (),
    "registry(": (),
    "automap_base": (),
    "Base": ("(Base)", "(Base,", " Base)", " Base,", "Base.metadata"),
    "SQLModel": ("(SQLModel)", " SQLModel)", "(SQLModel,"),
    "SQLAlchemy(": (),
}
_SMALL = 3_000  # characters of a class that is run without asking what it holds


def is_lively(text: str) -> bool:
    """True where running the source may make a table, or decide what others make."""
    return _has(text, _LIVELY_WORDS)


def _has(text: str, words: dict[str, tuple[str, ...]]) -> bool:
    return any(word in text and (not forms or any(form in text for form in forms)) for word, forms in words.items())


def _is_wanted(chunk: Chunk) -> bool:
    """True where a statement of a lively module is to be run in its turn, rather than when somebody asks for its name."""
    if chunk.kind == "assign":
        return is_lively(chunk.text) or (chunk.name or "").startswith("__")
    if chunk.kind == "class":
        return len(chunk.text) < _SMALL or _has(chunk.text, _TABLE_WORDS)
    return True


_BINDS_MORE = regex(r"[\w\s]+=\s*[\w.,\s*()\[\]]+=(?!=)|[^#\n]*:=")  # `a = b = 1`, `a = (b := 1)`
_BUILTIN_MODULES = frozenset(sys.stdlib_module_names)
# Loaded before env.py is: a file of the project with such a name, at the top of an import root, is never what an import finds.
_LOADED_MODULES = frozenset(
    """abc argparse array ast asyncio atexit base64 binascii bisect builtins bz2 calendar codecs collections concurrent configparser
    contextlib contextvars copy copyreg csv dataclasses datetime decimal dis email encodings enum errno fnmatch functools gc gettext hashlib
    heapq html importlib inspect io ipaddress itertools json keyword linecache locale logging lzma math numbers opcode operator os pathlib
    pickle platform posixpath quopri random re reprlib select selectors shlex shutil signal site socket ssl stat string struct subprocess sys
    sysconfig tempfile textwrap threading time timeit token tokenize tomllib traceback types typing urllib uuid warnings weakref zipfile
    zipimport zlib zoneinfo alembic sqlalchemy mako markupsafe typing_extensions""".split()
)


class Found(NamedTuple):
    """Where a module lies: its file (None for a namespace package), and its folder if it is a package."""

    name: str
    path: str | None
    folder: str | None
    first_party: bool


class Finder:
    """Finds modules by name under the import roots and site-packages, without importing."""

    def __init__(self, roots: tuple[str, ...], site_packages: tuple[str, ...], buffers: Collection[str] = ()) -> None:
        """`buffers` are the paths of files that are open in an editor: they are there, whether they were saved or not."""
        self.roots = roots
        self.site_packages = site_packages
        self._buffers = buffers
        self._listings: dict[str, frozenset[str]] = {}
        self._found: dict[str, Found | None] = {}

    def find(self, name: str) -> Found | None:
        """The module's place; None where there is none, or where it is a library that is recognised rather than read."""
        if name not in self._found:
            self._found[name] = self._search(name)
        return self._found[name]

    @property
    def python_version(self) -> tuple[int, int]:
        """Of the interpreter that the site-packages belong to, by their path; of the running one where that does not say."""
        for folder in self.site_packages:
            parts = folder.replace(os.sep, "/").split("/")
            for part in parts:
                numbers = part.removeprefix("python").split(".")
                if part.startswith("python") and len(numbers) == 2 and all(n.isdigit() for n in numbers):
                    return int(numbers[0]), int(numbers[1])
        return sys.version_info[:2]

    def is_first_party(self, name: str) -> bool:
        """True where the top-level package lies under the import roots."""
        top = self.find(name.partition(".")[0])
        return top is not None and top.first_party

    def listing(self, folder: str) -> frozenset[str]:
        """The names in a folder; empty where it cannot be read."""
        known = self._listings.get(folder)
        if known is None:
            try:
                known = frozenset(os.listdir(folder))
            except OSError:
                known = frozenset()
            if self._buffers:
                known |= names_below(folder, self._buffers)
            self._listings[folder] = known
        return known

    def _search(self, name: str) -> Found | None:
        parent, _, last = name.rpartition(".")
        if parent:
            package = self.find(parent)
            if package is None or package.folder is None:
                return None
            return self._in_folder(package.folder, last, name, package.first_party)
        if name in _LOADED_MODULES:
            return None
        for first_party, folders in (
            (True, self.roots),
            (False, () if name in KNOWN or name in _BUILTIN_MODULES else self.site_packages),
        ):
            namespace = None
            for folder in folders:
                found = self._in_folder(folder, last, name, first_party)
                if found is not None and found.path is not None:
                    return found
                namespace = namespace or found
            if namespace is not None and name not in KNOWN and name not in _BUILTIN_MODULES:
                return namespace
        return None

    def _in_folder(self, folder: str, last: str, name: str, first_party: bool) -> Found | None:
        names = self.listing(folder)
        if last in names:
            inner = os.path.join(folder, last)
            inside = self.listing(inner)
            if "__init__.py" in inside:
                return Found(name, os.path.join(inner, "__init__.py"), inner, first_party)
            if last + ".py" not in names and inside:
                return Found(name, None, inner, first_party)
        if last + ".py" in names:
            return Found(name, os.path.join(folder, last + ".py"), None, first_party)
        return None


class Module:
    """A module as far as it was run. `source` is None for a namespace package."""

    __slots__ = (
        "_has_turned",
        "_in_turn",
        "_index",
        "_running",
        "folder",
        "is_looked_into",
        "lively",
        "name",
        "namespace",
        "path",
        "scope",
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
        self.is_looked_into = False  # not gone through, only asked for names
        self.stars: list[str] = []
        self._index: dict[str, list[Chunk]] | None = None
        self._in_turn: dict[str, Chunk] | None = None
        self._has_turned = False
        self._running: set[str] = set()  # keys of chunks that were run, or are being run
        first = source.chunks[0] if source is not None and source.chunks else None
        self.scope = Scope(self, self.namespace, None, "module", first)  # type: ignore[arg-type]  # set before each chunk

    def __repr__(self) -> str:
        return f"<module {self.name}>"

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
        return machine.once((self.name, "__getattr__", name), lambda: machine.call(getter, [name], {}, None))

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
                names = _bound_names(chunk)
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


class Namespace(Host):
    """`globals()`: the names of a module, of which those that nobody asked for are not made yet."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module

    def item(self, machine: Any, key: Any) -> Any:
        """The value of a name; raises Raised where the module surely has none."""
        found = self._get(machine, key)
        if found is MISSING and self.module.is_known_whole(machine):
            raise Raised(Symbol("builtins.KeyError"))
        return Unknown("which name of the module this is is not known") if found is MISSING else found

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether the module has the name."""
        if self._get(machine, value) is not MISSING:
            return True
        return False if self.module.is_known_whole(machine) else Unknown("whether the module has this name is not known")

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`globals()[name] = value`."""
        if name == "[]" and type(value[0]) is str:
            self.module.namespace[value[0]] = value[1]

    def attribute(self, machine: Any, name: str) -> Any:
        """`get` and `update`; the others see all names at once, and are not followed."""
        if name == "get":
            return HostFunction("get", self._get_or)
        return HostFunction("update", self._update) if name == "update" else Unknown(f"'{name}' of globals() is not followed")

    def _get(self, machine: Any, key: Any) -> Any:
        if isinstance(key, Unknown):
            return key
        return self.module.get(machine, key) if type(key) is str else MISSING

    def _get_or(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        found = self._get(machine, args[0]) if args else MISSING
        return (args[1] if len(args) > 1 else None) if found is MISSING else found

    def _update(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        given = {**args[0], **kwargs} if args and type(args[0]) is dict else kwargs
        self.module.namespace.update({k: v for k, v in given.items() if type(k) is str and k != "**"})
        return None


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


def load(machine: Machine, name: str, found: Found, force: bool = False) -> Module:
    """Reads a module and goes through it in Python's order: what it imports is loaded, what may make tables is run."""
    text = machine.files.text(found.path) if found.path is not None else None
    source = SourceFile(found.path, text) if found.path is not None and text is not None else None
    lively = force or (found.first_party and source is not None and is_lively(source.text))
    module = Module(name, found.path or found.folder or "", found.folder, source, lively)
    machine.modules[name] = module
    if found.path is not None and text is None:
        machine.note(Unknown(f"the file of module '{name}' could not be read", Anchor(found.path)))
    if source is not None and (found.first_party or lively) and (force or not machine.lazy):
        walk(machine, module)
    else:
        module.is_looked_into = True
    return module


def walk(machine: Machine, module: Module) -> None:
    """Loads what a module imports, and runs its statements where it may make tables."""
    assert module.source is not None
    in_turn = module.in_turn() if module.lively else {}
    makers: tuple[str, ...] | None = None
    for chunk in module.source.chunks:
        if chunk.kind == "import":
            for statement in imports_of(chunk):
                for imported in _modules_of(statement, module):
                    machine.reach(imported)
                if statement.is_from and not module.lively and any(name == "*" for name, _ in statement.names):
                    machine.reach_exported(absolute(module, statement.module, statement.level))
            if module.lively:
                module.run_chunk(machine, chunk)
        elif module.lively:
            wanted = _is_wanted(chunk) or chunk.key in in_turn
            if not wanted and chunk.kind == "assign" and "(" in chunk.text:
                makers = _makers(machine, module) if makers is None else makers
                wanted = any(maker in chunk.text for maker in makers)
            if wanted:
                module.run_chunk(machine, chunk)
        elif chunk.kind == "other" and "import" in chunk.text and not _is_for_type_checkers(chunk.text):
            for imported in _imported(chunk.statements, module):
                machine.reach(imported)
    if module.lively:
        for chunk in module.source.chunks:
            chunk.forget()


def _makers(machine: Machine, module: Module) -> tuple[str, ...]:
    """`name(` of the functions that may make a table, of the module and of those that it imports from: a call of one is to be run."""
    assert module.source is not None
    found = [f"{chunk.name}(" for chunk in module.source.chunks if chunk.kind == "def" and is_lively(chunk.text)]
    for chunk in module.source.chunks:
        for statement in imports_of(chunk) if chunk.kind == "import" else ():
            other = machine.modules.get(absolute(module, statement.module, statement.level)) if statement.is_from else None
            if isinstance(other, Module) and other.lively and other.source is not None:
                for name, alias in statement.names:
                    if any(c.kind == "def" and is_lively(c.text) for c in other.index().get(name, ())):
                        found.append(f"{alias or name}(")
    return tuple(found)


def absolute(module: Module, name: str | None, level: int) -> str:
    """The absolute name of a relative import."""
    if not level:
        return name or ""
    parts = module.package.split(".")
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name and base else name or base


def imports_of(chunk: Chunk) -> list[Import]:
    """The import statements that a chunk of that kind is."""
    found = read_import(chunk.text)
    if found is not None:
        return [found]
    return [import_of(node) for node in chunk.statements if isinstance(node, (ast.Import, ast.ImportFrom))]


def _modules_of(statement: Import, module: Module) -> list[str]:
    """The modules that an import statement may load: a name that is imported may be a module itself."""
    if not statement.is_from:
        return [name for name, _ in statement.names]
    base = absolute(module, statement.module, statement.level)
    return [base, *(f"{base}.{name}" for name, _ in statement.names if name != "*")]


def _imported(statements: list[Any], module: Module) -> list[str]:
    """The modules that statements import when the module is run: not those in functions or under TYPE_CHECKING."""
    names: list[str] = []
    for node in statements:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names += _modules_of(import_of(node), module)
        elif isinstance(node, ast.If):
            if not _is_type_checking(node.test):
                names += _imported(node.body, module)
            names += _imported(node.orelse, module)
        elif isinstance(node, ast.Try):
            for part in (node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)):
                names += _imported(part, module)
        elif isinstance(node, (ast.With, ast.For, ast.While)):
            names += _imported(node.body, module)
    return names


def _is_for_type_checkers(text: str) -> bool:
    """True for an `if TYPE_CHECKING:` without an else, told without parsing: there are many."""
    return text.startswith(("if TYPE_CHECKING:", "if typing.TYPE_CHECKING:", "if t.TYPE_CHECKING:")) and "\nel" not in text


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _all_alike(chunks: list[Chunk]) -> bool:
    """True for several imports of a package: any of them will do."""
    return all(chunk.kind == "import" for chunk in chunks)


def _bound_names(chunk: Chunk) -> list[str]:
    if chunk.name is not None and (chunk.kind != "assign" or not _BINDS_MORE.match(chunk.text)):
        return [chunk.name]
    if chunk.kind == "import":
        return [name for statement in imports_of(chunk) for name in statement.bound]
    return [name for node in chunk.statements for name in bound_by(node)]


def run_statements(machine: Machine, chunk: Chunk, scope: Scope) -> None:
    """Runs a chunk's statements within a budget of steps of its own."""
    from alembic_ls.interpret.execution import execute

    saved, machine.fuel = machine.fuel, min(machine.fuel, STEPS_PER_STATEMENT)
    given = machine.fuel
    doubt: Unknown | None = None
    unfinished = False
    uncertain, machine.uncertain = machine.uncertain, None
    try:
        execute(machine, chunk.statements, scope)
    except Raised as raised:
        doubt = (
            raised.value if isinstance(raised.value, Unknown) else Unknown("this statement raises", Anchor(chunk.path, chunk.key))
        )
    except OutOfFuel:
        doubt = Unknown("this statement takes too long to follow", Anchor(chunk.path, chunk.key))
        unfinished = True
    except RecursionError:
        doubt = Unknown("this statement is nested too deeply to follow", Anchor(chunk.path, chunk.key))
    finally:
        machine.fuel = saved - (given - max(machine.fuel, 0))
        machine.uncertain = uncertain
    if doubt is not None:
        machine.note(doubt)
        for name in _bound_names(chunk):
            scope.module.namespace.setdefault(name, doubt)
        if unfinished:
            _obscure(chunk, scope.module.namespace, doubt)


def _obscure(chunk: Chunk, namespace: dict[str, Any], doubt: Unknown) -> None:
    """What a chunk that was not run to its end may have bound or changed otherwise."""
    for node in chunk.statements:
        for name in bound_by(node):
            if not obscure(namespace.get(name), doubt):
                namespace[name] = doubt
        for name in changed_by(node):
            obscure(namespace.get(name), doubt)
