"""A pattern that is compiled late finds what `re.compile` finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from alembic_ls.startup.regex import regex


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The patterns that `re.compile` was asked for."""
    asked: list[object] = []
    now = re.compile
    monkeypatch.setattr(re, "compile", lambda pattern, flags=0: asked.append(pattern) or now(pattern, flags))
    yield asked


def test_it_finds_the_same_with_its_flags() -> None:
    late, now = regex(r"(a+)b", re.IGNORECASE), re.compile(r"(a+)b", re.IGNORECASE)
    text = "xAAb ab"
    assert late.findall(text) == now.findall(text) == ["AA", "a"]
    assert [match.span() for match in late.finditer(text)] == [match.span() for match in now.finditer(text)]
    assert late.sub(r"<\1>", text) == now.sub(r"<\1>", text)
    assert late.match(text) is None
    assert regex(rb"\d").search(b"a1") is not None


def test_it_is_compiled_by_its_first_use(compiled: list[object]) -> None:
    late = regex(r"late")
    assert compiled == []
    assert late.search("too late")
    assert compiled == ["late"]


def test_a_wrong_pattern_is_told_by_its_first_use() -> None:
    wrong = regex(r"(")
    with pytest.raises(re.error):
        wrong.match("")
