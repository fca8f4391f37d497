"""A text after replacements, as an editor would make them."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.findings.fix import Replacement
from alembic_ls.startup.regex import regex

_LINE_END = regex(r"\r\n|\r|\n")


def edited(text: str, replacements: Iterable[Replacement]) -> str:
    """All of them refer to the text as it is given, and none overlaps another; what is put in at one place comes in their order.

    Line ends of the new parts become those of the text. `text` has no byte order mark.
    """
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    parts: list[str] = []
    done = 0
    for each in sorted(replacements, key=lambda each: (each.span.start_line, each.span.start_character)):
        start = _offset(text, starts, each.span.start_line, each.span.start_character)
        end = _offset(text, starts, each.span.end_line, each.span.end_character)
        if start < done:
            raise ValueError("replacements overlap")
        parts += [text[done:start], each.text.replace("\n", end_of_line)]
        done = end
    return "".join([*parts, text[done:]])


def _offset(text: str, starts: list[int], line: int, character: int) -> int:
    return min(starts[line] + character, len(text)) if line < len(starts) else len(text)
