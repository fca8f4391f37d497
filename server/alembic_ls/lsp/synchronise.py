"""What the client tells of documents, files, folders and settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from alembic_ls.lsp.desk import Desk, path_of


def _opened(desk: Desk, params: types.DidOpenTextDocumentParams, watches: bool) -> None:
    document = params.text_document
    desk.open(document.uri, document.version, document.text)
    if not watches:
        desk.rescan()


def _changed(desk: Desk, params: types.DidChangeTextDocumentParams, watches: bool) -> None:
    desk.change(params.text_document.uri, params.text_document.version, params.content_changes)


def _closed(desk: Desk, params: types.DidCloseTextDocumentParams, watches: bool) -> None:
    desk.close(params.text_document.uri)


def _saved(desk: Desk, params: types.DidSaveTextDocumentParams, watches: bool) -> None:
    path = path_of(params.text_document.uri)
    if path is not None and not watches:
        desk.touch([path])
        desk.rescan()


def _watched(desk: Desk, params: types.DidChangeWatchedFilesParams, watches: bool) -> None:
    desk.touch(path for change in params.changes if (path := path_of(change.uri)) is not None)


def _folders(desk: Desk, params: types.DidChangeWorkspaceFoldersParams, watches: bool) -> None:
    gone = {path_of(folder.uri) for folder in params.event.removed}
    left = [folder for folder in desk.session.folders if folder not in gone]
    added = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
    desk.session.set_folders(dict.fromkeys([*left, *added]))


# Method → what notes it; the last argument says whether the client watches the disk for us.
NOTES: dict[str, Callable[[Desk, Any, bool], None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: _opened,
    types.TEXT_DOCUMENT_DID_CHANGE: _changed,
    types.TEXT_DOCUMENT_DID_CLOSE: _closed,
    types.TEXT_DOCUMENT_DID_SAVE: _saved,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _folders,
}
