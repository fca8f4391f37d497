"""What the texts of revisions say beside their operations: the modules that they import, and whether they name schemas.

Alembic loads every revision before it compares, and with them their models.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alembic_ls.startup.regex import regex
from alembic_ls.syntax.imports import read_import

# Not `^`: a literal in front is searched for ten times faster.
_IMPORT = regex(r"\n((?:from|import)[ \t]+(\w+)[^\n(#;]*(?:\([^)]*\))?)")
_SCHEMA = regex(r"(?<![\w.])(?:referent_|source_)?schema\s*=(?!=)\s*(?!None\b)")


def names_schemas(texts: Iterable[str]) -> bool:
    """True where a revision may work in another schema than the default one."""
    return any(_SCHEMA.search(text) for text in texts)


def load_imports(machine: Any, texts: Iterable[str]) -> None:
    """Loads the project's modules that these revisions import at their top level."""
    own: dict[str, bool] = {}
    seen: set[str] = set()
    for text in texts:
        for statement, root in _IMPORT.findall(f"\n{text}"):
            if root not in own:
                own[root] = machine.finder.is_first_party(root)
            if own[root] and statement not in seen:
                seen.add(statement)
                _load(machine, statement)


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
