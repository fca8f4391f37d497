"""textDocument/hover."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.hover import hover

METHOD = types.TEXT_DOCUMENT_HOVER
OPTIONS = None


def answer(desk: Desk, params: types.HoverParams) -> types.Hover | None:
    """What the schema and its history say of what stands there."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    found = hover(projects, *place) if place is not None else None
    if found is None:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.markdown), desk.range(found.span))
