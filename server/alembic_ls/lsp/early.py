"""What is told of open documents before the protocol's library is loaded: first what was told last, then what is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from alembic_ls.lsp.last_told import LastTold
from alembic_ls.lsp.positions import BOM
from alembic_ls.lsp.report import Told, publication, report, result_id
from alembic_ls.lsp.wire import send
from alembic_ls.startup.named_tuple import NamedTuple


class Opened(NamedTuple):
    """A document as it was opened."""

    uri: str
    path: str
    version: int
    text: str


class Pull(NamedTuple):
    """A client that pulls wants to know what there is to tell of a document."""

    id: Any
    before: object  # the id of the result that it has
    message: bytes


class Early:
    """For one client. `told` and `pulled` are what it knows, by URI: what was pushed, and the id of the result that it pulled."""

    def __init__(self, stdout: BinaryIO, pulls: bool, answered: Callable[[bytes], None]) -> None:
        """`answered` hears of the requests that are answered."""
        self.documents: dict[str, Opened] = {}  # by URI, those that are as they were opened
        self.told: dict[str, Told] = {}
        self.pulled: dict[str, str] = {}
        self._stdout = stdout
        self._pulls = pulls
        self._answered = answered
        self._last: LastTold | None = None
        self._known: dict[str, list[dict[str, Any]]] = {}
        self._waiting: dict[str, Pull] = {}

    def open(self, document: Opened) -> None:
        """A document was opened."""
        self.documents[document.uri] = document
        self._recall()

    def change(self, uri: str) -> None:
        """A document was edited or closed: what is found of it as it was is nothing to tell any more."""
        self.documents.pop(uri, None)
        self._last = None

    def pull(self, uri: str, pull: Pull) -> None:
        """The client wants to know of a document. It is answered when that is known, by somebody else where it is not to be."""
        if self._pulls and uri in self.documents:
            self._waiting[uri] = pull
            if uri in self._known:
                self._tell(uri, self._known[uri])

    def recall(self, last: LastTold | None) -> None:
        """This was told last."""
        self._last = last
        self._recall()

    def tell(self, found: Mapping[str, Told]) -> None:
        """This is found."""
        self._last = None
        for uri in self.documents:
            self._tell(uri, found[uri].diagnostics if uri in found else [])

    def _recall(self) -> None:
        buffers = {each.path: each.text.removeprefix(BOM) for each in self.documents.values()}
        if self._last is not None and self._last.holds(buffers):
            for uri in self.documents:
                if uri not in self._known:
                    self._tell(uri, self._last.of(uri))

    def _tell(self, uri: str, found: list[dict[str, Any]]) -> None:
        self._known[uri] = found
        if self._pulls:
            pull = self._waiting.pop(uri, None)
            if pull is not None:
                self._answered(pull.message)
                self.pulled[uri] = result_id(found)
                send(self._stdout, {"id": pull.id, "result": report(found, pull.before)})
            return
        told = Told(self.documents[uri].version, found)
        if self.told.get(uri, Told(told.version, [])) != told:
            self.told[uri] = told
            send(self._stdout, {"method": "textDocument/publishDiagnostics", "params": publication(uri, told)})
