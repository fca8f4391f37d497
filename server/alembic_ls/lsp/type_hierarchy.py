"""The revisions before and after one, as a type hierarchy: prepareTypeHierarchy, supertypes, subtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.views.hierarchy import children, parents, prepare
from alembic_ls.views.values import Node


def prepared(desk: Desk, params: types.TypeHierarchyPrepareParams) -> list[types.TypeHierarchyItem]:
    """The revision whose id stands there, else that of the file."""
    projects = desk.projects()
    place = desk.place(params.text_document, params.position)
    return [_item(desk, node) for node in prepare(projects, *place)] if place is not None else []


def before(desk: Desk, params: types.TypeHierarchySupertypesParams) -> list[types.TypeHierarchyItem]:
    """What a revision comes after."""
    return [_item(desk, node) for node in parents(desk.projects(), str(params.item.data))]


def after(desk: Desk, params: types.TypeHierarchySubtypesParams) -> list[types.TypeHierarchyItem]:
    """What comes after a revision."""
    return [_item(desk, node) for node in children(desk.projects(), str(params.item.data))]


def _item(desk: Desk, node: Node) -> types.TypeHierarchyItem:
    return types.TypeHierarchyItem(
        node.name or node.id,
        types.SymbolKind.Module,
        desk.uri(node.span.path),
        desk.range(node.span),
        desk.range(node.selection),
        detail=node.detail,
        data=node.id,
    )


ANSWERS: dict[str, Callable[[Desk, Any], Any]] = {
    types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY: prepared,
    types.TYPE_HIERARCHY_SUPERTYPES: before,
    types.TYPE_HIERARCHY_SUBTYPES: after,
}
