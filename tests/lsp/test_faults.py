"""What goes wrong in a client, a project or the server itself: told in the log, never in the user's face, and the server goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

# A server whose hover fails.
_FAILING = """
from alembic_ls.lsp import hover
def fail(desk, params):
    raise ValueError("a fault\\nof two lines")
hover.answer = fail
from alembic_ls.lsp.start import serve
serve()
"""

# A client that starts a server, tells its number, and does nothing more.
_CLIENT = """
import subprocess, sys, time
command = [sys.executable, "-c", "from alembic_ls.cli.main import main; main(['serve', '--stdio'])"]
server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
server.stdin.write(sys.stdin.buffer.read())
server.stdin.flush()
server.stdout.readline()
print(server.pid, flush=True)
time.sleep(600)
"""


def _at(path: Path, line: int = 0) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 4}}


@pytest.fixture
def failing(client: Client) -> Iterator[Client]:
    found = type(client)(_FAILING)
    yield found
    found.kill()


@pytest.mark.parametrize(("level", "lines"), [("info", False), ("debug", True)])
def test_a_fault_of_ours_is_one_line_of_the_log(failing: Client, todo: Path, task: Path, level: str, lines: bool) -> None:
    failing.start(todo, logLevel=level)
    assert failing.ask("textDocument/hover", **_at(task)) is None
    assert failing.ask("textDocument/documentSymbol", textDocument={"uri": task.as_uri()})
    (told,) = [text for text in failing.logged if "a fault" in text]
    assert ("Traceback" in told) is lines  # which is for whoever asks for it
    assert ("\n" in told) is lines
    assert not failing.requests("window/showMessageRequest")


@pytest.mark.parametrize(
    "method", ["hover", "definition", "completion", "references", "documentHighlight", "prepareTypeHierarchy"]
)
def test_what_is_outside_is_nothing(client: Client, todo: Path, tmp_path: Path, method: str) -> None:
    client.start(todo)
    outside = tmp_path / "outside.py"
    outside.write_text("from sqlmodel import SQLModel\n\n\nclass Task(SQLModel, table=True):\n    title: str\n")
    (tmp_path / "folder").mkdir()
    binary = tmp_path / "binary.py"
    binary.write_bytes(b"\0\xff" * 100)
    for path in (outside, tmp_path / "none.py", tmp_path / "folder", binary, Path("/dev/zero"), Path("/")):
        context = {"context": {"includeDeclaration": True}} if method == "references" else {}
        found = client.ask(f"textDocument/{method}", **_at(path, 4), **context)
        assert not (found["items"] if isinstance(found, dict) else found)
    assert client.pushed() == []
    assert client.logged == []


def test_documents_outside_are_kept_apart(client: Client, todo: Path, tmp_path: Path) -> None:
    client.start(todo)
    outside = tmp_path / "outside.py"
    client.open(outside, "class Task:\n    title: str\n")
    client.change(outside, 2, {"text": "class Task(SQLModel, table=True):\n    title: str\n"})
    client.notify("textDocument/didSave", textDocument={"uri": outside.as_uri()})
    client.notify("textDocument/didClose", textDocument={"uri": outside.as_uri()})
    client.notify("textDocument/didClose", textDocument={"uri": outside.as_uri()})
    for uri in ("untitled:1", "vscode-notebook-cell:/a.ipynb#W1"):
        client.notify("textDocument/didOpen", textDocument={"uri": uri, "languageId": "python", "version": 1, "text": "x"})
        client.notify("textDocument/didChange", textDocument={"uri": uri, "version": 2}, contentChanges=[{"text": "y"}])
    assert client.ask("workspace/symbol", query="task")
    assert client.pushed() == []
    assert client.logged == []


def test_a_flood_of_requests_that_are_cancelled_is_answered(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    for number in range(1000, 1300):
        client.raw(json.dumps({"jsonrpc": "2.0", "id": number, "method": "textDocument/hover", "params": _at(task, 20)}))
        client.raw(json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}}))
    answers = [client.next_answer() for _ in range(300)]
    assert sorted(each["id"] for each in answers) == list(range(1000, 1300))
    assert {each["error"]["code"] for each in answers if "error" in each} <= {-32800}
    assert client.ask("textDocument/hover", **_at(task, 20)) is None or client.logged == []
    assert client.stop() == 0


def test_it_ends_when_the_process_that_started_it_does_though_its_input_is_open(client: Client, todo: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    client.ask("initialize", processId=starter.pid, rootUri=todo.as_uri(), capabilities={})
    client.notify("initialized")
    assert client.ask("workspace/symbol", query="task")
    starter.kill()
    starter.wait()
    assert client.process.wait(60) == 1


def test_what_comes_out_of_turn_is_refused(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    again = client.answer("initialize", processId=None, rootUri=None, capabilities={})
    assert again["error"]["code"] == -32600
    assert client.ask("textDocument/codeLens", textDocument={"uri": task.as_uri()})  # and nothing was forgotten
    client.ask("shutdown")
    assert client.answer("textDocument/hover", **_at(task))["error"]["code"] == -32600
    client.notify("exit")
    assert client.process.wait(60) == 0


def test_it_ends_when_its_client_is_killed(todo: Path) -> None:
    params = {"processId": None, "rootUri": todo.as_uri(), "capabilities": {}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()
    client = subprocess.Popen([sys.executable, "-c", _CLIENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert client.stdin is not None
    assert client.stdout is not None
    with client.stdin:
        client.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    with client.stdout:
        server = int(client.stdout.readline())
    client.kill()
    client.wait()
    end = time.monotonic() + 60
    while _is_running(server):
        assert time.monotonic() < end, "the server outlives its client"
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")  # one that has ended may wait for somebody to take notice
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
