"""Positions as the protocol counts them: lines end at CR LF, LF and CR alone; characters are units of an encoding."""

from __future__ import annotations

from typing import Final

from alembic_ls.startup.regex import regex

UTF_8: Final = "utf-8"
UTF_16: Final = "utf-16"
UTF_32: Final = "utf-32"
BOM: Final = "\ufeff"  # a character of the client's text that the session's does not have
_BREAK = regex(r"\r\n|\n|\r")


def lines_of(text: str) -> list[str]:
    """The lines without their breaks; of an empty text one empty line."""
    return _BREAK.split(text) if "\r" in text else text.split("\n")  # which costs a twentieth


def units(line: str, characters: int, encoding: str) -> int:
    """How many units the first `characters` code points of a line are."""
    if encoding == UTF_32 or line.isascii():
        return characters
    head = line[:characters]
    more = characters - len(head)  # behind the line's end
    if encoding == UTF_8:
        return len(head.encode("utf-8", "surrogatepass")) + more
    return sum(2 if ord(char) > 0xFFFF else 1 for char in head) + more


def characters(line: str, count: int, encoding: str) -> int:
    """How many code points the first `count` units of a line are; within a code point, those before it. Never more than the line has."""
    if encoding == UTF_32 or line.isascii():
        return min(max(count, 0), len(line))
    left = count
    for number, char in enumerate(line):
        left -= units(char, 1, encoding)
        if left < 0:
            return number
    return len(line)


def offset(text: str, line: int, character: int, encoding: str) -> int:
    """Where a position is in a text: behind its end for lines that it does not have, at the line's end for characters that it does not."""
    if "\r" in text:
        start, end = _line_with_returns(text, line)
    else:  # which costs a hundredth
        parts = text.split("\n", line)
        start = len(text) - len(parts[-1]) if len(parts) > line else len(text)
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
    return start + characters(text[start:end], character, encoding)


def _line_with_returns(text: str, line: int) -> tuple[int, int]:
    """Where a line begins and ends, without its break; the text's end twice where it has no such line."""
    start = 0
    breaks = _BREAK.finditer(text)
    for _ in range(line):
        found = next(breaks, None)
        if found is None:
            return len(text), len(text)
        start = found.end()
    following = next(breaks, None)
    return start, following.start() if following is not None else len(text)


def replaced(text: str, start: tuple[int, int], end: tuple[int, int], by: str, encoding: str) -> str:
    """The text with what lies between two positions (line, character) replaced."""
    first, last = offset(text, *start, encoding), offset(text, *end, encoding)
    return text[: min(first, last)] + by + text[max(first, last) :]
