"""Who may have a project's code run: the user is asked once, and before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

# A server with a command that would run code, as those that do must ask.
_RUNNING = """
from alembic_ls.lsp.server import Server
server = Server()
@server.command("test.run")
async def run(path: str) -> bool:
    return await server.is_trusted(path)
server.start_io()
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
