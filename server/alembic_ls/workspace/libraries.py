"""The libraries of a project: where its site-packages are, which versions lie there, and what editable installs add."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator

from alembic_ls.startup.regex import regex
from alembic_ls.workspace.environment import Libraries
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.problem import Problem

# What is taken for installed where nobody says: the newest releases whose mapping rules we know.
NEWEST: dict[str, tuple[int, ...]] = {
    "sqlalchemy": (2, 1, 9),
    "sqlmodel": (0, 0, 50),
    "alembic": (1, 20, 1),
    "flask-sqlalchemy": (3, 1, 1),
}

_OWN_FOLDER = os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
)  # where this tool is worked on, editable
_VENV_NAMES = (".venv", "venv", "env", ".env")
_DISTRIBUTION = regex(r"^(.+?)-(\d[^-]*)(?:-py[\d.]+)?\.(?:dist-info|egg-info)$")
_NUMBER = regex(r"\d+")
_FINDER_FOLDER = regex(r"""['"](\w[\w.]*)['"]\s*:\s*['"]([^'"\n]+)['"]""")  # in setuptools' __editable___*_finder.py
_LOCK_FILES = (
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "requirements.txt",
    "requirements/base.txt",
    "requirements/prod.txt",
)
_LOCKED = rb"""(?mx)
    ^name\ =\ "(?P<toml>[\w.-]+)"\r?\nversion\ =\ "(?P<toml_version>\d[\w.]*)"
    |^[ \t]*"(?P<json>[\w.-]+)":\ \{(?:[^{}]|\{[^{}]*\})*?"version":\ "==(?P<json_version>\d[\w.]*)"
    |^(?P<pin>[\w.-]+)(?:\[[\w,\ -]*\])?\ ?==\ ?(?P<pin_version>\d[\w.]*)"""


def find_libraries(folders: Iterable[str], given: Iterable[str] = ()) -> Libraries:
    """The libraries of the project that lies in `folders` (innermost first).

    `given` are site-packages folders, virtual environments or interpreters that the user named. Else: a virtual environment in
    one of the folders, the active one, Poetry's; for the versions a lock file; and last the interpreter that runs us.
    """
    folders = list(folders)
    named = [path for place in given for path in site_packages_of(place)]
    if named:
        return _describe(named, ", ".join(given), {})
    for venv in _environments(folders):
        if found := site_packages_of(venv):
            return _describe(found, venv, {})
    running = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    lock_file, locked = _locked_versions(folders)
    source = f"{lock_file}, and the interpreter that runs alembic-ls" if lock_file else "the interpreter that runs alembic-ls"
    return _describe(running, source, locked)


def site_packages_of(place: str) -> list[str]:
    """The site-packages folders that belong to an interpreter, a virtual environment, or that are named directly; absolute."""
    place = os.path.abspath(place)
    if os.path.isfile(place):  # …/bin/python, not resolved: in a virtual environment it is a link to another place
        place = os.path.dirname(os.path.dirname(place))
    found = [
        folder
        for lib in ("lib", "lib64", "local/lib")
        for python in sorted(_names(os.path.join(place, lib)), reverse=True)
        if python.startswith(("python3", "pypy3"))
        for packages in ("site-packages", "dist-packages")
        if os.path.isdir(folder := os.path.join(place, lib, python, packages))
    ]
    windows = os.path.join(place, "Lib", "site-packages")
    if not found and os.path.isdir(windows):
        found = [windows]
    if not found:
        return [place] if os.path.isdir(place) else []
    real = {os.path.realpath(folder): folder for folder in reversed(found)}  # lib64 is a link to lib
    return [folder for folder in found if real[os.path.realpath(folder)] == folder]


def versions_in(site_packages: str) -> dict[str, tuple[int, ...]]:
    """Distribution → release numbers, from the names of the `.dist-info` folders alone."""
    versions = {}
    for name in _names(site_packages):
        if name.endswith("-info") and (found := _DISTRIBUTION.match(name)):
            versions[_normal(found[1])] = release(found[2])
    return versions


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version: "2.1.0b1.post2" → (2, 1, 0)."""
    numbers = []
    for part in version.split("."):
        found = _NUMBER.match(part)
        if found is None:
            break
        numbers.append(int(found[0][:9]))
        if found.end() != len(part):
            break
    return tuple(numbers)


def _describe(site_packages: list[str], source: str, locked: dict[str, tuple[int, ...]]) -> Libraries:
    versions: dict[str, tuple[int, ...]] = {}
    for folder in reversed(site_packages):
        versions.update(versions_in(folder))
    versions.update(locked)
    assumed = tuple(name for name in NEWEST if name not in versions)
    roots = tuple(root for folder in site_packages for root in _added_by_pth(folder) if root != _OWN_FOLDER)
    return Libraries(tuple(site_packages), roots, {**NEWEST, **versions}, source, assumed)


def _environments(folders: list[str]) -> Iterator[str]:
    for folder in folders:
        for name in _VENV_NAMES:
            venv = os.path.join(folder, name)
            if os.path.isfile(os.path.join(venv, "pyvenv.cfg")) or os.path.isdir(os.path.join(venv, "conda-meta")):
                yield venv
        pdm = os.path.join(folder, "__pypackages__")
        for version in sorted(_names(pdm), reverse=True):
            yield os.path.join(pdm, version, "lib")
        if os.path.isfile(os.path.join(folder, "poetry.lock")):
            yield from _poetry_environments(folder)
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if active := os.environ.get(variable):
            yield active


def _poetry_environments(folder: str) -> Iterator[str]:
    """Poetry's own place for the project in `folder`: NAME-HASH-pyX.Y (poetry.utils.env.EnvManager.generate_env_name)."""
    base = os.environ.get("POETRY_CACHE_DIR") or os.path.join(os.path.expanduser("~"), ".cache", "pypoetry")
    names = _names(os.path.join(base, "virtualenvs"))
    if not names:
        return
    import base64
    import hashlib

    digest = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).digest()
    mark = "-" + base64.urlsafe_b64encode(digest).decode()[:8] + "-py"
    for name in sorted(names, reverse=True):
        if mark in name:
            yield os.path.join(base, "virtualenvs", name)


