"""Where env.py leaves the models to an application that is not run: the models are looked for among the project's files.

Flask-Migrate's env.py asks `current_app` for the metadata, and an env.py without target_metadata says nothing of models at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from alembic_ls.interpret.modules import Module
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.startup.regex import regex

_FLASK = regex(r"\bSQLAlchemy\(|\.Model\b")
_TABLE = regex(r"__tablename__|\.Model\b|\bTable\(")
_SKIPPED = frozenset(
    {
        "node_modules",
        "site-packages",
        "venv",
        "env",
        "tests",
        "test",
        "migrations",
        "alembic",
        "versions",
        "docs",
        "build",
        "dist",
    }
)
_MOST_FILES = 5_000


def find_metadata(machine: Any, env_text: str) -> list[MetaDataHost]:
    """The metadata that hold tables, of the modules that look like models. Empty where there are none."""
    if "current_app" in env_text or "flask" in env_text:
        names = [name for name, path in _modules(machine) if _looks_like(machine, path, _FLASK)]
    else:
        names = [name for name, _ in _modules(machine) if _is_models(name)]
    for name in names:
        machine.module(name)
    found: list[MetaDataHost] = []
    for module in list(machine.modules.values()):
        if isinstance(module, Module) and module.lively:
            found += [m for value in list(module.namespace.values()) if (m := _metadata_in(machine, value)) is not None]
    return [m for m in dict.fromkeys(found) if m.mapped_tables(machine)]


def load_models_of_app(machine: Any, env_py: str, env_text: str) -> None:
    """Where env.py runs inside of a Flask application, the application has loaded its models: those of the packages that env.py
    reaches, and of the one it lies in, are loaded, whatever function imports them."""
    if "current_app" not in env_text:
        return
    reached = {name.partition(".")[0] for name in machine.modules}
    for root in machine.finder.roots:
        if env_py.startswith(root + os.sep):
            reached.add(os.path.relpath(env_py, root).partition(os.sep)[0])
    for name, path in list(_modules(machine)):
        if name.partition(".")[0] in reached and name not in machine.modules and _looks_like(machine, path, _TABLE):
            machine.module(name)


def _metadata_in(machine: Any, value: Any) -> MetaDataHost | None:
    if isinstance(value, MetaDataHost):
        return value
    if hasattr(value, "mro"):
        value = machine.class_attribute(value, "metadata")
    else:
        value = getattr(value, "metadata", None)
    return value if isinstance(value, MetaDataHost) else None


def _is_models(name: str) -> bool:
    parts = name.split(".")
    return "models" in parts or parts[-1] in ("model", "tables", "db_models")


def _looks_like(machine: Any, path: str, pattern: re.Pattern[str]) -> bool:
    text = machine.files.text(path)
    return text is not None and pattern.search(text) is not None


def _modules(machine: Any) -> Iterator[tuple[str, str]]:
    """(name, path) of the modules under the import roots, those that lie outside of packages first."""
    count = 0
    seen: set[str] = set()
    for root in machine.finder.roots:
        waiting = [(root, "")]
        while waiting:
            folder, package = waiting.pop()
            for entry in sorted(machine.finder.listing(folder)):
                path = os.path.join(folder, entry)
                if entry.endswith(".py") and path not in seen:
                    seen.add(path)
                    count += 1
                    stem = entry[:-3]
                    name = package.rstrip(".") if stem == "__init__" else package + stem
                    if name and stem.isidentifier() and not stem.startswith(("test_", "conftest")):
                        yield name, path
                elif (
                    entry.isidentifier()
                    and entry not in _SKIPPED
                    and not entry.startswith(("_", "."))
                    and os.path.isdir(path)
                    and not os.path.islink(path)
                ):
                    waiting.append((path, f"{package}{entry}."))
                if count > _MOST_FILES:
                    return
