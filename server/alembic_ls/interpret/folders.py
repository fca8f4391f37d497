"""Paths and folders as the source sees them: pathlib, os.path, os.walk, glob, pkgutil, fnmatch. Imported when first wanted.

Only what lies under the import roots is listed or read; of all else nothing is known.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import MISSING, Host, HostFunction, Place
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_MAX_ENTRIES = 5_000
_ELSEWHERE = Unknown("only folders under the import roots are looked into")


def inside(machine: Machine, path: str) -> str | None:
    """The absolute path, if it lies under an import root; None if it does not. A relative one starts at the first root that has it."""
    roots = machine.finder.roots
    if not os.path.isabs(path):
        path = next((p for root in roots if os.path.exists(p := os.path.join(root, path))), os.path.join(_here(machine), path))
    path = os.path.normpath(path)
    real = os.path.realpath(path)
    return path if any(f"{real}{os.sep}".startswith(os.path.realpath(root).rstrip(os.sep) + os.sep) for root in roots) else None


def _here(machine: Machine) -> str:
    """The folder that the command is taken to be given in: the import root that comes first."""
    return machine.finder.roots[0] if machine.finder.roots else os.sep


def _listed(machine: Machine, path: str) -> list[str] | None:
    """The names in a folder, sorted (Python gives them in no order); None where they are not known."""
    found = inside(machine, path)
    return None if found is None else sorted(machine.finder.listing(found))


def _walked(machine: Machine, top: str) -> Iterator[tuple[str, list[str], list[str]]]:
    waiting, count = [top], 0
    while waiting and count < _MAX_ENTRIES:
        folder = waiting.pop(0)
        names = _listed(machine, folder) or []
        count += len(names)
        folders = [n for n in names if os.path.isdir(os.path.join(folder, n)) and not os.path.islink(os.path.join(folder, n))]
        yield folder, folders, [n for n in names if n not in folders]
        waiting += [os.path.join(folder, n) for n in folders]


def _matches(machine: Machine, base: str, pattern: str, recursive: bool) -> list[str] | None:
    """The paths under `base` that a glob pattern names, relative to it."""
    if inside(machine, base) is None:
        return None
    parts = pattern.split("/")
    found = [""]
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        grown: list[str] = []
        for start in found:
            at = os.path.join(base, start) if start else base
            if part == "**" and recursive:
                for folder, _, files in _walked(machine, at):
                    inner = os.path.relpath(folder, base)
                    grown.append("" if inner == "." else inner)
                    if is_last:
                        grown += [os.path.normpath(os.path.join(inner, name)) for name in files]
                continue
            if part in ("", "."):
                grown.append(start)
            elif part == "..":
                grown.append(os.path.join(start, part))
            else:
                for name in _listed(machine, at) or []:
                    if fnmatch(name, part) and (not name.startswith(".") or part.startswith(".")):
                        path = os.path.join(start, name)
                        if is_last or os.path.isdir(os.path.join(base, path)):
                            grown.append(path)
        found = list(dict.fromkeys(grown))
        if len(found) > _MAX_ENTRIES:
            return None
    return [path for path in found if path]


def text_of_path(value: Any) -> str | None:
    """A path that is written as a text or a Path; None for anything else."""
    return value if type(value) is str else value.text if isinstance(value, PathHost) else None


class PathHost(Host):
    """A `pathlib.Path`."""

    class_names = ("Path", "PosixPath", "PurePath", "PurePosixPath")

    def __init__(self, text: str) -> None:
        self.text = posixpath.normpath(text) if text else "."

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathHost) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def item(self, machine: Any, key: Any) -> Any:
        """`path / name`."""
        if type(key) is tuple and len(key) == 2 and key[0] == "/" and (more := text_of_path(key[1])) is not None:
            return PathHost(posixpath.join(self.text, more))
        return key[1] if type(key) is tuple and isinstance(key[1], Unknown) else _ELSEWHERE

    def attribute(self, machine: Any, name: str) -> Any:
        """`stem`, `parent`, `glob` …"""
        head, tail = posixpath.split(self.text)
        stem, suffix = posixpath.splitext(tail)
        if name == "parents":
            return [PathHost(p) for p in _parents(self.text)]
        if name == "parts":
            return tuple(p or "/" for p in self.text.split("/"))
        simple = {
            "name": tail,
            "stem": stem,
            "suffix": suffix,
            "parent": PathHost(head or "."),
            "suffixes": [suffix] if suffix else [],
        }
        if name in simple:
            return simple[name]
        if name in _PATH_METHODS:
            return HostFunction(name, lambda m, args, kwargs, place: _PATH_METHODS[name](m, self.text, args))
        return MISSING


def _parents(text: str) -> list[str]:
    found = []
    while (above := posixpath.dirname(text) or ".") != text:
        found.append(above)
        text = above
    return found


def _joined(machine: Machine, text: str, args: list[Any]) -> Any:
    parts = [text_of_path(a) for a in args]
    return _ELSEWHERE if None in parts else PathHost(posixpath.join(text, *[p for p in parts if p is not None]))


def _absolute(machine: Machine, text: str, args: list[Any]) -> Any:
    return PathHost(text if posixpath.isabs(text) else inside(machine, text) or posixpath.join(_here(machine), text))


def _relative(machine: Machine, text: str, args: list[Any]) -> Any:
    base = text_of_path(args[0]) if args else None
    if base is None:
        return _ELSEWHERE
    base = posixpath.normpath(base)
    if text == base:
        return PathHost(".")
    if base == ".":
        return PathHost(text)
    prefix = base.rstrip("/") + "/"
    return PathHost(text[len(prefix) :]) if text.startswith(prefix) else Unknown("this path does not lie below the other")


def _is(check: Any) -> Any:
    def ask(machine: Machine, text: str, args: list[Any]) -> Any:
        found = inside(machine, text)
        return _ELSEWHERE if found is None else check(found)

    return ask


def _globbed(recursive: bool) -> Any:
    def run(machine: Machine, text: str, args: list[Any]) -> Any:
        if not args or type(args[0]) is not str:
            return _ELSEWHERE
        base = inside(machine, text)
        found = _matches(machine, base, f"**/{args[0]}" if recursive else args[0], True) if base is not None else None
        return _ELSEWHERE if found is None else [PathHost(posixpath.join(text, path)) for path in found]

    return run


def _iterated(machine: Machine, text: str, args: list[Any]) -> Any:
    names = _listed(machine, text)
    return _ELSEWHERE if names is None else [PathHost(posixpath.join(text, name)) for name in names]


def _read(machine: Machine, text: str, args: list[Any]) -> Any:
    path = inside(machine, text)
    content = machine.files.text(path) if path is not None else None
    return _ELSEWHERE if content is None else content


_PATH_METHODS: dict[str, Any] = {
    "as_posix": lambda m, text, args: text,
    "joinpath": _joined,
    **dict.fromkeys(("resolve", "absolute", "expanduser"), _absolute),
    "relative_to": _relative,
    "with_suffix": lambda m, text, args: (
        PathHost(posixpath.splitext(text)[0] + args[0]) if args and type(args[0]) is str else _ELSEWHERE
    ),
    "with_name": lambda m, text, args: (
        PathHost(posixpath.join(posixpath.dirname(text), args[0])) if args and type(args[0]) is str else _ELSEWHERE
    ),
    "exists": _is(os.path.exists),
    "is_file": _is(os.path.isfile),
    "is_dir": _is(os.path.isdir),
    "is_absolute": lambda m, text, args: posixpath.isabs(text),
    "glob": _globbed(False),
    "rglob": _globbed(True),
    "iterdir": _iterated,
    "read_text": _read,
    "__str__": lambda m, text, args: text,
}


class ModuleInfo(Host):
    """What pkgutil tells of a module: `(finder, name, ispkg)`."""

    def __init__(self, name: str, is_package: bool) -> None:
        self.fields = {"module_finder": Unknown("module finders are not followed"), "name": name, "ispkg": is_package}

    def attribute(self, machine: Any, name: str) -> Any:
        """`name`, `ispkg`."""
        return self.fields.get(name, MISSING)

    def iterate(self, machine: Any) -> Iterator[Any]:
        """The three of them."""
        return iter(list(self.fields.values()))

    def item(self, machine: Any, key: Any) -> Any:
        """`info[1]`."""
        values = list(self.fields.values())
        return values[key] if type(key) is int and -3 <= key < 3 else Unknown("there is no such item")


def _modules(machine: Machine, paths: Any, prefix: str, recursive: bool) -> list[Any] | None:
    """pkgutil.iter_modules and walk_packages; the latter imports packages to look into them."""
    if type(paths) not in (list, tuple) or not paths:
        return None
    found: list[Any] = []
    for path in paths:
        text = text_of_path(path)
        names = _listed(machine, text) if text is not None else None
        if names is None or text is None:
            return None
        for name in names:
            stem, suffix = os.path.splitext(name)
            inner = os.path.join(inside(machine, text) or text, name)
            is_package = "__init__.py" in machine.finder.listing(inner) if not suffix else False
            if stem == "__init__" or not stem.isidentifier() or not (suffix == ".py" or is_package):
                continue
            found.append(ModuleInfo(prefix + stem, is_package))
            if is_package and recursive and len(found) < _MAX_ENTRIES:
                if machine.finder.find(prefix + stem) is not None:
                    machine.module(prefix + stem)
                found += _modules(machine, [inner], f"{prefix}{stem}.", True) or []
    return found


def make(path: str, machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """What a call of the library's name gives."""
    doubt = next((a for a in (*args, *kwargs.values()) if isinstance(a, Unknown)), None)
    if doubt is not None:
        return doubt
    answer = _FUNCTIONS[path](machine, args, kwargs)
    return answer._replace(where=place.anchor) if answer is _ELSEWHERE and place is not None else answer


