"""workspace/symbol."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.symbol_kinds import SYMBOL_KINDS
from alembic_ls.views.symbols import workspace_symbols

METHOD = types.WORKSPACE_SYMBOL
OPTIONS = None


def answer(desk: Desk, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """Tables, columns and revisions whose names fit the query."""
    return [
        types.WorkspaceSymbol(
            desk.location(each.selection), each.name or "?", SYMBOL_KINDS[each.kind], container_name=each.container
        )
        for each in workspace_symbols(desk.projects(), params.query)
    ]
