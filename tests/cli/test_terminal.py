"""Colours, carets and the progress bar."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from alembic_ls.cli import progress
from alembic_ls.cli.colour import Colour
from alembic_ls.cli.progress import Progress
from alembic_ls.cli.snippet import Snippets
from alembic_ls.findings.span import Span


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Colour(Terminal())("text", "warning") == "\x1b[1;33mtext\x1b[0m"
    assert Colour(io.StringIO())("text", "warning") == "text"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Colour(Terminal())("text", "warning") == "text"
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert Colour(Terminal())("text", "warning") == "text"


@pytest.mark.parametrize(
    ("source", "marked", "carets"),
    [
        ("    name: str\n", "name", "    ^^^^"),
        ("\tname: str\n", "name", "\t^^^^"),
        ("x = '日本'; y = 1\r\nz", "y", "            ^"),
        ("é\u0301 = 1; y = 1\n", "y", "       ^"),
    ],
)
def test_carets_stand_under_what_they_mean(tmp_path: Path, source: str, marked: str, carets: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(source.encode())
    start = source.index(marked)
    lines = Snippets(Colour(io.StringIO())).of(Span(str(path), 0, start, 0, start + len(marked)), "a.py:1:1", "warning")
    assert lines[-1].partition("| ")[2] == carets
    assert lines[-2].partition("| ")[2] == source.split("\n")[0].rstrip()


def test_of_several_lines_the_first_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("a = f(\n    1,\n)\n", encoding="utf-8")
    lines = Snippets(Colour(io.StringIO())).of(Span(str(path), 0, 4, 2, 1), "a.py:1:5", "warning")
    assert lines[-1].partition("| ")[2] == "    ^^"


def test_a_file_that_is_gone_has_its_place_alone(tmp_path: Path) -> None:
    lines = Snippets(Colour(io.StringIO())).of(Span(str(tmp_path / "gone.py"), 3, 0, 3, 1), "gone.py:4:1", "warning")
    assert len(lines) == 1
    assert lines[0].endswith("--> gone.py:4:1")


def test_the_bar_comes_late_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("reading") as quick:
        quick.say("one", 0, 2)
    assert terminal.getvalue() == ""
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    with Progress("reading") as slow:
        assert slow._timer is not None
        slow._timer.join()
        slow.say("two", 1, 2)
    assert "[..........] reading" in terminal.getvalue().replace("." * 20, "." * 10)
    assert "[##########..........] two" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_no_bar_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("reading") as bar:
        bar.say("one", 0, 1)
    assert stream.getvalue() == ""
