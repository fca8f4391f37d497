"""Code lenses and inlay hints of what the client has open: it asks for them when it edits that very file, and has to be told when others did."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.introduction import Introduction
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.protocol import Protocol
from alembic_ls.startup.named_tuple import NamedTuple

# What is asked → what tells the client to ask again, and where it says that it can be told.
_REFRESHED: Final[dict[str, tuple[str, str]]] = {
    "textDocument/codeLens": ("workspace/codeLens/refresh", "codeLens"),
    "textDocument/inlayHint": ("workspace/inlayHint/refresh", "inlayHint"),
}
_MOST: Final = 20  # answers that are remembered


class _Shown(NamedTuple):
    """What the client asked, what it was answered and by what, and of which version of the document."""

    params: Any
    answer: Any
    by: Callable[[Desk, Any], Any]
    version: int | None


class Refresher:
    """What the client shows. It is told to ask again when it would be answered otherwise."""

    def __init__(self, protocol: Protocol, ask: Callable[..., Awaitable[Any]], client: Introduction) -> None:
        """`ask` has the worker do something."""
        self._protocol = protocol
        self._ask = ask
        self._methods = {
            method: refresh for method, (refresh, name) in _REFRESHED.items() if client.says("workspace", name, "refreshSupport")
        }
        self._shown: dict[tuple[str, str], _Shown] = {}  # by method and URI; the worker's

    def noting(self, method: str, answer: Callable[[Desk, Any], Any]) -> Callable[[Desk, Any], Any]:
        """The answer, that is remembered where it matters."""
        if method not in self._methods:
            return answer

        def answered(desk: Desk, params: Any) -> Any:
            found = answer(desk, params)
            key = method, params.text_document.uri
            self._shown.pop(key, None)
            self._shown[key] = _Shown(params, found, answer, _version(desk, params.text_document.uri))
            if len(self._shown) > _MOST:
                del self._shown[next(iter(self._shown))]
            return found

        return answered

    async def refresh(self) -> None:
        """Tell the client what it is to ask again, where something is another."""
        if self._methods:
            for method in await self._ask(self._outdated) or ():
                self._protocol.send_request(self._methods[method])

    def _outdated(self, desk: Desk) -> list[str]:
        """The methods of which an answer would be another. Of a document that was edited since, the client asks anyhow; and of one that is
        closed nobody does."""
        found: dict[str, None] = {}
        for (method, uri), each in self._shown.items():
            version = _version(desk, uri)
            is_as_it_was = version is not None and version == each.version
            if method not in found and is_as_it_was and each.by(desk, each.params) != each.answer:
                found[method] = None
        self._shown = {key: shown for key, shown in self._shown.items() if key[0] not in found}
        return list(found)


def _version(desk: Desk, uri: str) -> int | None:
    document = desk.documents.get(path_of(uri) or "")
    return document.version if document is not None else None
