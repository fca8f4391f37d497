"""alembic-ls/status: how each environment stands, told to clients that show it (`capabilities.experimental.alembicLs.status`)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.reading import Reading

METHOD = "alembic-ls/status"
_PATIENCE = 0.2  # seconds of work before the client is told that there is some: what is faster is no news


def can_show(client: types.ClientCapabilities) -> bool:
    """True where the client wants to be told."""
    ours = client.experimental.get("alembicLs") if isinstance(client.experimental, dict) else None
    return isinstance(ours, dict) and ours.get("status") is True


def environments(desk: Desk) -> list[dict[str, Any]]:
    """Each environment: its files, its heads, and of how many things `alembic check` would say that no revision makes them."""
    desk.projects()
    return [
        {
            "config": desk.uri(reading.environment.config) if reading.environment.config else None,
            "scriptLocation": desk.uri(reading.environment.script_location),
            "versionLocations": [desk.uri(place) for place in reading.environment.version_locations],
            "modelFolders": [desk.uri(folder) for folder in _model_folders(reading)],
            "dialects": [project.dialect for project in reading.projects],
            "heads": [{"id": id_, "message": reading.main.graph.by_id[id_].message} for id_ in reading.main.graph.real_heads],
            "drift": drift,
        }
        for reading, drift in desk.session.drift()
    ]


def _model_folders(reading: Reading) -> list[str]:
    """The folders in which models of the project are written."""
    tables = reading.main.models().tables.values()
    places = [table.class_origin or table.origin for table in tables]
    folders = {os.path.dirname(place.path) for place in places if place is not None}
    return sorted(folder for folder in folders if not folder.startswith(reading.environment.site_packages))


class Status:
    """What the client was told last; it is told again when that is another."""

    def __init__(self, server: LanguageServer, ask: Callable[[Callable[[Desk], Any]], Awaitable[Any]]) -> None:
        """`ask` has the worker do something."""
        self._server = server
        self._ask = ask
        self._told: dict[str, Any] = {"environments": [], "busy": False}
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """The worker was given work."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._tell, {**self._told, "busy": True})

    async def end(self) -> None:
        """The work is done, and everything up to date."""
        found = await self._ask(environments)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._tell({"environments": self._told["environments"] if found is None else found, "busy": False})

    def _tell(self, status: dict[str, Any]) -> None:
        if status != self._told:
            self._told = status
            self._server.protocol.notify(METHOD, status)
