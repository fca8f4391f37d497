"""textDocument/inlayHint."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.views.hints import hints

METHOD = types.TEXT_DOCUMENT_INLAY_HINT
OPTIONS = None
_KINDS = {"type": types.InlayHintKind.Type}


def answer(desk: Desk, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The message beside a bare revision id, and the type of a column that does not say it."""
    projects = desk.projects()
    path = path_of(params.text_document.uri)
    if path is None:
        return []
    return [
        types.InlayHint(
            desk.position(path, each.line, each.character),
            each.text,
            _KINDS.get(each.kind),
            tooltip=each.tooltip or None,
            padding_left=True,
        )
        for each in hints(projects, path, params.range.start.line, params.range.end.line)
    ]
