"""What a client can do with edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic_ls.startup.named_tuple import NamedTuple

if TYPE_CHECKING:
    from lsprotocol import types


class Abilities(NamedTuple):
    """`resolves`: it asks for the edit of a code action when it is chosen. `creates`: an edit may create a file. `has_snippets`: an edit's text
    may have places to fill in. `shows`: it opens a document when asked to."""

    resolves: bool = False
    creates: bool = False
    has_snippets: bool = False
    shows: bool = False


def abilities_of(client: types.ClientCapabilities) -> Abilities:
    """What the client says of itself."""
    document, workspace, window = client.text_document, client.workspace, client.window
    action = document.code_action if document is not None else None
    lazily = action.resolve_support.properties if action is not None and action.resolve_support is not None else ()
    edit = workspace.workspace_edit if workspace is not None else None
    operations = edit.resource_operations or () if edit is not None else ()
    return Abilities(
        "edit" in lazily and bool(action is not None and action.data_support is not False),
        "create" in operations,
        bool(edit is not None and edit.snippet_edit_support),
        bool(window is not None and window.show_document is not None and window.show_document.support),
    )
