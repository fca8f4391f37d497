"""textDocument/diagnostic: for clients that pull, and can be told to pull again."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.diagnostics import diagnostics

METHOD = types.TEXT_DOCUMENT_DIAGNOSTIC
OPTIONS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="alembic-ls")


def can_pull(client: types.ClientCapabilities) -> bool:
    """True where the client pulls, and pulls again when it is asked to: drift comes up in files that nobody edits."""
    document, workspace = client.text_document, client.workspace
    if document is None or document.diagnostic is None or workspace is None or workspace.diagnostics is None:
        return False
    return bool(workspace.diagnostics.refresh_support)


def answer(desk: Desk, params: types.DocumentDiagnosticParams) -> dict[str, Any]:
    """What is to be told of a document; that it is unchanged where the client has it already."""
    uri = params.text_document.uri
    found = diagnostics(desk, [uri])[uri].diagnostics
    id_ = result_id(found)
    if id_ == params.previous_result_id:
        return {"kind": "unchanged", "resultId": id_}
    return {"kind": "full", "resultId": id_, "items": found}


def result_id(found: list[dict[str, Any]]) -> str:
    """What is another when the diagnostics are others."""
    return blake2b(repr(found).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
