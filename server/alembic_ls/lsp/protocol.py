"""pygls' protocol, where we want it otherwise: it keeps no documents of its own, and answers what it cannot read."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

_log = logging.getLogger("alembic_ls")
_Steps = Generator[Any, Any, None]


class Protocol(LanguageServerProtocol):
    """The language server protocol."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as an object. One that is none is logged, and answered where it wants an answer: pygls would leave it waiting."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, JsonRpcInvalidParams().to_response_error())
                _log.warning("a request that cannot be read: %s", json.dumps(data)[:500])
                return super().structure_message({"jsonrpc": "2.0", "method": "$/unreadable", "params": None})
            raise error

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Notify the client of something that is plain JSON already."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})

    # pygls' own text synchronisation is wrong in corners and costs as much again: ours alone is asked

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Steps:
        """A document was opened."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Steps:
        """A document was edited."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> _Steps:
        """A document was closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None
