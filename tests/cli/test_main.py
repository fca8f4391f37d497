"""How commands end: statuses, messages, and no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic_ls import __version__
from alembic_ls.checks.registry import NAMES
from alembic_ls.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
Run = Callable[..., Any]


def test_rules_are_listed_and_explained(run: Run) -> None:
    listed = run("rule")
    assert [line.split()[0] for line in listed.out.splitlines()] == list(NAMES)
    assert run("rule", "missing-column").out.startswith("# missing-column\n")
    said = run("rule", "no-such-rule")
    assert (said.status, said.out) == (2, "")
    assert "no-such-rule" in said.err


@pytest.mark.parametrize("arguments", [[], ["--no-such-option"], ["no-such-command"], ["check", "--output-format", "yaml"]])
def test_wrong_arguments_end_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: alembic-ls" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("check", "schema", "history", "rule"))
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"alembic-ls {__version__}\n"


def test_an_error_of_ours_is_one_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise RecursionError("too deep")

    monkeypatch.setattr("alembic_ls.cli.rule.run", broken)
    said = run("rule")
    assert said.status == 2
    assert "internal error, please report it: RecursionError: too deep" in said.err
    assert "Traceback" not in said.err


def test_an_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("alembic_ls.cli.rule.run", interrupted)
    assert run("rule") == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_closed_pipe_is_quiet() -> None:
    script = "import sys, time; from alembic_ls.cli.main import main; sys.stdin.read(); sys.exit(main(['rule']))"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()  # nobody reads any more; only then does the command begin
    assert process.stdin is not None
    process.stdin.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait() == 141


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("alembic-ls")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"alembic-ls {__version__}\n"


def test_the_installed_command_tells_everything_before_it_ends() -> None:
    command = Path(sys.executable).with_name("alembic-ls")
    done = subprocess.run(
        [command, "check", EXAMPLES / "todo-faulty", "--output-format", "json"], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["environments"][0]["findings"]
