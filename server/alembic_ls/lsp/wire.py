"""Messages on a pipe: those that come in while the server starts are read by a thread, and can be read once more."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from queue import SimpleQueue
from typing import Any, BinaryIO

_LENGTH = b"content-length:"
_MOST_DIGITS = 12


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write a message."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    stream.flush()


def body_of(raw: bytes) -> dict[str, Any]:
    """A message that was read, as an object; an empty one where it is none."""
    try:
        found = json.loads(raw.partition(b"\r\n\r\n")[2])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Inbox:
    """A thread that puts what the client sends into `events`: messages as they came, with their headers; None when it is done."""

    def __init__(self, stream: BinaryIO, events: SimpleQueue[Any]) -> None:
        self._stream = stream
        self._events = events
        self._is_left = False
        threading.Thread(target=self._read, name="alembic-ls-inbox", daemon=True).start()

    def _read(self) -> None:
        with suppress(OSError, ValueError, MemoryError, OverflowError):  # it is closed, or a length is nonsense
            while not self._is_left and (raw := _message(self._stream)):
                self._events.put(raw)
        self._events.put(None)

    def rest(self, messages: Iterable[bytes]) -> Rest:
        """What a reader is to get from now on: these messages, those that came since, and what the client will send."""
        self._is_left = True  # the thread ends with the message that it is waiting for
        return Rest(messages, self._events, self._stream)


class Rest:
    """A stream of bytes, for one reader."""

    def __init__(self, messages: Iterable[bytes], events: SimpleQueue[Any], stream: BinaryIO) -> None:
        self._held = BytesIO(b"".join(messages))
        self._events = events
        self._stream = stream
        self._is_direct = False

    def readline(self) -> bytes:
        """The next line; an empty one at the end."""
        return self._current().readline()

    def read(self, size: int) -> bytes:
        """The next bytes, of one message."""
        return self._current().read(size)

    def _current(self) -> BinaryIO | BytesIO:
        while not self._is_direct and self._held.tell() == len(self._held.getbuffer()):
            event = self._events.get()
            if event is None:
                self._is_direct = True
            elif isinstance(event, bytes):
                self._held = BytesIO(event)
        return self._stream if self._is_direct else self._held


def _message(stream: BinaryIO) -> bytes:
    """The next message with its headers, and whatever stands before them; empty at the end."""
    raw, length = b"", 0
    while line := stream.readline():
        raw += line
        if line.lower().startswith(_LENGTH):
            number = line[len(_LENGTH) :].strip()
            length = int(number) if number.isdigit() and len(number) < _MOST_DIGITS else 0
        if length and not line.strip():
            return raw + stream.read(length)
    return raw
