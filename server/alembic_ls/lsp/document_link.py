"""textDocument/documentLink."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.views.links import links

METHOD = types.TEXT_DOCUMENT_DOCUMENT_LINK
OPTIONS = None


def answer(desk: Desk, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """Links on the ids of other revisions."""
    projects = desk.projects()
    path = path_of(params.text_document.uri)
    if path is None:
        return []
    return [
        types.DocumentLink(desk.range(each.span), f"{desk.uri(each.target.path)}#L{each.target.start_line + 1}", each.tooltip)
        for each in links(projects, path)
    ]
