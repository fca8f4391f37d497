"""A fix in the words of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types
from pygls.uris import from_fs_path

from alembic_ls.findings.fix import Fix, NewFile
from alembic_ls.lsp.desk import Desk

_START = types.Range(types.Position(0, 0), types.Position(0, 0))
_Change = types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile


def workspace_edit(desk: Desk, fix: Fix, with_files: bool = True) -> types.WorkspaceEdit:
    """The edit; without the new files where something else makes them. An undo takes all of it back."""
    if not fix.files or not with_files:
        return types.WorkspaceEdit(changes=_changes(desk, fix))
    changes: list[_Change] = []
    for file in fix.files:
        changes += _created(desk, file, fix.placeholder)
    for uri, edits in _changes(desk, fix).items():
        changes.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, None), edits))
    return types.WorkspaceEdit(document_changes=changes)


def _changes(desk: Desk, fix: Fix) -> dict[str, list[types.TextEdit]]:
    changes: dict[str, list[types.TextEdit]] = {}
    for each in fix.replacements:
        changes.setdefault(desk.uri(each.span.path), []).append(types.TextEdit(desk.range(each.span), each.text))
    return changes


def _created(desk: Desk, file: NewFile, placeholder: str | None) -> Iterator[_Change]:
    uri = from_fs_path(file.path) or ""
    yield types.CreateFile(uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False))
    edit: types.TextEdit | types.SnippetTextEdit = types.TextEdit(_START, file.text)
    if placeholder is not None and placeholder in file.text and desk.abilities.has_snippets:
        edit = types.SnippetTextEdit(_START, types.StringValue(_snippet(file.text, placeholder)))
    yield types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, None), [edit])


def _snippet(text: str, placeholder: str) -> str:
    """Each placeholder is a place to fill in, one after the other."""
    escaped = re.sub(r"[\\$}]", r"\\\g<0>", text)
    numbers = iter(range(1, 1_000))
    return re.sub(re.escape(placeholder), lambda match: f"${{{next(numbers)}:{match[0]}}}", escaped)
