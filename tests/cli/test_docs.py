"""What docs/adoption.md, docs/ci.md and the hook for pre-commit show works as they show it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.checks.registry import NAMES
from alembic_ls.workspace.settings import read_settings

ROOT = Path(__file__).parents[2]
ADOPTION = (ROOT / "docs" / "adoption.md").read_text(encoding="utf-8")
CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOK = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")

_COMMAND = re.compile(r"^\s*(?:- (?:run: )?|entry: )?(alembic-ls check\b.*?)(?:\s+#.*)?$", re.MULTILINE)


def _commands(text: str) -> list[str]:
    """The commands in the text's blocks of code."""
    return [command for block in re.findall(r"```(?:sh|yaml)\n(.*?)```", text, re.DOTALL) for command in _COMMAND.findall(block)]


def test_they_show_commands() -> None:
    assert len(_commands(ADOPTION)) == 3
    assert len(_commands(CI)) == 5
    assert _COMMAND.findall(HOOK) == ["alembic-ls check"]


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize("text", [ADOPTION, CI], ids=["adoption", "ci"])
@pytest.mark.parametrize("example", ["todo", "todo-faulty"])
def test_the_commands_do_what_they_are_for(text: str, example: str, tmp_path: Path, examples: Path) -> None:
    folder = tmp_path / example
    shutil.copytree(examples / example, folder)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    for command in _commands(text):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env={"PATH": path}, capture_output=True, text=True, check=False
        )
        told = "baseline" not in command and "|| [" not in command
        assert done.returncode == (1 if example == "todo-faulty" and told else 0), f"{command}: {done.stderr}"
        for name in re.findall(r"> (\S+)", command):
            assert (folder / name).stat().st_size


def test_the_settings_are_all_there_are(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", ADOPTION, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    found = read_settings([str(tmp_path)])
    assert not found.problems
    assert all(getattr(found, key) for key in ("select", "ignore", "severity", "dialects", "since", "environments"))
    own = next(iter(found.environments.values()))
    for settings in (found, own):
        assert set(NAMES).issuperset([*(settings.select or ()), *settings.ignore, *settings.severity])


def test_the_severities_of_the_formats(run: Callable[..., Any]) -> None:
    from alembic_ls.cli import check_as_github, check_as_gitlab, check_as_sarif

    rows = re.findall(r"^\| (error|warning|information|hint) \| (\w+) \| (\w+) \| (\w+) \|", ADOPTION, re.MULTILINE)
    for column, mapping in enumerate((check_as_github._LEVELS, check_as_gitlab._SEVERITIES, check_as_sarif._LEVELS), 1):
        assert {row[0]: row[column] for row in rows} == mapping


def test_the_hook_of_the_repository_is_that_of_the_documentation() -> None:
    shown = CI.partition("- id: alembic-ls\n")[2].partition("```")[0]
    for line in HOOK.splitlines():
        if not line.strip().startswith("description"):
            assert line.strip(" -") in [each.strip(" -") for each in (*shown.splitlines(), "id: alembic-ls")]


@pytest.mark.parametrize("text", [ADOPTION, CI], ids=["adoption", "ci"])
def test_their_links_lead_somewhere(text: str) -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / "docs" / link).exists()
