"""Where strings in triple quotes lie, without reading the source token by token."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from alembic_ls.startup.regex import regex

_SHORT = regex(r""" "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' """, re.VERBOSE)  # strings of one line


def long_strings(text: str, until: int = sys.maxsize) -> list[tuple[int, int]]:
    """Where the strings in triple quotes lie that go over several lines; of those that begin before `until`."""
    found: list[tuple[int, int]] = []
    position = closed = 0  # where to look on; where the last string of any height ends
    double, single = text.find('"""'), text.find("'''")  # a regex of both takes ten times as long
    while True:
        if 0 <= double < position:
            double = text.find('"""', position)
        if 0 <= single < position:
            single = text.find("'''", position)
        start = double if single < 0 or 0 <= double < single else single
        if start < 0 or start >= until:
            return found
        before = text[max(text.rfind("\n", 0, start) + 1, closed) : start]
        position = start + 3
        if before and not before.isspace() and _hides(before):
            continue
        quotes = '"""' if start == double else "'''"
        end = text.find(quotes, position)
        while end > 0 and text[end - 1] == "\\" and _is_escaped(text, start, end):
            end = text.find(quotes, end + 1)
        if end < 0:  # nothing closes what these quotes open, here or further on
            double, single = (-1, single) if start == double else (double, -1)
            continue
        position = closed = end + 3
        if text.find("\n", start, end) >= 0:
            found.append((start, position))


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


def _hides(before: str) -> bool:
    """True where what stands before on the line opens a comment, or a string of one line."""
    rest = _SHORT.sub("", before)
    return "#" in rest or '"' in rest or "'" in rest
