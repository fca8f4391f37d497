"""The real server, spoken to over its stdin and stdout."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "todo"
_PATIENCE = 120  # seconds: of a machine under load
_SERVE = "import sys; from alembic_ls.cli.main import main; sys.exit(main(['serve', '--stdio']))"


class Client:
    """A small language client. What the server sends unasked is in `notes`."""

    def __init__(self, script: str = _SERVE) -> None:
        command = [sys.executable, "-c", script]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._notes: queue.Queue[dict[str, Any]] = queue.Queue()
        self.logged: list[str] = []
        self.asked: queue.Queue[str] = queue.Queue()  # methods of the server's requests
        self._requests: list[tuple[str, Any]] = []
        self.replies: dict[
            str, Callable[[Any], dict[str, Any]]
        ] = {}  # method → what it is answered: a result of null where there is none
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while (line := out.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            message = json.loads(out.read(length))
            if "method" not in message:
                self._answers.put(message)
            elif "id" in message:
                self.asked.put(message["method"])
                self._requests.append((message["method"], message.get("params")))
                reply = self.replies.get(message["method"], lambda params: {"result": None})
                self._send({"id": message["id"], **reply(message.get("params"))})
            elif message["method"] == "window/logMessage":
                self.logged.append(message["params"]["message"])
            else:
                self._notes.put(message)

    def _send(self, message: dict[str, Any]) -> None:
        self.raw(json.dumps({"jsonrpc": "2.0", **message}))

    def raw(self, body: str) -> None:
        """Send a body as it is."""
        data = body.encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def notify(self, method: str, **params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def answer(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the server; its whole answer."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        answer = self._answers.get(timeout=_PATIENCE)
        assert answer["id"] == self._number
        return answer

    def next_answer(self) -> dict[str, Any]:
        """The next answer to whatever was asked by `raw`."""
        return self._answers.get(timeout=_PATIENCE)

    def ask(self, method: str, **params: Any) -> Any:
        """Ask the server; the result."""
        answer = self.answer(method, **params)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def start(self, *folders: Path, capabilities: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        """Begin; what the server can do."""
        result = self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=None,
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name} for folder in folders],
            capabilities=capabilities or {},
            initializationOptions={"debounce": 0, **options},
        )
        self.notify("initialized")
        return cast(dict[str, Any], result["capabilities"])

    def open(self, path: Path, text: str | None = None) -> None:
        """Open a file in the editor."""
        text = path.read_text() if text is None else text
        self.notify(
            "textDocument/didOpen", textDocument={"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        )

    def change(self, path: Path, version: int, *changes: dict[str, Any]) -> None:
        """Edit it."""
        self.notify(
            "textDocument/didChange", textDocument={"uri": path.as_uri(), "version": version}, contentChanges=list(changes)
        )

    def note(self, method: str) -> dict[str, Any]:
        """The next that the server tells by this method."""
        while (note := self._notes.get(timeout=_PATIENCE))["method"] != method:
            pass
        return cast(dict[str, Any], note["params"])

    def diagnostics(self, path: Path, version: int | None = None) -> list[dict[str, Any]]:
        """The next diagnostics that are told of this file, in this version where one is named."""
        while True:
            params = self.note("textDocument/publishDiagnostics")
            if params["uri"] == path.as_uri() and version in (None, params.get("version")):
                return cast(list[dict[str, Any]], params["diagnostics"])

    def wait_for_request(self, method: str) -> None:
        """Wait until the server asks this."""
        while self.asked.get(timeout=_PATIENCE) != method:
            pass

    def requests(self, method: str) -> list[Any]:
        """The parameters of all that the server asked so far by this method."""
        return [params for asked, params in self._requests if asked == method]

    def pushed(self) -> list[dict[str, Any]]:
        """The diagnostics that were told so far, and not looked at."""
        found = []
        while not self._notes.empty():
            note = self._notes.get()
            if note["method"] == "textDocument/publishDiagnostics":
                found += note["params"]["diagnostics"]
        return found

    def told(self) -> list[str]:
        """The methods of what the server told so far unasked, and was not looked at."""
        return [note["method"] for note in list(self._notes.queue)]

    def stop(self) -> int:
        """End as the protocol has it; the exit status."""
        self.ask("shutdown")
        self.notify("exit")
        return self.process.wait(_PATIENCE)

    def kill(self) -> None:
        """End what is still there."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with suppress(BrokenPipeError):  # something was left to be written
                stream.close()


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where servers keep what they told, which is not where the user's do."""
    place = tmp_path / "caches"
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", *(["HOME"] if sys.platform == "darwin" else [])):
        monkeypatch.setenv(name, str(place))
    return place


@pytest.fixture
def client(caches: Path) -> Iterator[Client]:
    """A server that runs, and its client."""
    found = Client()
    yield found
    found.kill()


@pytest.fixture
def todo(tmp_path: Path) -> Path:
    """A copy of the example."""
    place = tmp_path / "todo"
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return place


@pytest.fixture
def task(todo: Path) -> Path:
    """The file of one of its models."""
    return todo / "backend" / "app" / "models" / "task.py"
