"""The least of a language client, for measuring: requests, notifications, and what the server sends, in a queue."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Queue
from typing import Any


class Client:
    """A server in a process, and what it sends. Its own requests are answered with null."""

    def __init__(self, command: list[str], folder: pathlib.Path, environment: dict[str, str] | None = None) -> None:
        """`environment` is over that of this process."""
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._received: Queue[dict[str, Any]] = Queue()
        self._count = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            message = json.loads(self.process.stdout.read(length))
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            else:
                self._received.put(message)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Send a request; the result, None where the server has none or an error."""
        return self.answer(method, params).get("result")

    def answer(self, method: str, params: Any, shown: list[str] | None = None) -> dict[str, Any]:
        """Send a request; the whole answer. What the user is shown meanwhile is put into `shown`."""
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})

        def wanted(message: dict[str, Any]) -> bool:
            if shown is not None and message.get("method") == "window/showMessage":
                shown.append(message["params"]["message"])
            return message.get("id") == self._count

        return self.wait(wanted)

    def wait(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 120) -> dict[str, Any]:
        """The next message that is wanted; what comes before it is dropped."""
        end = time.perf_counter() + seconds
        while True:
            message = self._received.get(timeout=max(end - time.perf_counter(), 0.01))
            if wanted(message):
                return message

    def start(self, folder: pathlib.Path, options: dict[str, Any], abilities: dict[str, Any] | None = None) -> None:
        """Begin the session, as a client that has these abilities."""
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        start = {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": folders, "capabilities": abilities or {}}
        self.ask("initialize", {**start, "initializationOptions": options})
        self.tell("initialized", {})

    def open(self, path: pathlib.Path, text: str) -> None:
        """Open a file."""
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def memory(self) -> tuple[float, float]:
        """Of the server's process: what it holds and the most that it has held, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024

    def cpu(self) -> float:
        """The seconds of a processor that the server's process has taken."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # something was left to be written
                    stream.close()
