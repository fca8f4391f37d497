"""Who may have a project's code run: the user is asked once, and before anything runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

# A server with a command that would run code, as those that do must ask.
_RUNNING = """
from alembic_ls.lsp import server
from alembic_ls.lsp.start import serve
class Running(server.Server):
    def __init__(self, begun):
        super().__init__(begun)
        @self.command("test.run")
        async def run(path: str) -> bool:
            return await self.is_trusted(path)
server.Server = Running
serve()
"""
_ASKED = "window/showMessageRequest"


@pytest.fixture
def running(client: Client) -> Iterator[Client]:
    found = type(client)(_RUNNING)
    yield found
    found.kill()


def _runs(client: Client, path: Path) -> bool:
    return bool(client.ask("workspace/executeCommand", command="test.run", arguments=[str(path)]))


@pytest.mark.parametrize("trusted", [True, False])
def test_what_the_client_says_is_not_asked(running: Client, todo: Path, trusted: bool) -> None:
    running.start(todo, trusted=trusted)
    assert _runs(running, todo) is trusted
    assert running.requests(_ASKED) == []


@pytest.mark.parametrize(("choice", "expected"), [(0, True), (1, False), (None, False)])
def test_the_user_is_asked_once_for_a_folder(running: Client, todo: Path, choice: int | None, expected: bool) -> None:
    running.replies[_ASKED] = lambda params: {"result": None if choice is None else params["actions"][choice]}
    running.start(todo)
    assert running.requests(_ASKED) == []  # reading asks nothing
    assert [_runs(running, todo / "backend"), _runs(running, todo), _runs(running, todo)] == [expected] * 3
    (asked,) = running.requests(_ASKED)
    assert str(todo) in asked["message"]
    assert _runs(running, todo.parent) is expected  # another one
    assert len(running.requests(_ASKED)) == 2


def test_a_client_that_cannot_ask_leaves_it_untrusted(running: Client, todo: Path) -> None:
    running.replies[_ASKED] = lambda params: {"error": {"code": -32601, "message": "no such method"}}
    running.start(todo)
    assert not _runs(running, todo)
    assert running.logged == []


def test_a_folder_cannot_vouch_for_itself(running: Client, todo: Path) -> None:
    """Settings that come later may lie in a file of the folder; they may only take trust away."""
    running.start(todo)
    running.notify("workspace/didChangeConfiguration", settings={"alembic-ls": {"trusted": True}})
    assert not _runs(running, todo)
    assert len(running.requests(_ASKED)) == 1


def test_trust_is_taken_away_at_run_time(running: Client, todo: Path) -> None:
    running.start(todo, trusted=True)
    assert _runs(running, todo)
    running.notify("workspace/didChangeConfiguration", settings={"alembic-ls": {"trusted": False}})
    assert not _runs(running, todo)


def _set_canaries(backend: Path, mark: Path) -> None:
    """Whatever of the project might be run writes the mark."""
    canary = f"open({str(mark)!r}, 'w').close()\n"
    for path in backend.rglob("*.py"):
        text = path.read_text()
        future = "from __future__ import annotations\n"
        path.write_text(f"{future}{canary}{text.replace(future, '')}")
    mako = backend / "alembic" / "script.py.mako"
    mako.write_text(f"<% {canary.strip()} %>\n{mako.read_text()}")
    packages = backend / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (backend / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.0\n")
    (packages / "canary.pth").write_text(f"import sys; {canary}")
    for name in ("sitecustomize.py", "usercustomize.py", "sqlmodel/__init__.py", "sqlalchemy/__init__.py", "alembic/__init__.py"):
        (packages / name).parent.mkdir(exist_ok=True)
        (packages / name).write_text(canary)
    (backend / ".venv" / "bin").mkdir()
    for name in ("python", "python3", "alembic", "ruff"):
        program = backend / ".venv" / "bin" / name
        program.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
        program.chmod(0o755)
    ini = backend / "alembic.ini"
    hooks = "[post_write_hooks]\nhooks = canary\ncanary.type = exec\ncanary.executable = %(here)s/.venv/bin/ruff\n"
    ini.write_text(f"{ini.read_text()}\n{hooks}")


@pytest.mark.parametrize("said", [{}, {"trusted": False}], ids=["unsaid", "untrusted"])
def test_reading_runs_nothing_of_the_project(client: Client, todo: Path, task: Path, said: dict[str, bool]) -> None:
    mark = todo / "ran"
    _set_canaries(todo / "backend", mark)
    client.start(todo, **said)
    revision = sorted((todo / "backend" / "alembic" / "versions").glob("*.py"))[-1]
    lines = task.read_text().split("\n")
    client.open(task, task.read_text().replace("    due_date:", "    estimate: int | None = None\n    due_date:"))
    assert "missing-column" in {each["code"] for each in client.diagnostics(task)}
    for path in (task, revision):
        document = {"uri": path.as_uri()}
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
        for method in ("documentSymbol", "codeLens", "documentLink"):
            client.ask(f"textDocument/{method}", textDocument=document)
        client.ask("textDocument/inlayHint", textDocument=document, range=whole)
        for line, text in enumerate(path.read_text().split("\n")):
            position = {"line": line, "character": min(8, len(text))}
            for method in ("hover", "definition", "completion"):
                client.ask(f"textDocument/{method}", textDocument=document, position=position)
    for path in (task, todo / "backend" / "alembic" / "env.py"):
        client.notify("textDocument/didSave", textDocument={"uri": path.as_uri()})
    assert client.ask("workspace/symbol", query="task")
    assert client.requests(_ASKED) == []  # nothing would be run: nothing is asked
    assert client.stop() == 0
    assert not mark.exists()


def test_the_canaries_sing(todo: Path) -> None:
    """Each of them writes the mark where it is run; else they would show nothing."""
    mark = todo / "ran"
    _set_canaries(todo / "backend", mark)
    for command in (
        [str(todo / "backend" / ".venv" / "bin" / "python")],
        [sys.executable, "-S", str(todo / "backend" / "alembic" / "env.py")],
        [
            sys.executable,
            "-S",
            "-c",
            f"import site; site.addsitedir({str(todo / 'backend/.venv/lib/python3.11/site-packages')!r})",
        ],
    ):
        subprocess.run(command, capture_output=True, check=False)
        assert mark.exists(), command
        mark.unlink()


def test_the_folder_whose_code_would_run_is_the_one_that_is_asked_about(client: Client, todo: Path, task: Path) -> None:
    """Trust in one folder of the workspace is none in another."""
    other = todo.parent / "other"
    shutil.copytree(todo, other)
    there = other / task.relative_to(todo)
    (other / "backend" / "alembic" / "script.py.mako").write_text('"""${message.upper()}"""\n${upgrades}\n${downgrades}\n')
    asked_about = [f"code of {folder}:" for folder in (todo, other)]
    client.replies[_ASKED] = lambda params: {"result": params["actions"][0 if asked_about[0] in params["message"] else 1]}
    client.start(todo, other)
    field = "    estimate: int | None = None\n    due_date: date"
    client.open(there, there.read_text().replace("    due_date: date", field, 1))
    done = client.ask("workspace/executeCommand", command="alembic-ls.createMigration", arguments=[{"uri": there.as_uri()}])
    assert done == {"applied": False}
    assert [asked_about[1] in params["message"] for params in client.requests(_ASKED)] == [True]
    assert not list(other.glob("backend/alembic/versions/*estimate*"))
