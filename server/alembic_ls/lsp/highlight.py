"""textDocument/documentHighlight."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.highlight import highlight

METHOD = types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT
OPTIONS = None
_KINDS = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}


def answer(desk: Desk, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """Where the file means the same thing."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    found = highlight(projects, *place) if place is not None else []
    return [types.DocumentHighlight(desk.range(each.span), _KINDS[each.writes]) for each in found]
