"""What the client tells of documents, files, folders and settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lsprotocol import types

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.paths import path_of


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
    _touch(desk, (change.uri for change in params.changes))


def _folders(desk: Desk, params: types.DidChangeWorkspaceFoldersParams, watches: bool) -> None:
    gone = {path_of(folder.uri) for folder in params.event.removed}
    left = [folder for folder in desk.session.folders if folder not in gone]
    added = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
    desk.session.set_folders(dict.fromkeys([*left, *added]))


def _renamed(desk: Desk, params: types.RenameFilesParams, watches: bool) -> None:
    _touch(desk, (uri for each in params.files for uri in (each.old_uri, each.new_uri)))


def _deleted(desk: Desk, params: types.DeleteFilesParams, watches: bool) -> None:
    _touch(desk, (each.uri for each in params.files))


def _touch(desk: Desk, uris: Iterable[str]) -> None:
    desk.touch(path for uri in uris if (path := path_of(uri)) is not None)


# Method → what notes it; the last argument says whether the client watches the disk for us.
NOTES: dict[str, Callable[[Desk, Any, bool], None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: _opened,
    types.TEXT_DOCUMENT_DID_CHANGE: _changed,
    types.TEXT_DOCUMENT_DID_CLOSE: _closed,
    types.TEXT_DOCUMENT_DID_SAVE: _saved,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _folders,
    types.WORKSPACE_DID_RENAME_FILES: _renamed,
    types.WORKSPACE_DID_DELETE_FILES: _deleted,
}

MOVING = frozenset((types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,))  # after which there are projects to be read

# Of a folder that is renamed or deleted, watchers are told nothing of the files in it.
_FILES = types.FileOperationRegistrationOptions(
    [
        types.FileOperationFilter(types.FileOperationPattern("**/*.py")),
        types.FileOperationFilter(types.FileOperationPattern("**", types.FileOperationPatternKind.Folder)),
    ]
)
OPTIONS = {types.WORKSPACE_DID_RENAME_FILES: _FILES, types.WORKSPACE_DID_DELETE_FILES: _FILES}
