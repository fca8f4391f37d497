"""textDocument/completion."""

from __future__ import annotations

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.completion import completion
from alembic_ls.views.values import Item

METHOD = types.TEXT_DOCUMENT_COMPLETION
OPTIONS = types.CompletionOptions(trigger_characters=['"', "'", "."])
_KINDS = {
    "table": types.CompletionItemKind.Struct,
    "column": types.CompletionItemKind.Field,
    "index": types.CompletionItemKind.Property,
    "constraint": types.CompletionItemKind.Property,
    "revision": types.CompletionItemKind.Module,
    "target": types.CompletionItemKind.Reference,
}


def answer(desk: Desk, params: types.CompletionParams) -> list[types.CompletionItem]:
    """What may be typed in a string: names as they are at that revision, targets, revision ids."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    if place is None:
        return []
    return [_item(desk, each) for each in completion(projects, *place, desk.session.text(place.path))]


def _item(desk: Desk, item: Item) -> types.CompletionItem:
    return types.CompletionItem(
        item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.documentation) if item.documentation else None,
        sort_text=f"{item.order:05}",
        filter_text=item.insert_text,
        text_edit=types.TextEdit(desk.range(item.span), item.insert_text),
    )
