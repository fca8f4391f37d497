"""What the worker thread works on: the session, the open documents, and both in the words of the protocol."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pygls.uris import from_fs_path

from alembic_ls.analysis.project import Project
from alembic_ls.findings.fix import Offer
from alembic_ls.findings.span import Span
from alembic_ls.lsp import positions
from alembic_ls.lsp.abilities import Abilities
from alembic_ls.lsp.paths import path_of
from alembic_ls.lsp.positions import BOM
from alembic_ls.lsp.session import Session
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.environment import Said

if TYPE_CHECKING:
    from lsprotocol import types

_log = logging.getLogger("alembic_ls")
_MOST_OFFERS = 500  # that are remembered: those of many lines of one file


class Document(NamedTuple):
    """An open buffer as the client has it."""

    uri: str
    version: int
    text: str


class Place(NamedTuple):
    """A place in a file: lines from 0, characters in code points, as the views count."""

    path: str
    line: int
    character: int


class Desk:
    """One for a server. Everything is done by one thread, one thing after the other; nothing else may touch it."""

    def __init__(self, session: Session, encoding: str, abilities: Abilities = Abilities()) -> None:  # noqa: B008
        self.session = session
        self.encoding = encoding
        self.abilities = abilities
        self.documents: dict[str, Document] = {}  # by path
        self._lines: dict[str, list[str]] = {}
        self._offers: dict[int, Offer] = {}
        self._offered = 0

    # What the client types

    def open(self, uri: str, version: int, text: str) -> None:
        """A document was opened, or is told to be once more."""
        path = path_of(uri)
        document = Document(uri, version, text)
        if path is not None and self.documents.get(path) != document:
            self._put(path, document)
            self.session.opened(path, text.removeprefix(BOM))

    def change(self, uri: str, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]) -> None:
        """A document was edited."""
        path = path_of(uri)
        document = self.documents.get(path) if path is not None else None
        if path is None:
            return  # a notebook's cell, a buffer without a file
        if document is None:
            _log.warning("a change of a document that is not open: %s", uri)
            return
        text = document.text
        for each in changes:
            if hasattr(each, "range"):  # a part of it
                start, end = each.range.start, each.range.end
                places = (start.line, start.character), (end.line, end.character)
                text = positions.replaced(text, *places, each.text, self.encoding)
            else:
                text = each.text
        self._put(path, document._replace(version=version, text=text))
        self.session.changed(path, text.removeprefix(BOM))

    def _put(self, path: str, document: Document) -> None:
        self.documents[path] = document
        self._lines.pop(path, None)

    def close(self, uri: str) -> None:
        """A document was closed."""
        path = path_of(uri)
        if path is not None and self.documents.pop(path, None) is not None:
            self._lines.pop(path, None)
            self.session.closed(path)

    def touch(self, paths: Iterable[str]) -> None:
        """These files were made, changed or removed on the disk."""
        self._lines.clear()
        self.session.touched(paths)

    def rescan(self) -> bool:
        """Look on the disk for what has changed: the client does not tell. False where nothing is another."""
        self._lines.clear()
        return self.session.rescan()

    def configure(self, said: Said) -> None:
        """The client says other things of its projects now."""
        self.session.set_said(said)

    def complaints(self) -> list[str]:
        """What is wrong with the places of the projects and can be told of no file; each once."""
        return self.session.complaints()

    # What was offered

    def keep_offer(self, offer: Offer) -> int:
        """A number under which the offer can be taken up for a while."""
        self._offered += 1
        self._offers[self._offered] = offer
        self._offers.pop(self._offered - _MOST_OFFERS, None)
        return self._offered

    def offer(self, number: object) -> Offer | None:
        """The offer of this number, None where it is too long ago."""
        return self._offers.get(number) if isinstance(number, int) else None

    # What is asked

    def folders(self) -> Sequence[str]:
        """The folders that the client has."""
        return tuple(self.session.folders)

    def projects(self) -> Sequence[Project]:
        """All projects, brought up to date."""
        if self.session.refresh():
            self.session.findings()  # what they are watched for is known then
        return self.session.projects

    def place(self, document: types.TextDocumentIdentifier, position: types.Position) -> Place | None:
        """Where a position is, None where it is in no file of the disk."""
        path = path_of(document.uri)
        if path is None:
            return None
        lines = self._lines_of(path)
        if position.line >= len(lines):
            return Place(path, position.line, 0)
        character = positions.characters(lines[position.line], position.character, self.encoding)
        return Place(path, position.line, max(character - self._shift(path, position.line), 0))

    def position(self, path: str, line: int, character: int) -> types.Position:
        """A place in the protocol's words."""
        from lsprotocol import types  # which takes a quarter of a second to load, and is not needed at first

        return types.Position(line, self.character(path, line, character))

    def character(self, path: str, line: int, character: int) -> int:
        """A character of a line as the client counts."""
        lines = self._lines_of(path)
        text = lines[line] if line < len(lines) else ""
        return positions.units(text, character + self._shift(path, line), self.encoding)

    def range(self, span: Span) -> types.Range:
        """A span in the protocol's words."""
        from lsprotocol import types

        path, line, character, end_line, end_character = span
        return types.Range(self.position(path, line, character), self.position(path, end_line, end_character))

    def location(self, span: Span) -> types.Location:
        """A span with its file."""
        from lsprotocol import types

        return types.Location(self.uri(span.path), self.range(span))

    def uri(self, path: str) -> str:
        """The file's URI, as the client writes it where it has the file open."""
        document = self.documents.get(path)
        return document.uri if document is not None else (from_fs_path(path) or "")

    def _shift(self, path: str, line: int) -> int:
        """How many characters the client's line has that the session's does not: a byte order mark."""
        document = self.documents.get(path)
        return 1 if line == 0 and document is not None and document.text.startswith(BOM) else 0

    def _lines_of(self, path: str) -> list[str]:
        lines = self._lines.get(path)
        if lines is None:
            document = self.documents.get(path)
            text = document.text if document is not None else self.session.text(path) or ""
            lines = self._lines[path] = positions.lines_of(text)
        return lines
