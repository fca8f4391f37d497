"""Turning what a configuration says of places into absolute paths."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from alembic_ls.startup.regex import regex

_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_LEGACY_VERSIONS = regex(r", *|(?: +)")  # alembic.config.Config.get_version_locations_list
_LEGACY_SYS_PATH = regex(r", *|(?: +)|\:")  # alembic.config.Config.get_prepend_sys_paths_list
_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")
_MAX_CLIMB = 40


def version_locations_of(ini: Mapping[str, str], toml: Mapping[str, Any]) -> list[str]:
    """The entries of `version_locations`, as written; the ini's separator options apply to the ini alone."""
    text = ini.get("version_locations")
    if text:
        separator = _separator(ini, ("path_separator", "version_path_separator"))
        return _split(text, separator, _LEGACY_VERSIONS)
    return _strings(toml.get("version_locations"))


def prepend_sys_path_of(ini: Mapping[str, str], toml: Mapping[str, Any]) -> list[str]:
    """The entries of `prepend_sys_path`, as written."""
    text = ini.get("prepend_sys_path")
    if text:
        return _split(text, _separator(ini, ("path_separator",)), _LEGACY_SYS_PATH)
    return _strings(toml.get("prepend_sys_path"))


def _separator(ini: Mapping[str, str], names: Iterable[str]) -> str | None:
    """The separator character, None for the legacy splitting. Alembic's old template put a comment behind the value."""
    for name in names:
        if name in ini:
            return _SEPARATORS.get(re.split(r"\s+[#;]", ini[name], maxsplit=1)[0].strip())
    return None


def _split(text: str, separator: str | None, legacy: re.Pattern[str]) -> list[str]:
    if separator is None:
        parts = legacy.split(text)
    elif separator == ":" and os.sep == "\\":
        parts = re.split(r":(?![\\/])", text)
    else:
        parts = text.split(separator)
    return [part.strip() for part in parts if part.strip()]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def resolve(place: str, bases: Iterable[str], roots: Iterable[str]) -> str:
    """The absolute path of a location as Alembic writes it: a path, or `package:path` looked up below `roots` without importing.

    A relative path is relative to the folder from which Alembic is run, which no file tells: the first of `bases` under which it
    exists is taken, else the first. (alembic.util.pyfiles.coerce_resource_to_filename)
    """
    bases = list(bases)
    place = place.replace("\0", "")
    if os.path.isabs(place):
        return os.path.normpath(place)
    candidates = [os.path.join(base, place) for base in bases]
    if ":" in place:
        package, *rest = place.split(":")
        inside = os.path.join(*package.split("."), *rest)
        candidates = [os.path.join(root, inside) for root in [*roots, *bases]] + candidates
    for candidate in candidates:
        if os.path.isdir(candidate):
            return os.path.normpath(candidate)
    return os.path.normpath(candidates[0])


def project_root(folder: str) -> str:
    """The nearest folder from `folder` upwards that bears a mark of a project; else the one its package lies in."""
    for parent in parents(folder):
        if any(os.path.exists(os.path.join(parent, marker)) for marker in _MARKERS):
            return parent
    return first_outside_package(folder)


def repository_root(folder: str) -> str:
    """The nearest folder from `folder` upwards that is a repository's; else the project's."""
    for parent in parents(folder):
        if os.path.exists(os.path.join(parent, ".git")):
            return parent
    return project_root(folder)


def first_outside_package(folder: str) -> str:
    """`folder`, or the nearest one above it that is no package: what must be on the import path for the package to be found."""
    for parent in parents(folder):
        if not os.path.isfile(os.path.join(parent, "__init__.py")):
            return parent
    return folder


def parents(folder: str) -> list[str]:
    """`folder` and the folders above it, innermost first."""
    found = [folder]
    while len(found) < _MAX_CLIMB and (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found


def unique_folders(folders: Iterable[str]) -> tuple[str, ...]:
    """Those that exist, each once, in their order."""
    return tuple(folder for folder in dict.fromkeys(map(os.path.normpath, folders)) if os.path.isdir(folder))
