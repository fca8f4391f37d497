"""Where strings in triple quotes lie, without reading the source token by token."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from alembic_ls.startup.regex import regex

_SHORT = regex(r""" "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' """, re.VERBOSE)  # strings of one line


def long_strings(text: str) -> list[tuple[int, int]]:
    """Where the strings in triple quotes lie that go over several lines."""
    found: list[tuple[int, int]] = []
    position = closed = 0  # where to look on; where the last string of any height ends
    upcoming = {quotes: text.find(quotes) for quotes in ('"""', "'''")}
    while (start := _next(text, position, upcoming)) >= 0:
        quotes = text[start : start + 3]
        before = text[max(text.rfind("\n", 0, start) + 1, closed) : start]
        hidden = _hides(before)
        end = -1 if hidden else text.find(quotes, start + 3)
        while end > 0 and _is_escaped(text, start, end):
            end = text.find(quotes, end + 1)
        if end < 0:
            if not hidden:
                upcoming[quotes] = -1  # nothing closes what these quotes open, here or further on
            position = start + 3
            continue
        position = closed = end + 3
        if text.find("\n", start, end) >= 0:
            found.append((start, position))
    return found


def outside(strings: list[tuple[int, int]], positions: Iterable[int]) -> Iterator[int]:
    """Those of the positions, which ascend, that lie in none of the strings."""
    upcoming = iter([*strings, (sys.maxsize, sys.maxsize)])
    start, end = next(upcoming)
    for position in positions:
        while end <= position:
            start, end = next(upcoming)
        if position <= start:
            yield position


def _is_escaped(text: str, start: int, at: int) -> bool:
    """True where an odd number of backslashes stands before."""
    first = at
    while first > start and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _next(text: str, position: int, upcoming: dict[str, int]) -> int:
    """The next of the quotes at or behind `position`, -1 where there are none. A regex of both takes ten times as long."""
    for quotes, at in upcoming.items():
        if 0 <= at < position:
            upcoming[quotes] = text.find(quotes, position)
    return min((at for at in upcoming.values() if at >= 0), default=-1)


def _hides(before: str) -> bool:
    """True where what stands before on the line opens a comment, or a string of one line."""
    if before.isspace() or not before:
        return False
    rest = _SHORT.sub("", before)
    return "#" in rest or '"' in rest or "'" in rest
