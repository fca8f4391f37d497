"""Garbage is collected while nobody waits: looking for cycles at any odd moment makes some answers ten times as late as others."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

_REST = 0.5  # seconds without a message: the typing rests
_MOST = 200_000  # objects made since the last time, after which what is new is looked through, rest or none


class Garbage:
    """Collects on the worker's thread, between what it is asked for. Python's own collecting is to be off."""

    def __init__(self, submit: Callable[[Callable[[], object]], object]) -> None:
        """`submit` has the worker do something."""
        self._submit = submit
        self._timer: asyncio.TimerHandle | None = None
        self._is_settled = False
        self._is_looked_through = False

    def settled(self) -> None:
        """The projects are read, and what there is now mostly stays: it is looked through when the typing first rests, then no more."""
        gc.freeze()
        self._is_settled = True
        self.worked()

    def worked(self) -> None:
        """A message came. Not for the worker."""
        if not self._is_settled:  # the user waits for what is being read
            return
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(_REST, self._submit, self._rest)
        if gc.get_count()[0] > _MOST:
            self._submit(_hurry)

    def stop(self) -> None:
        """Nothing more is done."""
        if self._timer is not None:
            self._timer.cancel()

    def _rest(self) -> None:
        """Look through what has come up; where that is much, the projects were read anew, and what they were is let go too."""
        gc.collect()
        if not self._is_looked_through or 2 * len(gc.get_objects()) > gc.get_freeze_count():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._is_looked_through = True


def _hurry() -> None:
    """Cost a few milliseconds at most."""
    if gc.get_count()[0] > _MOST:
        gc.collect(0)
