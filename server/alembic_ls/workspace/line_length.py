"""How long a line of the project's Python may be, as its formatter is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.pyproject import read_toml, read_tool_table

_LONGEST = 320  # what ruff takes at most
_OWN_FILES = (".ruff.toml", "ruff.toml")
_TOOLS = ("ruff", "black")


def line_length(folder: str) -> int | None:
    """`line-length` of ruff or Black, from the nearest file above `folder` that configures one of them; None where none says it."""
    for place in _upwards(os.path.abspath(folder)):
        tables: list[Mapping[str, Any] | Problem | None] = [read_toml(os.path.join(place, name)) for name in _OWN_FILES]
        tables += [read_tool_table(os.path.join(place, "pyproject.toml"), tool) for tool in _TOOLS]
        told = [table for table in tables if isinstance(table, Mapping)]
        for table in told:
            length = table.get("line-length")
            if isinstance(length, int) and 0 < length <= _LONGEST:
                return length
        if told or os.path.exists(os.path.join(place, ".git")):
            return None
    return None


def _upwards(folder: str) -> Iterator[str]:
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
