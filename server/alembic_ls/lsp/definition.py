"""textDocument/definition."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.definition import definition

METHOD = types.TEXT_DOCUMENT_DEFINITION
OPTIONS = None


def answer(desk: Desk, params: types.DefinitionParams) -> list[types.Location]:
    """Where what stands there is made: of a field the operation, of an operation the field, of an id the revision."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    return [desk.location(span) for span in definition(projects, *place)] if place is not None else []
