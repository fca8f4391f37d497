"""A bar on the terminal while something takes longer than a second."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Timer

_PATIENCE = 1.0
_LENGTH = 20


class Progress:
    """Says on stderr how far a command is, where that is a terminal and only after a second; gone when the command is done."""

    __slots__ = ("_done", "_text", "_timer", "_total", "_visible")

    def __init__(self, text: str) -> None:
        self._text = text
        self._done = 0
        self._total = 0
        self._visible = False
        self._timer: Timer | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from threading import Timer  # only a terminal pays for it

            self._timer = Timer(_PATIENCE, self._appear)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._visible:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def say(self, text: str, done: int, total: int) -> None:
        """What is done now, after `done` of `total` parts."""
        self._text, self._done, self._total = text, done, total
        if self._visible:
            self._draw()

    def _appear(self) -> None:
        self._visible = True
        self._draw()

    def _draw(self) -> None:
        full = _LENGTH * self._done // self._total if self._total else 0
        sys.stderr.write(f"\r\x1b[K[{'#' * full}{'.' * (_LENGTH - full)}] {self._text}")
        sys.stderr.flush()
