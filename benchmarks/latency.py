"""How long the language server takes: from a keystroke to its diagnostics, and a hover, over stdio.

usage: latency.py FOLDER FILE [--edits N] [--option KEY=VALUE …]

FOLDER is the project's, FILE a models file of it, relative to FOLDER. The debounce is set to 0. A field is typed and deleted again in the
middle of the file; each edit is timed until the server publishes for that file, each hover until it answers. Prints the median and the 99th
percentile, and the time from start to the first diagnostics of the file.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from queue import Queue
from typing import Any


class Client:
    """The least of a client: requests, notifications, and what the server sends, in a queue."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.received: Queue[dict[str, Any]] = Queue()
        self.count = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            self.received.put(json.loads(self.process.stdout.read(length)))

    def send(self, method: str, params: Any, request: bool = False) -> int:
        """Sends a notification, or a request, whose number comes back."""
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if request:
            self.count += 1
            message["id"] = self.count
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()
        return self.count

    def wait(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
        """The first message that is wanted; the server's own requests are answered with null meanwhile."""
        end = time.perf_counter() + seconds
        while True:
            message = self.received.get(timeout=max(end - time.perf_counter(), 0.01))
            if "method" in message and "id" in message:
                body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode()
                assert self.process.stdin is not None
                self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                self.process.stdin.flush()
            if wanted(message):
                return message


def say(name: str, times: list[float]) -> None:
    """Median and 99th percentile in milliseconds."""
    ordered = sorted(times)
    print(
        f"{name:32} p50 {statistics.median(ordered) * 1000:7.1f} ms   p99 {ordered[int(len(ordered) * 0.99)] * 1000:7.1f} ms   n {len(ordered)}"
    )


def main() -> None:
    """Drive the server and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("file")
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--option", action="append", default=[])
    options = parser.parse_args()
    folder = options.folder.resolve()
    path = folder / options.file
    text, uri = path.read_text(), path.as_uri()
    started = time.perf_counter()
    client = Client([str(pathlib.Path(sys.executable).parent / "alembic-ls"), "serve", "--stdio"])
    said = {key: json.loads(value) for key, _, value in (option.partition("=") for option in options.option)}
    folders = [{"uri": folder.as_uri(), "name": folder.name}]
    start = {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": folders, "capabilities": {}}
    number = client.send("initialize", {**start, "initializationOptions": {"debounce": 0, **said}}, request=True)
    client.wait(lambda m: m.get("id") == number)
    client.send("initialized", {})

    def published(message: dict[str, Any]) -> bool:
        return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri

    version = 1
    lines = text.split("\n")
    fields = [n for n, line in enumerate(lines) if line.startswith("    ") and ("Column(" in line or "Field(" in line)]
    at = fields[len(fields) // 2]
    field = '    typed: str = Field(default="")\n' if "Field(" in lines[at] else "    typed = mapped_column(String)\n"
    client.send("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "python", "version": version, "text": text}})
    edits: list[float] = []
    hovers: list[float] = []
    for edit in range(options.edits + 1):
        version += 1
        adds = edit % 2 == 0
        where = {"line": at, "character": 0}
        change = {
            "range": {"start": where, "end": where if adds else {"line": at + 1, "character": 0}},
            "text": field if adds else "",
        }
        sent = time.perf_counter()
        document = {"uri": uri, "version": version}
        client.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        client.wait(published)
        if edit == 0:
            print(f"start to the first diagnostics    {(time.perf_counter() - started) * 1000:.0f} ms")
            continue
        edits.append(time.perf_counter() - sent)
        sent = time.perf_counter()
        position = {"line": fields[edit % len(fields)], "character": 6}
        number = client.send("textDocument/hover", {"textDocument": {"uri": uri}, "position": position}, request=True)
        client.wait(lambda m, number=number: m.get("id") == number)
        hovers.append(time.perf_counter() - sent)
    say("didChange to diagnostics", edits)
    say("hover", hovers)
    client.process.kill()


if __name__ == "__main__":
    main()
