"""How types, columns and keys are called in findings' messages."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.analysis.words import default_text, key_text, type_text
from alembic_ls.checks.key_changes import KeyChange

__all__ = ["default_text", "joined", "key_text", "type_text", "with_keys"]


def with_keys(changes: Iterable[KeyChange]) -> str:
    """The keys that come with something, as the end of a sentence; nothing where there are none."""
    keys = [key_text(key) for change in changes for key in [change.after or change.before] if key is not None]
    return ", with its " + joined(keys) if keys else ""


def joined(texts: Iterable[str]) -> str:
    """Texts as a list in a sentence: a, b and c."""
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last
