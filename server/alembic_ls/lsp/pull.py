"""textDocument/diagnostic: for clients that pull, and can be told to pull again."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.diagnostics import diagnostics
from alembic_ls.lsp.report import report

METHOD = types.TEXT_DOCUMENT_DIAGNOSTIC
OPTIONS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="alembic-ls")


def answer(desk: Desk, params: types.DocumentDiagnosticParams) -> dict[str, Any]:
    """What is to be told of a document; that it is unchanged where the client has it already."""
    uri = params.text_document.uri
    return report(diagnostics(desk, [uri])[uri].diagnostics, params.previous_result_id)
