"""Source lines with a caret under what is meant, as good compilers show them."""

from __future__ import annotations

from alembic_ls.cli.colour import Colour
from alembic_ls.findings.span import Span
from alembic_ls.workspace.files import read_source
from alembic_ls.workspace.problem import Problem

_GUTTER = 5
_WIDEST = 160  # of a source line; what is longer is cut


class Snippets:
    """Shows stretches of files; each file is read once."""

    __slots__ = ("_lines", "_paint")

    def __init__(self, paint: Colour) -> None:
        self._paint = paint
        self._lines: dict[str, list[str]] = {}

    def of(self, span: Span, place: str, severity: str) -> list[str]:
        """The place, the source line and the carets; of a stretch over several lines, the first. No source where it is gone."""
        lines = self._of_file(span.path)
        arrow = self._paint("-->".rjust(_GUTTER + 1), "frame")
        shown = [f"{arrow} {place}"]
        if span.start_line >= len(lines):
            return shown
        line = lines[span.start_line].rstrip()
        end = span.end_character if span.end_line == span.start_line else len(line)
        before, marked = line[: span.start_character], line[span.start_character : end]
        carets = self._paint("^" * max(_width(marked), 1), severity)
        indent = "".join("\t" if character == "\t" else " " * _width(character) for character in before)
        return [
            *shown,
            self._bar(""),
            f"{self._bar(str(span.start_line + 1))} {_cut(line)}",
            f"{self._bar('')} {indent}{carets}",
        ]

    def note(self, text: str) -> str:
        """A line about the same thing."""
        return f"{self._paint('='.rjust(_GUTTER + 2), 'frame')} {text}"

    def _bar(self, number: str) -> str:
        return self._paint(f"{number.rjust(_GUTTER)} |", "frame")

    def _of_file(self, path: str) -> list[str]:
        if path not in self._lines:
            source = read_source(path)
            text = "" if isinstance(source, Problem) else source.text.replace("\r\n", "\n").replace("\r", "\n")
            self._lines[path] = text.split("\n")
        return self._lines[path]


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    """The columns that text takes on a terminal."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
