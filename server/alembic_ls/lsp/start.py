"""How the server starts: what a client waits for first does not wait for the protocol's library, which takes a third of a second to load.

`initialize` is answered at once, the projects are read, and the diagnostics of what is open are told. Then the library is loaded, and
gets every message of the client from the first on, but for those that were answered.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from alembic_ls.lsp import capabilities
from alembic_ls.lsp.begun import Begun
from alembic_ls.lsp.early import Early, Opened, Pull
from alembic_ls.lsp.introduction import Introduction
from alembic_ls.lsp.last_told import LastTold, recall
from alembic_ls.lsp.options import SECTION, Options, read_options
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.report import Told
from alembic_ls.lsp.wire import Inbox, body_of, send

if TYPE_CHECKING:
    from alembic_ls.lsp.desk import Desk
_log = logging.getLogger("alembic_ls")
_STACK: Final = 64 * 1024 * 1024  # what deeply nested sources need on Python 3.10; it is taken as it is used
_INVALID: Final = {"code": -32602, "message": "the parameters of initialize must be an object"}
_NOT_YET: Final = {"code": -32002, "message": "initialize comes first"}
_ASKED: Final = "alembic-ls/settings"  # the id of what we ask
_LOADED: Final = object()
_FOR_SETTINGS: Final = 5.0  # seconds for the client to be asked and to answer
_FOR_READING: Final = (
    1.0  # seconds of reading after which the client is to be shown that it goes on, which the library is needed for
)


def serve() -> int:
    """Serve the client at the other end of stdin and stdout until it is done; the exit status that the protocol wants."""
    gc.disable()  # `Garbage` collects while the client rests
    begun = _Start(sys.stdin.buffer, sys.stdout.buffer).run()
    if begun is None:
        return 1
    from alembic_ls.lsp.server import Server

    server = Server(begun)
    server.start_io(begun.input)  # type: ignore[arg-type]  # it reads lines and bytes
    return 0 if server.is_shut_down else 1


class _Held(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class _Start:
    """The main thread's work: it hears what comes in, and what the worker and the loading of the library come to."""

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self._events: SimpleQueue[Any] = SimpleQueue()
        self._inbox = Inbox(stdin, self._events)
        self._stdout = stdout
        self._kept: list[bytes] = []  # what the server is to hear once more
        self._client = Introduction({})
        self._early = Early(stdout, False, self._kept.remove)
        self._request: object = None
        self._settings: object = None
        self._deadline: float | None = None
        self._worker = ThreadPoolExecutor(1, "alembic-ls")
        self._desk: Future[Desk] | None = None
        self._jobs = 0  # of the worker that are not done
        self._is_loading = False

    def run(self) -> Begun | None:
        """Do it. None where the client leaves before it has said anything."""
        held = _Held()
        logging.getLogger().handlers = [held]
        if not self._meet():
            return None
        while (event := self._next()) is not None and event is not _LOADED:
            if isinstance(event, bytes):
                self._hear(event)
            else:
                self._done(event)
        if event is None:
            self._events.put(None)  # which is for who comes after us
        desk = (self._desk or self._begin(None)).result()
        return Begun(
            self._client,
            self._request,
            self._settings,
            desk,
            self._worker,
            self._early.told,
            self._early.pulled,
            held.records,
            self._inbox.rest(self._kept),
        )

    def _next(self) -> Any:
        """What happens next."""
        while True:
            left = None if self._deadline is None else max(self._deadline - time.monotonic(), 0)
            try:
                return self._events.get(timeout=left)
            except Empty:
                self._deadline = None
                if self._desk is None:
                    self._begin(None)
                else:
                    self._load()

    # What the client says

    def _meet(self) -> bool:
        """Wait for `initialize`, and answer it. False where it never comes."""
        while (raw := self._events.get()) is not None:
            message = body_of(raw)
            method, params = message.get("method"), message.get("params")
            if method == "exit":
                return False
            if method is None or "id" not in message:
                continue
            if method != "initialize" or not isinstance(params, dict):
                error = _INVALID if method == "initialize" else _NOT_YET
                send(self._stdout, {"id": message["id"], "error": error})
                continue
            self._client, self._request = Introduction(params), message["id"]
            self._early = Early(self._stdout, self._client.pulls, self._kept.remove)
            self._kept.append(raw)
            send(self._stdout, {"id": self._request, "result": capabilities.answer(self._client)})
            if self._client.can_be_asked:
                self._deadline = time.monotonic() + _FOR_SETTINGS
            else:
                self._begin(None)
            return True
        return False

    def _hear(self, raw: bytes) -> None:
        message = body_of(raw)
        method, params = message.get("method"), message.get("params")
        if method is None and message.get("id") == _ASKED:
            result = message.get("result")
            if self._desk is None:
                self._begin(result[0] if isinstance(result, list) and result else None)
            return
        self._kept.append(raw)
        if method == "initialized" and self._client.can_be_asked:
            params = {"items": [{"section": SECTION}]}
            send(self._stdout, {"id": _ASKED, "method": "workspace/configuration", "params": params})
        elif method in ("shutdown", "exit"):
            self._load()
        elif isinstance(params, dict) and isinstance(params.get("textDocument"), dict):
            self._hear_of_document(method, params, message.get("id"), raw)

    def _hear_of_document(self, method: object, params: dict[str, Any], id_: object, raw: bytes) -> None:
        document = params["textDocument"]
        uri, version, text = document.get("uri"), document.get("version"), document.get("text")
        path = path_of(uri)
        if path is None:
            return
        if method == "textDocument/didOpen" and isinstance(version, int) and isinstance(text, str):
            opened = Opened(uri, path, version, text)
            self._early.open(opened)
            if self._desk is not None:
                self._submit(_open, opened)
        elif method in ("textDocument/didChange", "textDocument/didClose"):
            self._early.change(uri)
        elif method == "textDocument/diagnostic":
            self._early.pull(uri, Pull(id_, params.get("previousResultId"), raw))

    # What is done

    def _begin(self, settings: object) -> Future[Desk]:
        """Have the projects read, as the client wants it."""
        self._settings = settings
        self._deadline = time.monotonic() + _FOR_READING
        options, _ = read_options(self._client.options, settings)  # what is wrong with them is told later
        logging.getLogger("alembic_ls").setLevel(options.log_level.upper())
        if options.cache:
            self._early.recall(_recalled(self._client, options))
        before = threading.stack_size(_STACK)
        self._desk = self._worker.submit(_make_desk, self._client, options)  # the thread begins here
        threading.stack_size(before)
        self._submit(_read)
        for document in self._early.documents.values():
            self._submit(_open, document)
        return self._desk

    def _submit(self, work: Callable[..., dict[str, Told] | None], *arguments: Any) -> None:
        self._jobs += 1
        self._worker.submit(work, self._desk, *arguments).add_done_callback(self._events.put)

    def _done(self, job: Future[dict[str, Told] | None]) -> None:
        self._jobs -= 1
        told = job.result()
        if told is not None and not self._jobs:
            self._early.tell(told)
        if not self._jobs:
            self._load()

    def _load(self) -> None:
        """Have the library loaded, and the server with it."""
        if not self._is_loading:
            self._is_loading = True
            threading.Thread(target=self._import, daemon=True).start()

    def _import(self) -> None:
        with suppress(Exception):  # it is met again by who needs it
            import_module("alembic_ls.lsp.server")
        self._events.put(_LOADED)


def _recalled(client: Introduction, options: Options) -> LastTold | None:
    try:
        return recall(client.folders, options.said, client.encoding)
    except Exception:  # there will be what is read
        _log.debug("what was told last is not told again", exc_info=True)
        return None


# The worker's


def _make_desk(client: Introduction, options: Options) -> Desk:
    from alembic_ls.lsp.desk import Desk
    from alembic_ls.lsp.session import Session

    return Desk(Session(client.folders, options.said), client.encoding)


def _read(made: Future[Desk]) -> dict[str, Told] | None:
    from alembic_ls.lsp.diagnostics import diagnostics

    try:
        return diagnostics(made.result())
    except Exception:  # the server will meet it again
        _log.exception("reading the projects failed")
        return None


def _open(made: Future[Desk], document: Opened) -> dict[str, Told] | None:
    made.result().open(document.uri, document.version, document.text)
    return _read(made)
