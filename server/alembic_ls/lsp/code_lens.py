"""textDocument/codeLens."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.views.lens import lenses

METHOD = types.TEXT_DOCUMENT_CODE_LENS
OPTIONS = None


def answer(desk: Desk, params: types.CodeLensParams) -> list[types.CodeLens]:
    """A line above each model and each revision; only to be read, since no command is known to every client."""
    projects = desk.projects()
    path = path_of(params.text_document.uri)
    found = lenses(projects, path) if path is not None else []
    return [types.CodeLens(desk.range(each.span), types.Command(each.title, "")) for each in found]
