"""What a project says to this tool: `[tool.alembic-ls]` in its pyproject.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.pyproject import read_tool_table


class Settings(NamedTuple):
    """The settings of one project. `path` is the file they stand in, None where there are none."""

    path: str | None = None
    dialects: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_settings(folder: str) -> Settings:
    """The settings in `folder`'s pyproject.toml; what is wrong with them is among their problems."""
    path = os.path.join(folder, "pyproject.toml")
    table = read_tool_table(path, "alembic-ls")
    if isinstance(table, Problem):
        return Settings(problems=(table,))
    if not table:
        return Settings()
    problems: list[Problem] = []
    dialects = _strings(table, "dialects", path, problems)
    problems += [Problem(path, f"[tool.alembic-ls] has no setting {key!r}") for key in table if key != "dialects"]
    return Settings(path, dialects, tuple(problems))


def _strings(table: Mapping[str, Any], key: str, path: str, problems: list[Problem]) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    problems.append(Problem(path, f"[tool.alembic-ls] {key} must be a list of strings"))
    return ()
