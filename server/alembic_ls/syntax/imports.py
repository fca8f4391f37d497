"""Import statements read without parsing: they are most of what is looked at in a large application."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Union

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

# Over text whose blanks are single spaces: no two repeats that could share what they match, so that no text takes long.
_FROM = regex(r"from (\.*) ?(?:(\w[\w.]*) )?import\b ?(?:\(([\w ,]*)\)|([\w ,]+|\*))\Z")
_IMPORT = regex(r"import ([\w.]+(?: as \w+)?(?: ?, ?[\w.]+(?: as \w+)?)*)\Z")
_NOISE = regex(r"#[^\n]*|\\\n")


class Import(NamedTuple):
    """`from MODULE import …` (`is_from`), with `level` dots in front, or `import MODULE …`, whose names are modules.

    `names` are (name, name after `as` or None).
    """

    is_from: bool
    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]

    @property
    def bound(self) -> list[str]:
        """The names that it binds; `*` for a star import."""
        if self.is_from:
            return [alias or name for name, alias in self.names]
        return [alias or name.partition(".")[0] for name, alias in self.names]


@lru_cache(maxsize=4096)  # the same few lines stand at the head of every file
def read_import(text: str) -> Import | None:
    """The import statement that `text` is; None where it is something else, or more than that."""
    if "#" in text or "\\" in text:
        text = _NOISE.sub("", text)
    text = " ".join(text.split())
    if text.endswith(";"):
        text = text[:-1].rstrip()
    found = _FROM.match(text)
    if found is not None:
        names = _names(found[3] if found[3] is not None else found[4])
        return Import(True, found[2] or "", len(found[1]), names) if names is not None else None
    found = _IMPORT.match(text)
    if found is None:
        return None
    names = _names(found[1])
    return Import(False, "", 0, names) if names is not None else None


def _names(text: str) -> tuple[tuple[str, str | None], ...] | None:
    made: list[tuple[str, str | None]] = []
    for part in text.split(","):
        words = part.split()
        if len(words) == 1:
            made.append((words[0], None))
        elif len(words) == 3 and words[1] == "as":
            made.append((words[0], words[2]))
        elif words:
            return None
    return tuple(made)


def import_of(node: Union[ast.Import, ast.ImportFrom]) -> Import:
    """The same of a tree."""
    names = tuple((alias.name, alias.asname) for alias in node.names)
    if isinstance(node, ast.Import):
        return Import(False, "", 0, names)
    return Import(True, node.module or "", node.level, names)
