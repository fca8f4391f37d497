"""The progress of reading: shown, and stopped by the user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

_SHOWING = {"window": {"workDoneProgress": True}}

# A server that takes its time for each file.
_SLOW = """
import time
from alembic_ls.lsp import reading
from alembic_ls.lsp.start import serve
at_once = reading._NotedFiles.read
def slowly(files, path):
    time.sleep(0.1)
    return at_once(files, path)
reading._NotedFiles.read = slowly
serve()
"""


@pytest.fixture
def slow(client: Client) -> Iterator[Client]:
    found = type(client)(_SLOW)
    yield found
    found.kill()


def test_it_is_shown_while_the_project_is_read(client: Client, todo: Path) -> None:
    client.start(todo, capabilities=_SHOWING)
    client.wait_for_request("window/workDoneProgress/create")
    assert [client.note("$/progress")["value"]["kind"] for _ in range(2)] == ["begin", "end"]


def test_it_is_stopped_and_goes_on_when_a_file_is_opened(slow: Client, todo: Path, task: Path) -> None:
    slow.start(todo, capabilities=_SHOWING)
    begun = slow.note("$/progress")
    assert begun["value"]["cancellable"]
    slow.notify("window/workDoneProgress/cancel", token=begun["token"])
    assert slow.note("$/progress")["value"]["kind"] == "end"
    assert slow.ask("workspace/symbol", query="task") == []
    assert [text for text in slow.logged if "not read until" in text]
    slow.open(task)
    assert slow.ask("workspace/symbol", query="task")


def test_it_is_shown_for_a_folder_that_is_added(client: Client, todo: Path, tmp_path: Path) -> None:
    client.start(tmp_path / "none", capabilities=_SHOWING)
    assert [client.note("$/progress")["value"]["kind"] for _ in range(2)] == ["begin", "end"]
    assert client.ask("workspace/symbol", query="task") == []
    client.notify("workspace/didChangeWorkspaceFolders", event={"added": [{"uri": todo.as_uri(), "name": "todo"}], "removed": []})
    assert [client.note("$/progress")["value"]["kind"] for _ in range(2)] == ["begin", "end"]
    assert client.ask("workspace/symbol", query="task")
