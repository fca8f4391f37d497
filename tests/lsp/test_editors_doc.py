"""The lines in docs/editors.md for the editors that are not run in the tests: they can be read, and start the server."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.lsp.options import Options, read_options

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TEXT = (Path(__file__).parents[2] / "docs" / "editors.md").read_text()


def _section(heading: str) -> str:
    return _TEXT.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]


def _code(heading: str) -> str:
    return _section(heading).split("```")[1].partition("\n")[2]


def _helix() -> list[str]:
    said = tomllib.loads(_code("Helix"))
    (language,) = said["language"]
    server: dict[str, Any] = said["language-server"][language["language-servers"][-1]]
    return [server["command"], *server["args"]]


def _zed() -> list[str]:
    said = json.loads(_code("Zed"))
    binary = said["lsp"][said["languages"]["Python"]["language_servers"][-1]]["binary"]
    return [binary["path"], *binary["arguments"]]


def _sublime() -> list[str]:
    (client,) = json.loads(_code("Sublime Text"))["clients"].values()
    return [*client["command"]]


def _pycharm() -> list[str]:
    return shlex.split(_section("PyCharm").split("the command\n`")[1].split("`")[0])


@pytest.mark.parametrize("command", [_helix, _zed, _sublime, _pycharm], ids=lambda each: each.__name__[1:])
def test_it_starts_the_server(command: Any) -> None:
    assert command() == ["alembic-ls", "serve", "--stdio"]


def test_the_options_are_those_that_are_read() -> None:
    rows = [line.split("|")[1] for line in _section("Options").splitlines() if line.startswith("| `")]
    names = [name.strip().strip("`") for row in rows for name in row.split(",")]
    wrong = {name: {"of": "a wrong type"} for name in names}
    options, told = read_options(wrong)
    assert options == Options()
    assert sorted(name for name in names if any(name in text for text in told)) == sorted(names)
    assert len(told) == len(names)
