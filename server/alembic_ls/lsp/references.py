"""textDocument/references."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.references import references

METHOD = types.TEXT_DOCUMENT_REFERENCES
OPTIONS = None


def answer(desk: Desk, params: types.ReferenceParams) -> list[types.Location]:
    """Everywhere that means the same table, column, key or revision."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    if place is None:
        return []
    return [desk.location(span) for span in references(projects, *place, params.context.include_declaration)]
