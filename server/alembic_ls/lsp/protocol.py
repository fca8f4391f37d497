"""pygls' protocol, where we want it otherwise: it keeps no documents of its own, and answers what it cannot read."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol, lsp_method

_log = logging.getLogger("alembic_ls")
_Steps = Generator[Any, Any, None]
_NOTHING_SAID: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}


class Protocol(LanguageServerProtocol):
    """The language server protocol. `answered` is the id of a request that the client has had an answer to: it gets no other."""

    answered: object = None
    _has_begun = False

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as an object. One that is none is logged, and answered where it wants an answer: pygls would leave it waiting."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if data.get("method") == types.INITIALIZE and data.get("params") != _NOTHING_SAID:
                _log.warning("what the client says of itself cannot be read: it is served as one that says nothing")
                return self.structure_message({**data, "params": _NOTHING_SAID})
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, JsonRpcInvalidParams().to_response_error())
                _log.warning("a request that cannot be read: %s", json.dumps(data)[:500])
                return super().structure_message({"jsonrpc": "2.0", "method": "$/unreadable", "params": None})
            raise error

    def handle_message(self, message: Any) -> None:
        """Do what the message says. What comes out of turn is answered: pygls would begin anew, or leave it waiting for ever."""
        method = getattr(message, "method", None)
        is_out_of_turn = self._shutdown if method != types.INITIALIZE else self._has_begun
        if method == types.INITIALIZE:
            self._has_begun = True
        if is_out_of_turn and method is not None and hasattr(message, "id"):
            super()._send_response(message.id, None, JsonRpcInvalidRequest().to_response_error())
            return
        super().handle_message(message)

    def _send_response(self, msg_id: Any, result: Any = None, error: Any = None) -> None:
        if self.answered is None or msg_id != self.answered:
            super()._send_response(msg_id, result, error)
        self.answered = None  # the client may use its number again

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
