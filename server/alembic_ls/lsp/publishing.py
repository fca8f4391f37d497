"""Telling the client what is found: pushed, but for what it has open where it pulls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types

from alembic_ls.lsp import pull
from alembic_ls.lsp.begun import Begun
from alembic_ls.lsp.diagnostics import diagnostics
from alembic_ls.lsp.protocol import Protocol
from alembic_ls.lsp.report import Told, publication, result_id
from alembic_ls.lsp.status import Status

_NOTHING = result_id([])


class Publisher:
    """What the client was told last. It is told again what has become another."""

    def __init__(self, protocol: Protocol, ask: Callable[..., Awaitable[Any]], begun: Begun) -> None:
        """`ask` has the worker do something; `begun` knows what the client was told already."""
        self._pulls = begun.client.pulls  # the client asks for the diagnostics of what it has open
        self.status: Status | None = None  # of clients that show it
        self._protocol = protocol
        self._ask = ask
        self._published = begun.told
        self._pulled = begun.pulled  # URI → the result that the client has

    async def publish(self) -> None:
        """Bring everything up to date and tell what is new."""
        if self.status is not None:
            self.status.begin()
        told = await self._ask(diagnostics, list(self._published))
        if told is not None:
            self._tell(told)
        if self.status is not None:
            await self.status.end()

    def _tell(self, told: dict[str, Told]) -> None:
        is_new = self._pulls and self._left_to_pull(told)
        for uri, each in told.items():
            if self._published.get(uri) != each:
                self._protocol.tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, publication(uri, each))
        self._published = told
        if is_new:
            self._protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def _left_to_pull(self, told: dict[str, Told]) -> bool:
        """Take what is open out of what is told; True where the client is to ask for it again."""
        is_new = False
        for uri, each in told.items():
            if each.version is not None:
                is_new = is_new or self._pulled.get(uri, _NOTHING) != result_id(each.diagnostics)
                told[uri] = Told(None, [])
        return is_new

    async def pulled(self, params: types.DocumentDiagnosticParams) -> dict[str, Any]:
        """What the client asks of one document."""
        report: dict[str, Any] | None = await self._ask(pull.answer, params)
        if report is None:
            return {"kind": "full", "items": []}
        self._pulled[params.text_document.uri] = report["resultId"]
        return report
