"""The README shows what really is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_output_that_it_shows_is_that_of_its_command(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command = re.search(r"\.venv/bin/alembic-ls (check .*)$", README, re.MULTILINE)
    assert command
    said = run(*command[1].split())
    shown = re.search(r"```\n…\n(.*?)\n…\n(.*?)```", README, re.DOTALL)
    assert shown
    assert shown[2] in said.out
    for block in shown[1].split("\n\n"):
        assert block in said.out


def test_ci_takes_the_test_command_from_it() -> None:
    tests = README.partition("## Tests\n")[2]
    assert len(re.findall(r"^python3 .*pytest.*$", tests, re.MULTILINE)) == 1


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)
