"""What is logged, told to the client."""

from __future__ import annotations

import asyncio
import logging

from lsprotocol import types
from pygls.lsp.server import LanguageServer

_TYPES = (
    (logging.ERROR, types.MessageType.Error),
    (logging.WARNING, types.MessageType.Warning),
    (logging.INFO, types.MessageType.Info),
)


class ClientLog(logging.Handler):
    """Sends records as window/logMessage, from any thread. Tracebacks are told at level debug only."""

    def __init__(self, server: LanguageServer, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._server = server
        self._loop = loop

    def emit(self, record: logging.LogRecord) -> None:
        if self._loop.is_closed():
            return
        kind = next((kind for level, kind in _TYPES if record.levelno >= level), types.MessageType.Log)
        params = types.LogMessageParams(kind, self._text(record))
        self._loop.call_soon_threadsafe(self._server.window_log_message, params)

    def _text(self, record: logging.LogRecord) -> str:
        if logging.getLogger("alembic_ls").isEnabledFor(logging.DEBUG):
            return self.format(record)
        text = record.getMessage().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        return text if error is None else f"{text}: {type(error).__name__}: {str(error).partition(chr(10))[0]}"


def log_to(server: LanguageServer, loop: asyncio.AbstractEventLoop, level: str) -> None:
    """Log to the client from this level on; of pygls, errors alone: it warns of every
    request that is cancelled too late, and informs of every message that it sends."""
    root = logging.getLogger()
    root.handlers = [ClientLog(server, loop)]
    logging.getLogger("alembic_ls").setLevel(level.upper())
    logging.getLogger("pygls").setLevel(logging.ERROR)
