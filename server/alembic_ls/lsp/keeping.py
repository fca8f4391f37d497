"""Keeping what is told for the next start: when nothing has happened for a while, so that nobody who types waits for it, and at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.diagnostics import diagnostics
from alembic_ls.lsp.last_told import keep

_REST = 5.0  # seconds after whatever the client told last
_PATIENCE = 1.0  # seconds that the end may wait


class Keeper:
    """For one server, which is to `publish` where looking at the disk found something new."""

    def __init__(self, ask: Callable[[Callable[[Desk], Any]], Awaitable[Any]], publish: Callable[[], None]) -> None:
        """`ask` has the worker do something."""
        self.is_wanted = True
        self.is_ready = False  # everything was read: from now on it is kept when the user rests
        self._ask = ask
        self._publish = publish
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def postpone(self) -> None:
        """Something has happened: keep it when nothing else does for a while."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_REST, self._begin) if self.is_ready else None

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._keep())

    async def _keep(self) -> None:
        if self.is_wanted and await self._ask(_keep):
            self._publish()

    async def end(self) -> None:
        """Nothing will happen any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self.is_wanted:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._ask(_keep), _PATIENCE)


def _keep(desk: Desk) -> bool:
    """True where something was new."""
    is_other = desk.rescan()
    basis = desk.session.basis()
    if basis is not None:
        keep(basis, desk.encoding, {uri: told.diagnostics for uri, told in diagnostics(desk).items()})
    return is_other
