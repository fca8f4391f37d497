"""The interpreter against Python itself: what a module holds afterwards is the same, or Unknown."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

_FOLDER = Path(__file__).parent / "programs"
_NEWER = re.compile(r"\(Python 3\.(\d+)\)")


class Program(NamedTuple):
    title: str
    text: str


def _programs() -> list[Program]:
    """The programs of the folder's files: each begins with `### title`."""
    found = []
    for path in sorted(_FOLDER.glob("*.txt")):
        for part in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, text = part.partition("\n")
            found.append(Program(f"{path.stem}: {title}", text))
    return found


@pytest.mark.parametrize("program", [pytest.param(p, id=p.title) for p in _programs()])
def test_a_program_means_what_it_means_to_python(program: Program, unknown_in: Callable[[str], list[str]]) -> None:
    newer = _NEWER.search(program.title)
    if newer is not None and sys.version_info < (3, int(newer[1])):
        pytest.skip("newer syntax")
    doubts = unknown_in(program.text)
    if "(may be unknown)" not in program.title:
        assert doubts == []


def test_there_are_many_programs() -> None:
    assert len(_programs()) >= 150
