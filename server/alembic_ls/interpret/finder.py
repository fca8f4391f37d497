"""Where modules lie: found by name, without importing."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.files import names_below, read_bytes
from alembic_ls.workspace.problem import Problem

if TYPE_CHECKING:
    pass

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
    """Where a module lies: its file (None for a namespace package), and its folder if it is a package.

    `others` are further folders of a package that lies in several: each with whether it is the project's.
    """

    name: str
    path: str | None
    folder: str | None
    first_party: bool
    others: tuple[tuple[str, bool], ...] = ()


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

    def add_root(self, folder: str) -> None:
        """The source put a folder on the import path: modules that were not found may be there."""
        if folder not in self.roots:
            self.roots = (*self.roots, folder)
            self._found.clear()

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
        """True where the top-level package, or a part of it, lies under the import roots."""
        top = self.find(name.partition(".")[0])
        return top is not None and (top.first_party or any(own for _, own in top.others))

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

    @property
    def listed(self) -> Collection[str]:
        """The folders that were looked into."""
        return self._listings.keys()

    def _search(self, name: str) -> Found | None:
        parent, _, last = name.rpartition(".")
        if parent:
            package = self.find(parent)
            if package is None or package.folder is None:
                return None
            return self._in_folders([(package.folder, package.first_party), *package.others], last, name)
        if name in _LOADED_MODULES:
            return None
        folders = [(folder, True) for folder in self.roots]
        is_library = name in KNOWN or name in _BUILTIN_MODULES
        found = self._in_folders(folders, last, name)
        if found is not None and (found.path is not None or is_library):
            return found if found.path is not None else None
        if is_library:
            return None
        return self._in_folders([*folders, *((folder, False) for folder in self.site_packages)], last, name)

    def _in_folders(self, folders: list[tuple[str, bool]], last: str, name: str) -> Found | None:
        """The first module or package of that name; a package without a file of its own, or one that adds to such ones, may lie in
        several folders (PEP 420; `pkgutil.extend_path`)."""
        chosen: Found | None = None
        others: list[tuple[str, bool]] = []
        for folder, first_party in folders:
            if last not in (listing := self.listing(folder)) and (chosen is not None or last + ".py" not in listing):
                continue
            found = self._in_folder(folder, last, name, first_party)
            if found is None:
                continue
            if chosen is None and found.path is not None:
                chosen = found
                if found.folder is None or not _extends(found.path):
                    return chosen  # which hides all others
            else:
                others.append((found.folder or folder, first_party))
        if chosen is not None:
            return chosen._replace(others=tuple(others)) if chosen.folder is not None else chosen
        return Found(name, None, *others[0], tuple(others[1:])) if others else None

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


def _extends(path: str) -> bool:
    """True where a package says that other folders of its name belong to it too."""
    source = read_bytes(path)
    return not isinstance(source, Problem) and (b"extend_path" in source or b"declare_namespace" in source)
