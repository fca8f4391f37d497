"""How the server starts: what a client waits for first comes before the protocol's library is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from alembic_ls.lsp.capabilities import capabilities
from alembic_ls.lsp.introduction import Introduction
from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.capabilities import ServerCapabilitiesBuilder

Client = Any  # conftest's

_FIELD = "    estimate: int | None = None\n"
_PULLING = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
_ASKING = {"workspace": {"configuration": True}}

# A server that cannot load the library before there is a file.
_GATE = """
import os, sys, time
class Gate:
    def find_spec(self, name, path=None, target=None):
        while name.startswith("lsprotocol") and not os.path.exists({path!r}):
            time.sleep(0.01)
sys.meta_path.insert(0, Gate())
from alembic_ls.cli.main import main
sys.exit(main(["serve"]))
"""


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


@pytest.fixture
def gated(client: Client, gate: Path) -> Iterator[Client]:
    found = type(client)(_GATE.format(path=str(gate)))
    yield found
    found.kill()


@pytest.fixture
def drifted(task: Path) -> Path:
    """The model with a field that no revision makes."""
    task.write_text(task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    return task


def _codes(found: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in found]


def _hover(path: Path) -> dict[str, Any]:
    line = next(number for number, text in enumerate(path.read_text().split("\n")) if "title: str" in text)
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 4}}


def _pull(client: Client, path: Path, **more: Any) -> dict[str, Any]:
    return cast(dict[str, Any], client.ask("textDocument/diagnostic", textDocument={"uri": path.as_uri()}, **more))


def test_what_is_found_is_told_before_the_library_is_loaded_and_not_again_after(
    gated: Client, gate: Path, todo: Path, drifted: Path
) -> None:
    gated.start(todo)
    gated.open(drifted)
    assert _codes(gated.diagnostics(drifted, 1)) == ["missing-column"]
    gate.touch()
    assert gated.ask("textDocument/hover", **_hover(drifted))
    assert gated.ask("workspace/symbol", query="task")
    assert gated.pushed() == []
    assert gated.stop() == 0
    assert gated.logged == []


def test_a_client_that_pulls_is_answered_before(gated: Client, gate: Path, todo: Path, drifted: Path) -> None:
    gated.start(todo, capabilities=_PULLING)
    gated.open(drifted)
    report = _pull(gated, drifted)
    assert _codes(report["items"]) == ["missing-column"]
    assert _pull(gated, drifted, previousResultId=report["resultId"])["kind"] == "unchanged"
    gate.touch()
    assert _pull(gated, drifted, previousResultId=report["resultId"])["kind"] == "unchanged"
    assert gated.pushed() == []
    assert gated.requests("workspace/diagnostic/refresh") == []


def test_the_settings_are_asked_for_before(gated: Client, gate: Path, todo: Path, drifted: Path) -> None:
    """By what was given at the start there would be nothing to read."""
    gated.replies["workspace/configuration"] = lambda params: {"result": [{"scriptLocation": "backend/alembic"}]}
    gated.start(todo, capabilities=_ASKING, scriptLocation="nowhere")
    gated.open(drifted)
    assert _codes(gated.diagnostics(drifted, 1)) == ["missing-column"]
    gate.touch()
    assert gated.ask("textDocument/hover", **_hover(drifted))
    assert [each["items"] for each in gated.requests("workspace/configuration")] == [[{"section": "alembic-ls"}]]


def test_what_is_typed_meanwhile_counts(gated: Client, gate: Path, todo: Path, task: Path) -> None:
    gated.start(todo)
    text = task.read_text()
    gated.open(task, text)
    gated.change(task, 2, {"text": text.replace("    due_date:", f"{_FIELD}    due_date:")})
    gate.touch()
    assert _codes(gated.diagnostics(task, 2)) == ["missing-column"]


@pytest.mark.parametrize(
    "client_says",
    [
        {},
        _PULLING,
        _ASKING,
        {"general": {"positionEncodings": ["utf-32", "utf-8"]}},
        {"general": {"positionEncodings": ["latin-1"]}},
        {"workspace": {"fileOperations": {"didRename": True, "didDelete": True}}},
        {"workspace": {"fileOperations": {"didRename": True}}, "notebookDocument": {"synchronization": {}}},
    ],
    ids=["nothing", "pulling", "asking", "encodings", "no encoding", "moving", "renaming"],
)
def test_the_server_says_that_it_can_do_what_it_does(client_says: dict[str, Any]) -> None:
    """As pygls would say it of the features that are registered."""
    from unittest.mock import Mock

    from alembic_ls.lsp.server import Server

    introduction = Introduction({"capabilities": client_says})
    server = Server(Mock(client=introduction))
    features = server.protocol.fm
    converter = get_converter()
    built = ServerCapabilitiesBuilder(
        converter.structure(client_says, types.ClientCapabilities),
        {*features.features, *features.builtin_features},
        features.feature_options,
        list(features.commands),
        types.TextDocumentSyncKind.Incremental,
        None,
        ServerCapabilitiesBuilder.choose_position_encoding(converter.structure(client_says, types.ClientCapabilities)),
    ).build()
    assert capabilities(introduction) == converter.unstructure(built)


def test_a_client_that_begins_with_something_else_is_told_so(client: Client, todo: Path, task: Path) -> None:
    client.notify("textDocument/didOpen", textDocument={"uri": task.as_uri(), "languageId": "python", "version": 1, "text": "x"})
    assert client.answer("textDocument/hover", **_hover(task))["error"]["code"] == -32002
    client.raw('{"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": 3}')
    assert client.next_answer()["error"]["code"] == -32602
    client.start(todo)
    assert client.ask("textDocument/hover", **_hover(task))
    assert client.stop() == 0


def test_a_client_that_says_nonsense_of_itself_is_served(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities={"textDocument": {"hover": {"contentFormat": 3}}, "general": 3, "workspace": [True]})
    assert client.ask("textDocument/hover", **_hover(task))
    assert [text for text in client.logged if "cannot be read" in text]
    assert client.stop() == 0


def test_it_ends_before_it_has_begun(client: Client) -> None:
    client.notify("exit")
    assert client.process.wait(120) == 1


def test_a_client_that_leaves_at_once_is_let_go(gated: Client, gate: Path, todo: Path) -> None:
    gated.start(todo)
    gated.notify("textDocument/didChange")
    gate.touch()
    assert gated.stop() == 0


def test_a_long_reading_is_not_waited_for(client: Client, todo: Path, task: Path) -> None:
    """The library is needed to show that it goes on."""
    slow = type(client)(
        "import time\n"
        "from alembic_ls.lsp import reading, start\n"
        "at_once = reading._NotedFiles.read\n"
        "def slowly(files, path):\n"
        "    time.sleep(0.1)\n"
        "    return at_once(files, path)\n"
        "reading._NotedFiles.read = slowly\n"
        "start._FOR_READING = 0\n"
        "start.serve()\n"
    )
    try:
        slow.start(todo, capabilities={"window": {"workDoneProgress": True}})
        assert [slow.note("$/progress")["value"]["kind"] for _ in range(2)] == ["begin", "end"]
        assert slow.ask("textDocument/hover", **_hover(task))
    finally:
        slow.kill()
