"""Models that lie beside those that env.py reaches, and that it does not reach."""

from __future__ import annotations

import os
from typing import Any

from alembic_ls.interpret.modules import Module
from alembic_ls.models.mapping import Mapper
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.startup.regex import regex

_TABLE = regex(r"__tablename__|table\s*=\s*True|\bTable\(|\.Model\b")
_SKIPPED = frozenset({"tests", "test", "migrations", "alembic", "versions", "__pycache__", "examples", "scripts"})
_MOST_FILES = 2_000


def find_unreached(machine: Any, mapper: Mapper, metadata: list[MetaDataHost], models: Schema) -> list[Table]:
    """The tables of this metadata that appear when the modules beside the reached models are read too; where env.py reaches none at
    all, those of all packages that it reaches.

    Only files whose bytes look like a table's are read, and the machine forgets them again: they are not among the models.
    """
    if not metadata:
        return []
    known = dict(machine.modules)
    folders = _model_folders(known, models) if models.tables else _all_folders(machine, known)
    candidates = _candidates(machine, known, folders)
    if not candidates:
        return []
    classes, loose, hosts = len(mapper.classes), len(mapper.loose_indexes), [len(each.tables) for each in metadata]
    for name in candidates:
        machine.module(name)
    more = mapper.schema(metadata)
    del mapper.classes[classes:], mapper.loose_indexes[loose:]
    for each, count in zip(metadata, hosts):
        del each.tables[count:]
    for name in machine.modules.keys() - known.keys():
        del machine.modules[name]
    return [
        table for key, table in more.tables.items() if key not in models.tables and table.name and _of_new_module(table, known)
    ]


def _of_new_module(table: Table, known: dict[str, Any]) -> bool:
    paths = {module.path for module in known.values()}
    origin = table.class_origin or table.origin
    return origin is not None and origin.path not in paths


def _model_folders(modules: dict[str, Any], models: Schema) -> dict[str, str]:
    """Folder → package name, of the packages that hold reached tables."""
    paths = {origin.path for t in models.tables.values() if (origin := t.class_origin or t.origin) is not None}
    folders = {}
    for module in modules.values():
        if isinstance(module, Module) and module.path in paths and module.package:
            folders[os.path.dirname(module.path)] = module.package
    return folders


def _all_folders(machine: Any, modules: dict[str, Any]) -> dict[str, str]:
    """Folder → package name, of the project's packages of which some module was reached, with all packages in them."""
    folders: dict[str, str] = {}
    for top in {name.partition(".")[0] for name in modules if machine.finder.is_first_party(name)}:
        root = machine.finder.find(top)
        if root is None or root.folder is None:
            continue
        for folder, inner, _ in os.walk(root.folder):
            inner[:] = [name for name in inner if name.isidentifier() and name not in _SKIPPED]
            folders[folder] = ".".join([top, *os.path.relpath(folder, root.folder).replace(".", "").split(os.sep)]).rstrip(".")
            if len(folders) > _MOST_FILES:
                return folders
    return folders


def _candidates(machine: Any, known: dict[str, Any], folders: dict[str, str]) -> list[str]:
    found: list[str] = []
    looked_at = 0
    for folder, package in folders.items():
        for entry in sorted(machine.finder.listing(folder)):
            if not entry.endswith(".py") or entry == "__init__.py" or looked_at > _MOST_FILES:
                continue
            name = f"{package}.{entry[:-3]}"
            if name in known or entry[:-3] in _SKIPPED or entry.startswith(("test_", "conftest")):
                continue
            looked_at += 1
            text = machine.files.text(os.path.join(folder, entry))
            if text is not None and _TABLE.search(text):
                found.append(name)
    return found
