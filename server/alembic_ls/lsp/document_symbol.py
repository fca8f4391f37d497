"""textDocument/documentSymbol."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.symbol_kinds import SYMBOL_KINDS
from alembic_ls.views.symbols import document_symbols
from alembic_ls.views.values import Symbol

METHOD = types.TEXT_DOCUMENT_DOCUMENT_SYMBOL
OPTIONS = None


def answer(desk: Desk, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The tables of a models file, or the operations of a revision."""
    projects = desk.projects()
    path = path_of(params.text_document.uri)
    return [_symbol(desk, each) for each in document_symbols(projects, path)] if path is not None else []


def _symbol(desk: Desk, symbol: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        symbol.name or "?",  # clients refuse an empty one
        SYMBOL_KINDS[symbol.kind],
        desk.range(symbol.span),
        desk.range(symbol.selection),
        symbol.detail,
        children=[_symbol(desk, child) for child in symbol.children],
    )
