"""Whether the code of a folder may be run: as the client says, else as the user answers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

YES = "Trust the folder"
NO = "Do not run anything"


class Trust:
    """What was said of folders in this session.

    Reading asks nothing. Whoever is about to run code of a project asks here first, and so does whoever is about to take an interpreter, a
    database's URL or a hook from a project's files.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._said: bool | None = None
        self._answers: dict[str, asyncio.Task[bool]] = {}

    def say(self, trusted: bool | None, at_start: bool) -> None:
        """What the client says of all its folders; None where it says nothing.

        Only at the start does it say yes: later settings may come from a file of the folder itself, which cannot vouch for itself.
        """
        if at_start or trusted is False:
            self._said = trusted

    async def is_trusted(self, path: str, folders: Iterable[str]) -> bool:
        """True where the user trusts the outermost of `folders` in which `path` lies, or the path itself where it lies in none.

        He is asked once for each, and only where the client does not say it. A client that cannot ask him, and one that
        gets no answer from him, leave the folder untrusted for the session.
        """
        folder = _folder_of(os.path.realpath(path), map(os.path.realpath, folders))
        if self._said is None and folder not in self._answers:
            self._answers[folder] = asyncio.get_running_loop().create_task(_ask(self._server, folder))
        if self._said is None:
            answer = await asyncio.shield(self._answers[folder])  # who asked may be cancelled: the question stands
            if self._said is None:
                return answer
        return self._said


def _folder_of(path: str, folders: Iterable[str]) -> str:
    inside = [folder for folder in folders if path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)]
    return min(inside, key=len, default=path)


async def _ask(server: LanguageServer, folder: str) -> bool:
    message = f"alembic-ls is about to run code of {folder}: its env.py, its models and its revisions. Do you trust this folder?"
    actions = [types.MessageActionItem(YES), types.MessageActionItem(NO)]
    params = types.ShowMessageRequestParams(types.MessageType.Warning, message, actions)
    try:
        answer = await server.window_show_message_request_async(params)
    except JsonRpcException:
        return False
    return answer is not None and answer.title == YES
