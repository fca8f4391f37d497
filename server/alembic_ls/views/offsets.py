"""Places of a file as offsets in its chunks, and back."""

from __future__ import annotations

from alembic_ls.findings.span import Span
from alembic_ls.syntax.chunks import Chunk, SourceFile


def contains(span: Span, line: int, character: int) -> bool:
    """True where the place is in the span, or right behind it."""
    return (span.start_line, span.start_character) <= (line, character) <= (span.end_line, span.end_character)


def chunk_at(source: SourceFile, line: int) -> Chunk | None:
    """The top-level statement that a line belongs to; None above the first."""
    found = None
    for chunk in source.chunks:
        if chunk.start_line > line:
            break
        found = chunk
    return found


def offset_of(chunk: Chunk, line: int, character: int) -> int:
    """A place of the file as an offset in the chunk's text; at the end of the line where that is shorter."""
    text, at = chunk.text, 0
    for _ in range(line - chunk.start_line):
        following = text.find("\n", at)
        if following < 0:
            return len(text)
        at = following + 1
    end = text.find("\n", at)
    return min(at + character, len(text) if end < 0 else end)


def span_in(path: str, chunk: Chunk, start: int, end: int) -> Span:
    """The stretch of the file between two offsets in a chunk's text."""
    places = []
    for offset in (start, end):
        line = chunk.text.count("\n", 0, offset)
        places += [chunk.start_line + line, offset - (chunk.text.rfind("\n", 0, offset) + 1)]
    return Span(path, *places)
