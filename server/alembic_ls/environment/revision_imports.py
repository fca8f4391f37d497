"""What the texts of revisions say beside their operations: the modules that they import, and whether they name schemas.

Alembic loads every revision before it compares, and with them their models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from alembic_ls.startup.regex import regex
from alembic_ls.syntax.imports import read_import

_IMPORT = regex(r"^(?:from|import)[ \t]+(\w+)[^\n(#;]*(?:\([^)]*\))?", re.MULTILINE)
_SCHEMA = regex(r"(?<![\w.])(?:referent_|source_)?schema\s*=(?!=)\s*(?!None\b)")


def names_schemas(texts: Iterable[str]) -> bool:
    """True where a revision may work in another schema than the default one."""
    return any(_SCHEMA.search(text) for text in texts)


def load_imports(machine: Any, texts: Iterable[str]) -> None:
    """Loads the project's modules that these revisions import at their top level."""
    own: dict[str, bool] = {}
    seen: set[str] = set()
    for text in texts:
        for found in _IMPORT.finditer(text):
            root = found[1]
            if root not in own:
                own[root] = machine.finder.is_first_party(root)
            if own[root] and found[0] not in seen:
                seen.add(found[0])
                _load(machine, found[0])


def _load(machine: Any, text: str) -> None:
    statement = read_import(text)
    if statement is None:
        return
    if not statement.is_from:
        for name, _ in statement.names:
            machine.reach(name)
        return
    machine.reach(statement.module)
    for name, _ in statement.names:
        machine.reach(f"{statement.module}.{name}")
