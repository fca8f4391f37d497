"""The views' kinds of symbols in the protocol's words."""

from __future__ import annotations

from lsprotocol.types import SymbolKind

SYMBOL_KINDS = {
    "revision": SymbolKind.Module,
    "function": SymbolKind.Function,
    "operation": SymbolKind.Event,
    "table": SymbolKind.Struct,
    "column": SymbolKind.Field,
    "index": SymbolKind.Key,
    "constraint": SymbolKind.Key,
}
