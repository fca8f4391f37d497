"""How the user stops the reading of his projects, from another thread than the one that reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Interrupted(BaseException):
    """The reading was stopped. No fault: it passes through whatever catches faults."""


class Interruption:
    """Whether the reading is to stop. It stops where the next file would be read, and only within `stops_here`."""

    __slots__ = ("_can_stop", "is_wanted")

    def __init__(self) -> None:
        self.is_wanted = False
        self._can_stop = False

    @contextmanager
    def stops_here(self) -> Iterator[None]:
        """Let Interrupted be raised in what is done meanwhile."""
        self._can_stop = True
        try:
            yield
        finally:
            self._can_stop = False

    def check(self) -> None:
        """Raise Interrupted where that is wanted."""
        if self.is_wanted and self._can_stop:
            raise Interrupted