def _path(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return _joined(machine, "", args) if args else PathHost(".")


def _of_texts(function: Any) -> Any:
    def run(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
        texts = [text_of_path(a) for a in args]
        return _ELSEWHERE if not texts or None in texts else function(*texts)

    return run


def _of_place(check: Any) -> Any:
    def run(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
        text = text_of_path(args[0]) if args else None
        return _ELSEWHERE if text is None else check(machine, text, [])

    return run


def _list(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
    text = text_of_path(args[0]) if args else "."
    names = _listed(machine, text) if text is not None else None
    return _ELSEWHERE if names is None else names


def _walk(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
    text = text_of_path(args[0]) if args else None
    base = inside(machine, text) if text is not None else None
    if base is None or text is None:
        return _ELSEWHERE
    return [(text + folder[len(base) :], folders, files) for folder, folders, files in _walked(machine, base)]


def _glob(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
    pattern = text_of_path(args[0]) if args else None
    if pattern is None:
        return _ELSEWHERE
    root = kwargs.get("root_dir", "/" if posixpath.isabs(pattern) else ".")
    fixed, rest = "", pattern
    while "/" in rest and not any(c in rest.partition("/")[0] for c in "*?["):
        part, _, rest = rest.partition("/")
        fixed += part + "/"
    text = text_of_path(root)
    base = inside(machine, posixpath.join(text, fixed)) if text is not None else None
    found = _matches(machine, base, rest, kwargs.get("recursive") is True) if base is not None else None
    return _ELSEWHERE if found is None else [fixed + path for path in found]


def _packages(recursive: bool) -> Any:
    def run(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
        paths = args[0] if args else kwargs.get("path")
        prefix = args[1] if len(args) > 1 else kwargs.get("prefix", "")
        found = _modules(machine, paths, prefix, recursive) if type(prefix) is str else None
        return _ELSEWHERE if found is None else found

    return run


_FUNCTIONS: dict[str, Any] = {
    **dict.fromkeys(("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath"), _path),
    "pathlib.Path.cwd": lambda m, args, kwargs: PathHost(_here(m)),
    "os.getcwd": lambda m, args, kwargs: _here(m),
    "os.path.join": _of_texts(posixpath.join),
    "os.path.dirname": _of_texts(posixpath.dirname),
    "os.path.basename": _of_texts(posixpath.basename),
    "os.path.normpath": _of_texts(posixpath.normpath),
    "os.path.split": _of_texts(posixpath.split),
    "os.path.splitext": _of_texts(posixpath.splitext),
    "os.path.isabs": _of_texts(posixpath.isabs),
    "os.fspath": _of_texts(str),
    **dict.fromkeys(("os.path.abspath", "os.path.realpath"), _of_place(lambda m, text, args: _absolute(m, text, []).text)),
    "os.path.relpath": lambda m, args, kwargs: _relative_text(m, args, kwargs),
    "os.path.exists": _of_place(_is(os.path.exists)),
    "os.path.isfile": _of_place(_is(os.path.isfile)),
    "os.path.isdir": _of_place(_is(os.path.isdir)),
    "os.listdir": _list,
    "os.walk": _walk,
    **dict.fromkeys(("glob.glob", "glob.iglob"), _glob),
    "pkgutil.iter_modules": _packages(False),
    "pkgutil.walk_packages": _packages(True),
    **dict.fromkeys(("fnmatch.fnmatch", "fnmatch.fnmatchcase"), _of_texts(fnmatch)),
}


def _relative_text(machine: Machine, args: list[Any], kwargs: dict[str, Any]) -> Any:
    texts = [text_of_path(a) for a in (*args, *([kwargs["start"]] if "start" in kwargs else []))]
    if not texts or texts[0] is None or len(texts) > 2 or (len(texts) == 2 and texts[1] is None):
        return _ELSEWHERE
    ends = [_absolute(machine, t, []).text for t in (*texts, *([_here(machine)] if len(texts) == 1 else [])) if t is not None]
    return posixpath.relpath(ends[0], ends[1])
