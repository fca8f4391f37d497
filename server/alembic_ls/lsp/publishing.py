"""Telling the client what is found: pushed, but for what it has open where it pulls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from alembic_ls.lsp import pull
from alembic_ls.lsp.diagnostics import Told, diagnostics
from alembic_ls.lsp.status import Status

_NOTHING = pull.result_id([])


class Publisher:
    """What the client was told last. It is told again what has become another."""

    def __init__(self, server: LanguageServer, ask: Callable[..., Awaitable[Any]], tell: Callable[[str, Any], None]) -> None:
        """`ask` has the worker do something; `tell` notifies the client, in plain JSON."""
        self.pulls = False  # whether the client asks for the diagnostics of what it has open
        self.status: Status | None = None  # of clients that show it
        self._server = server
        self._ask = ask
        self._tell_client = tell
        self._published: dict[str, Told] = {}
        self._pulled: dict[str, str] = {}  # URI → the result that the client has

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
        is_new = self.pulls and self._left_to_pull(told)
        for uri, each in told.items():
            if self._published.get(uri) != each:
                version = {"version": each.version} if each.version is not None else {}
                params = {"uri": uri, **version, "diagnostics": each.diagnostics}
                self._tell_client(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
        self._published = told
        if is_new:
            self._server.workspace_diagnostic_refresh(None)

    def _left_to_pull(self, told: dict[str, Told]) -> bool:
        """Take what is open out of what is told; True where the client is to ask for it again."""
        is_new = False
        for uri, each in told.items():
            if each.version is not None:
                is_new = is_new or self._pulled.get(uri, _NOTHING) != pull.result_id(each.diagnostics)
                told[uri] = Told(None, [])
        return is_new

    async def pulled(self, params: types.DocumentDiagnosticParams) -> dict[str, Any]:
        """What the client asks of one document."""
        report: dict[str, Any] | None = await self._ask(pull.answer, params)
        if report is None:
            return {"kind": "full", "items": []}
        self._pulled[params.text_document.uri] = report["resultId"]
        return report
