"""Runs small programs twice, by Python and by the interpreter, and compares what their modules hold afterwards."""

from __future__ import annotations

import enum
import os
import subprocess
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.finder import Finder
from alembic_ls.interpret.iteration import Iterated
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.native import VIEWS
from alembic_ls.interpret.values import (
    MISSING,
    Bound,
    Call,
    ClassValue,
    EnumMember,
    Function,
    Generic,
    Host,
    Instance,
    Member,
    NativeMethod,
    Spread,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

_ITERATORS = (types.GeneratorType, zip, map, filter, enumerate, reversed, type(iter([])), type(iter(())), type(iter("")), *VIEWS)
_OPAQUE = (Function, Bound, Host, Call, Member, Symbol, Generic, NativeMethod)  # recognised, and not compared any further


class Different(AssertionError):
    """The interpreter says something that is not so."""


class FolderFiles:
    """What the machine reads text from."""

    def text(self, path: str) -> str | None:
        try:
            return Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return None


def machine_at(folder: str) -> Machine:
    """A machine for the project in this folder."""
    return Machine(FolderFiles(), Finder((folder,), ()))


def interpreted(folder: str, main: str = "main") -> Names:
    """The names of the module, after all of it was run: MISSING where the interpreter has none."""
    machine = machine_at(folder)
    module = machine.run_file(os.path.join(folder, f"{main}.py"), main)
    return Names(machine, module)


class Names(dict):  # type: ignore[type-arg]
    def __init__(self, machine: Machine, module: Any) -> None:
        self.machine, self.module = machine, module

    def __getitem__(self, name: str) -> Any:
        return self.module.get(self.machine, name)


def known_to_differ(machine: Machine, real: Any, ours: Any, where: str, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """The places where the interpreter does not know; raises Different where it is wrong."""
    if isinstance(ours, Unknown) or ours is MISSING or type(ours) is Spread or id(real) in seen:
        yield where
        return
    seen |= {id(real)}
    if isinstance(real, _ITERATORS):
        real = list(real)
        if isinstance(ours, Iterated) and ours.doubt is not None:
            yield where
            return
        ours = ours.rest if isinstance(ours, Iterated) else list(ours) if isinstance(ours, VIEWS) else ours
    if isinstance(real, enum.IntFlag) and type(ours) is int:
        real = int(real)  # several flags together are followed as a number
    if isinstance(real, enum.Enum):
        if type(ours) is not EnumMember or ours.name != real.name:
            raise Different(f"{where} is {real!r}, not {ours!r}")
        yield from known_to_differ(machine, real.value, ours.value, f"{where}.value", seen)
    elif isinstance(real, type):
        if isinstance(ours, ClassValue) and ours.name != real.__name__:
            raise Different(f"{where} is {real!r}, not {ours!r}")
    elif isinstance(ours, _OPAQUE):
        if isinstance(real, (str, int, float, bool, list, dict, set, type(None))):
            yield where  # an expression that is only recognised; who asks for its value gets none
    elif isinstance(ours, Instance):
        if type(real).__name__ != ours.cls.name:
            raise Different(f"{where} is {real!r}, not a {ours.cls.name}")
        for name, value in getattr(real, "__dict__", {}).items():
            yield from known_to_differ(machine, value, attribute_of(machine, ours, name), f"{where}.{name}", seen)
    elif type(real) is dict:
        yield from _known_dict(machine, real, ours, where, seen)
    elif type(real) in (list, tuple):
        yield from _known_sequence(machine, real, ours, where, seen)
    elif type(real) in (set, frozenset) and type(ours) is type(real):
        if any(isinstance(element, (Unknown, Spread)) for element in ours):
            yield where
        elif not all(any(_equal(machine, element, other) for other in ours) for element in real) or len(real) != len(ours):
            raise Different(f"{where} is {real!r}, not {ours!r}")
    elif isinstance(real, (types.FunctionType, types.MethodType, types.ModuleType, types.BuiltinFunctionType)):
        if isinstance(ours, (str, int, list, dict, set)):
            raise Different(f"{where} is {real!r}, not {ours!r}")
    elif type(ours) is not type(real) or repr(ours) != repr(real):
        raise Different(f"{where} is {real!r}, not {ours!r}")


def _known_dict(machine: Machine, real: dict[Any, Any], ours: Any, where: str, seen: frozenset[int]) -> Iterator[str]:
    if type(ours) is not dict:
        raise Different(f"{where} is {real!r}, not {ours!r}")
    if "**" in ours or any(isinstance(key, Unknown) for key in ours):
        yield where
        return
    pairs = list(zip(real, ours))
    if len(real) != len(ours) or not all(_equal(machine, one, other) for one, other in pairs):
        raise Different(f"{where} is {real!r}, not {ours!r}")
    for one, other in pairs:
        yield from known_to_differ(machine, real[one], ours[other], f"{where}[{one!r}]", seen)


def _known_sequence(machine: Machine, real: Any, ours: Any, where: str, seen: frozenset[int]) -> Iterator[str]:
    if type(ours) is not type(real):
        raise Different(f"{where} is {real!r}, not {ours!r}")
    if any(type(element) is Spread for element in ours):
        yield where
        return
    if len(real) != len(ours):
        raise Different(f"{where} is {real!r}, not {ours!r}")
    for number, (one, other) in enumerate(zip(real, ours)):
        yield from known_to_differ(machine, one, other, f"{where}[{number}]", seen)


def _equal(machine: Machine, real: Any, ours: Any) -> bool:
    try:
        return not list(known_to_differ(machine, real, ours, ""))
    except Different:
        return False


def _compiled(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(text, "main.py", "exec", dont_inherit=True)


def unknown_of(text: str, names: Names) -> list[str]:
    """Runs the text by Python; the names that the interpreter does not know. Raises Different where it is wrong."""
    real: dict[str, Any] = {"__name__": "main"}
    module = types.ModuleType("main")
    module.__dict__.update(real)
    before = sys.modules.get("main")
    sys.modules["main"] = module
    try:
        exec(_compiled(text), module.__dict__)
    finally:
        if before is not None:
            sys.modules["main"] = before
        else:
            del sys.modules["main"]
    return list(compared(module.__dict__, names))


def compared(real: Mapping[str, Any], names: Names) -> Iterator[str]:
    """The names of a module that the interpreter does not know. Raises Different where it is wrong."""
    for name in real:
        names[name]  # all are made before one is looked at, as at the end of the module
    for name, value in list(real.items()):
        if not name.startswith("__"):
            yield from known_to_differ(names.machine, value, names[name], name)
    for name in list(names.module.namespace):
        ours = names[name]
        if not name.startswith("__") and name not in real and ours is not MISSING and not isinstance(ours, Unknown):
            raise Different(f"there is no {name}, but the interpreter has {ours!r}")


@pytest.fixture
def interpreted_names() -> Callable[..., Names]:
    """The names of `main.py` in a folder, as the interpreter has them."""
    return interpreted


@pytest.fixture(name="known_to_differ")
def _known_to_differ() -> Callable[..., Iterator[str]]:
    """Compares a value of Python with the interpreter's."""
    return known_to_differ


@pytest.fixture
def unknown_in(tmp_path: Path) -> Callable[[str], list[str]]:
    """The names of a program that the interpreter does not know; it fails where the interpreter is wrong."""

    def run(text: str) -> list[str]:
        (tmp_path / "main.py").write_text(text, encoding="utf-8")
        return unknown_of(text, interpreted(str(tmp_path)))

    return run


@pytest.fixture
def names_in(tmp_path: Path) -> Callable[..., Mapping[str, Any]]:
    """Names of `main.py` as the interpreter has them; other files are given as in a folder."""

    def run(text: str, files: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        for path, content in {"main.py": text, **(files or {})}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content, encoding="utf-8")
        return interpreted(str(tmp_path))

    return run


@pytest.fixture
def unknown_in_project(tmp_path: Path) -> Callable[[Mapping[str, str]], list[str]]:
    """The plain names of `main.py` that the interpreter does not know, of a project whose files are given."""

    def run(files: Mapping[str, str]) -> list[str]:
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content, encoding="utf-8")
        shown = subprocess.run(
            [sys.executable, "-c", _SHOW],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": ""},
        )
        real = eval(shown.stdout)
        names = interpreted(str(tmp_path))
        return [place for name, value in real.items() for place in known_to_differ(names.machine, value, names[name], name)]

    return run


_SHOW = """
import sys
sys.path.insert(0, ".")
import main
def plain(v):
    return type(v) in (str, int, float, bool, type(None)) or (type(v) in (list, tuple, set) and all(map(plain, v))) or (
        type(v) is dict and all(map(plain, v)) and all(map(plain, v.values())))
print({k: v for k, v in vars(main).items() if not k.startswith("__") and plain(v)})
"""
