"""Positions in three encodings, and edits at them."""

from __future__ import annotations

import pytest
from alembic_ls.lsp.positions import characters, lines_of, offset, replaced, units
from hypothesis import given
from hypothesis import strategies as st

_ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])
_WIDTH = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
_LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))


@given(_LINE, st.integers(0, 30), _ENCODINGS)
def test_units_are_those_of_the_encoding(line: str, count: int, encoding: str) -> None:
    count = min(count, len(line))
    codec, width = _WIDTH[encoding]
    assert units(line, count, encoding) == len(line[:count].encode(codec)) // width
    assert characters(line, units(line, count, encoding), encoding) == count


@pytest.mark.parametrize("text", ["a\x0cb", "a\u2028b", "a\x85b", "a\x1cb"])
def test_only_cr_and_lf_end_a_line(text: str) -> None:
    assert lines_of(text) == [text]
    assert offset(f"{text}\nc", 1, 0, "utf-16") == len(text) + 1


def test_a_position_behind_the_end_is_the_end() -> None:
    assert offset("ab\r\ncd", 0, 999, "utf-16") == 2
    assert offset("ab\r\ncd", 1, 999, "utf-16") == 6
    assert offset("ab\r\ncd", 7, 0, "utf-16") == 6


@given(st.lists(_LINE, min_size=1), st.sampled_from(["\n", "\r\n", "\r"]), st.data(), _LINE, _ENCODINGS)
def test_an_edit_replaces_what_lies_between(lines: list[str], end: str, data: st.DataObject, by: str, encoding: str) -> None:
    text = end.join(lines)
    first, last = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    places = []
    for at in (first, last):
        if text[at - 1 : at + 1] == "\r\n":
            return  # no position lies within a line break
        head = lines_of(text[:at])
        places.append((len(head) - 1, units(head[-1], len(head[-1]), encoding)))
    assert replaced(text, places[0], places[1], by, encoding) == text[:first] + by + text[last:]
