"""Source text is what Python itself would read, and what is none is a problem."""

from __future__ import annotations

import os
import tokenize
from pathlib import Path

import pytest
from alembic_ls.workspace.files import MAX_BYTES, Files, SourceText, read_source
from alembic_ls.workspace.problem import Problem

SOURCES = {
    "plain": "x = 'é'\n".encode(),
    "byte order mark": b"\xef\xbb\xbfx = 1\n",
    "latin-1 cookie": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "vim cookie on line two": "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"),
    "cookie too late": "x = 1\n# coding: latin-1\ny = 'é'\n".encode(),
    "line ends": b"a = 1\r\nb = 2\rc = 3\n",
    "empty": b"",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_it_is_what_python_reads(source: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(source)
    found = read_source(str(path))
    assert isinstance(found, SourceText)
    with path.open("rb") as file:
        encoding, _ = tokenize.detect_encoding(file.readline)
    assert found.text == source.decode(encoding)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"x = '\xff'\n", "no valid utf-8"),
        (b"# coding: klingon\n", "unknown encoding 'klingon'"),
        (b"# coding: rot13\nk = 1\n", "unknown encoding 'rot13'"),
        (b"a\0b", "NUL"),
        (b" " * (MAX_BYTES + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_text_is_a_problem(source: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(source)
    found = read_source(str(path))
    assert isinstance(found, Problem)
    assert says in found.message


def test_what_is_no_file_is_a_problem(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    for path in (str(tmp_path), str(pipe), str(tmp_path / "never"), "a\0b"):
        assert isinstance(read_source(path), Problem)


def test_open_buffers_stand_before_the_disk(tmp_path: Path) -> None:
    path, other = str(tmp_path / "a.py"), str(tmp_path / "b.py")
    Path(path).write_text("disk")
    buffers: dict[str, str] = {}
    files = Files(buffers)
    assert files.read(path) == SourceText(path, "disk")
    assert not files.exists(other)
    buffers.update({path: "buffer", other: "unsaved"})
    assert files.read(path) == SourceText(path, "buffer")
    assert files.exists(other)
