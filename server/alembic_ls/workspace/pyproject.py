"""The tables of pyproject.toml that concern us: `[tool.alembic]` and `[tool.alembic-ls]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.problem import Problem

_NOTHING: Mapping[str, Any] = {}


def read_tool_table(path: str, name: str) -> Mapping[str, Any] | Problem:
    """`[tool.NAME]` of the file at `path`; empty where it has none, or there is no such file."""
    source = read_bytes(path)
    if isinstance(source, Problem) or b"alembic" not in source:  # parsing costs 10 ms to import: most files are spared it
        return _NOTHING
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: Any = tomllib.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Problem(path, f"is no valid TOML: {error}", _line_of(error))
    for key in ("tool", name):
        table = table.get(key, _NOTHING)
        if not isinstance(table, dict):
            return _NOTHING
    return table  # type: ignore[no-any-return]


def _line_of(error: BaseException) -> int | None:
    line = getattr(error, "lineno", None)  # since Python 3.14; the message says it in any case
    return line - 1 if isinstance(line, int) else None
