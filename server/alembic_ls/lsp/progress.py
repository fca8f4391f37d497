"""Work done progress: that the projects are being read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

_PATIENCE = 5.0  # seconds for the client to answer


def can_show(client: types.ClientCapabilities) -> bool:
    """True where the client shows the progress of a server's work."""
    return client.window is not None and bool(client.window.work_done_progress)


async def show(server: LanguageServer, work: asyncio.Task[Any], title: str, stop: Callable[[], None]) -> None:
    """Show `work` until it is done; the work does not wait for the client. `stop` is called where the user has had enough of it."""
    token = str(uuid4())
    progress = server.work_done_progress
    try:
        await asyncio.wait_for(progress.create_async(token), _PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException):
        return

    def ended(cancelled: Future[Any]) -> None:
        if cancelled.cancelled():
            stop()

    progress.tokens[token].add_done_callback(ended)
    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
    await asyncio.wait({work})
    progress.end(token, types.WorkDoneProgressEnd())
    progress.tokens.pop(token, None)
