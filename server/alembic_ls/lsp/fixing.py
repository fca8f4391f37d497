"""Taking up an offer: the user is asked where it needs that, and the edit is given to the client, or made for it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from lsprotocol import types
from pygls.uris import from_fs_path

from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.lsp.abilities import Abilities
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.workspace_edit import workspace_edit
from alembic_ls.writing.new_file import make_file
from alembic_ls.writing.refusal import NotTrusted, Refusal

_log = logging.getLogger("alembic_ls")
Choose = Callable[[Desk, Any], "Offer | str"]


class _Server(Protocol):
    """What this needs of the server."""

    def ask(self, work: Callable[..., Any], *arguments: Any) -> Awaitable[Any]: ...
    async def is_trusted(self, path: str) -> bool: ...
    def schedule(self) -> None: ...
    def window_show_message(self, params: types.ShowMessageParams) -> None: ...
    def workspace_apply_edit_async(self, params: types.ApplyWorkspaceEditParams) -> Awaitable[types.ApplyWorkspaceEditResult]: ...
    def window_show_document_async(self, params: types.ShowDocumentParams) -> Awaitable[types.ShowDocumentResult]: ...


class Fixing:
    """For one server. Nothing here is done by the worker but what `ask` gives it."""

    def __init__(self, server: _Server, abilities: Abilities) -> None:
        self._server = server
        self._abilities = abilities

    async def resolve(self, action: types.CodeAction) -> types.CodeAction:
        """The action with its edit; without one where it cannot be made, which the user is told."""
        number = action.data.get("fix") if isinstance(action.data, dict) else None
        offer = await self._server.ask(Desk.offer, number)
        if offer is None:
            self._tell("this fix was offered for an older state of the files; ask for it again")
            return action
        edit = await self._made(offer, _as_edit)
        if edit is not None:
            action.edit = edit
        return action

    async def take_up(self, choose: Choose, argument: Any) -> Any:
        """Do what `choose(desk, argument)` chooses, which is an offer, or a text that says why there is none.

        The result says what became of it, for the client's own messages: `applied`, and `path` of the first new file.
        """
        offer = await self._server.ask(choose, argument)
        if not isinstance(offer, Offer):
            self._tell(offer or "this could not be done; the log says why")
            return {"applied": False}
        fix = await self._made(offer, _as_fix)
        if fix is None:
            return {"applied": False}
        if self._abilities.creates or not fix.files:
            applied = await self._apply(offer, fix, True)
        else:
            wrong = await self._server.ask(_write, fix, await self._may_finish(fix))
            if wrong is not None:
                self._tell(wrong)
            applied = wrong is None and await self._apply(offer, fix, False)
            self._server.schedule()
        uri = from_fs_path(fix.files[0].path) if fix.files else None
        if applied and uri is not None and self._abilities.shows:
            await self._server.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True))
        return {"applied": bool(applied), "uri": uri}

    async def _may_finish(self, fix: Fix) -> bool:
        """Whether the project's hooks may be run over the new files, where there are any."""
        return fix.finish is not None and await self._server.is_trusted(fix.files[0].path)

    async def _apply(self, offer: Offer, fix: Fix, with_files: bool) -> bool:
        edit = await self._server.ask(workspace_edit, fix, with_files)
        if edit is None or not (edit.changes or edit.document_changes):
            return edit is not None
        answer = await self._server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, offer.title))
        if not answer.applied:
            self._tell(f"the editor did not apply it: {answer.failure_reason or 'it gave no reason'}")
        return bool(answer.applied)

    async def _made(self, offer: Offer, form: Callable[[Desk, Fix], Any]) -> Any:
        """The fix; the user is asked to trust the folder where it takes that."""
        made = await self._server.ask(_make, offer, form, False)
        if isinstance(made, NotTrusted) and await self._server.is_trusted(made.path):
            made = await self._server.ask(_make, offer, form, True)
        if isinstance(made, Refusal):
            self._tell(str(made))
            return None
        if made is None:
            self._tell("this could not be done; the log says why")
            return None
        result, notes = made
        if notes:
            self._tell("; ".join(notes), types.MessageType.Info)
        return result

    def _tell(self, text: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        self._server.window_show_message(types.ShowMessageParams(kind, f"alembic-ls: {text}"))


def _make(desk: Desk, offer: Offer, form: Callable[[Desk, Fix], Any], is_trusted: bool) -> Any:
    desk.projects()
    try:
        fix = offer.make(is_trusted)
    except Refusal as refusal:
        return refusal
    return form(desk, fix), (*fix.notes, *((fix.unfinished,) if form is _as_edit and fix.unfinished else ()))


def _as_edit(desk: Desk, fix: Fix) -> types.WorkspaceEdit:
    return workspace_edit(desk, fix)


def _as_fix(desk: Desk, fix: Fix) -> Fix:
    return fix


def _write(desk: Desk, fix: Fix, may_finish: bool) -> str | None:
    """Make the new files, which must not be there yet, for a client that cannot; what to tell the user where that fails."""
    for file in fix.files:
        try:
            make_file(file.path, file.text)
        except OSError as error:
            return f"{file.path} cannot be written: {error.strerror}"
        _finish(fix, file.path, may_finish)
    desk.touch([file.path for file in fix.files])
    return None


def _finish(fix: Fix, path: str, may_finish: bool) -> None:
    if fix.finish is None or not may_finish:
        if fix.unfinished:
            _log.warning("%s", fix.unfinished)
        return
    try:
        fix.finish(path)
    except Refusal as refusal:
        _log.warning("%s", refusal)
