"""The imports that new lines of a file need, put where its others are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.syntax.imports import read_import
from alembic_ls.text.anchor import Anchor

SA, OP = "import sqlalchemy as sa", "from alembic import op"


def bound_names(source: SourceFile) -> set[str]:
    """What the imports at the top level bind; a module that is imported by its whole name also bears that."""
    names: set[str] = set()
    for chunk in source.chunks:
        found = read_import(chunk.text) if chunk.kind == "import" else None
        if found is not None:
            names.update(found.bound)
            if not found.is_from:
                names.update(name for name, alias in found.names if alias is None)
    return names


def imports_for(source: SourceFile, lines: str, needed: Iterable[str] = ()) -> list[str]:
    """Of the import statements `needed`, and of those of `sa` and `op`, the ones that `lines` want and the file does not have."""
    names = bound_names(source)
    wanted = [*needed, *(line for name, line in (("sa", SA), ("op", OP)) if re.search(rf"(?<![\w.\"']){name}\.", lines))]
    return [line for line in dict.fromkeys(wanted) if not _is_there(line, names)]


def _is_there(line: str, names: set[str]) -> bool:
    found = read_import(line)
    if found is None:
        return False
    if not found.is_from:
        return all((alias or name) in names for name, alias in found.names)
    return set(found.bound) <= names


def place_for(source: SourceFile) -> Anchor:
    """The end of the last import before anything is defined; of a file without one the end of its docstring, or its start."""
    last: Chunk | None = None
    for chunk in source.chunks:
        if chunk.kind in ("def", "class"):
            break
        if chunk.kind == "import" or (last is None and chunk.text.lstrip("rRuU").startswith(('"', "'"))):
            last = chunk
    if last is None:
        return Anchor(source.path)
    text = last.statements[-1] if last.statements else None
    line = (getattr(text, "end_lineno", None) or 1) - 1
    width = len(last.text.split("\n")[line].rstrip().encode())
    last.forget()
    return Anchor(source.path, last.key, line, width, line, width)


def added(source: SourceFile, lines: Iterable[str]) -> tuple[Anchor, str] | None:
    """Where the import statements go, and the text to put there; None where there are none."""
    lines = list(lines)
    if not lines:
        return None
    place = place_for(source)
    text = "\n".join(lines)
    return place, f"\n{text}" if place.chunk else f"{text}\n"