def _locked_versions(folders: list[str]) -> tuple[str | None, dict[str, tuple[int, ...]]]:
    for folder in folders:
        for name in _LOCK_FILES:
            path = os.path.join(folder, name)
            source = read_bytes(path) if os.path.isfile(path) else b""
            if isinstance(source, Problem) or b"lchemy" not in source:
                continue
            versions = {}
            for found in re.finditer(_LOCKED, source):
                kind = str(found.lastgroup).partition("_")[0]
                versions[_normal(found[kind].decode())] = release(found[kind + "_version"].decode())
            if "sqlalchemy" in versions:
                return path, versions
    return None, {}


def _added_by_pth(site_packages: str) -> Iterator[str]:
    """The folders that `.pth` files and setuptools' editable finders add to the import path; their code is not run."""
    for name in sorted(_names(site_packages)):
        path = os.path.join(site_packages, name)
        if name.endswith(".pth"):
            for line in _text(path).splitlines():
                folder = os.path.join(site_packages, line.strip())
                if line.strip() and not line.startswith(("#", "import ", "import\t")) and os.path.isdir(folder):
                    yield os.path.normpath(folder)
        elif name.startswith("__editable__") and name.endswith("_finder.py"):
            for module, place in _FINDER_FOLDER.findall(_text(path)):
                if os.path.isabs(place) and os.path.basename(place).removesuffix(".py") == module.rpartition(".")[2]:
                    yield os.path.normpath(place + "/.." * (module.count(".") + 1))


def _text(path: str) -> str:
    source = read_bytes(path)
    return "" if isinstance(source, Problem) else source.decode("utf-8-sig", "replace")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (OSError, ValueError):
        return []


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
