"""The tables of pyproject.toml that concern us: `[tool.alembic]` and `[tool.alembic-ls]`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from alembic_ls.startup.regex import regex
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.problem import Problem

_HEADER = regex(r"\s*\[\[?[\w\s.\"'/-]+\]")


def read_tool_table(path: str, name: str) -> Mapping[str, Any] | Problem | None:
    """`[tool.NAME]` of the file at `path`; None where it has none, or there is no such file."""
    table: Any = read_toml(path, name)
    if table is None or isinstance(table, Problem):
        return table
    for key in ("tool", name):
        table = table.get(key)
        if not isinstance(table, dict):
            return None
    found: Mapping[str, Any] = table
    return found


def read_toml(path: str, word: str = "") -> Mapping[str, Any] | Problem | None:
    """The file at `path`; None where there is none, or `word` does not stand in it."""
    source = read_bytes(path)
    if isinstance(source, Problem) or word.encode() not in source:  # parsing costs 10 ms to import: most files are spared it
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        found: Mapping[str, Any] = tomllib.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Problem(path, f"is no valid TOML: {error}", _line_of(error))
    return found


def line_in_tool_table(path: str, name: str, words: Iterable[str]) -> int | None:
    """The line (from 0) of the last of `words` in `[tool.NAME]` and the tables below it, each looked for from the one before on.

    A guess for messages, since no parser tells it; None where one is not found.
    """
    source = read_bytes(path)
    text = "" if isinstance(source, Problem) else source.decode("utf-8-sig", "replace")
    ours = [(number, line) for number, line in enumerate(text.splitlines()) if not line.lstrip().startswith("#")]
    header = re.compile(rf"""\s*\[+\s*tool\s*\.\s*["']?{re.escape(name)}["']?\s*[.\]]""")
    if any(header.match(line) for _, line in ours):
        ours = list(_below(header, ours))
    at, found = 0, None
    for word in words:
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        found = next((index for index in range(at, len(ours)) if pattern.search(ours[index][1])), None)
        if found is None:
            return None
        at = found
    return None if found is None else ours[found][0]


def _below(header: re.Pattern[str], lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    inside = False
    for number, line in lines:
        if line.lstrip().startswith("["):
            inside = header.match(line) is not None or (inside and _HEADER.match(line) is None)
        if inside:
            yield number, line


def _line_of(error: BaseException) -> int | None:
    line = getattr(error, "lineno", None)  # since Python 3.14; the message says it in any case
    return line - 1 if isinstance(line, int) else None
