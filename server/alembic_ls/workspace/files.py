"""Reading source text: from open buffers first, then from the disk, with whatever encoding the file says it has."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Mapping

from alembic_ls.findings.finding import IGNORE_MARK
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.workspace.problem import Problem

MAX_BYTES = 4 * 1024 * 1024  # the largest revision known to us is a tenth of that; what is larger is data

_COOKIE = regex(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
_BLANK = regex(rb"^[ \t\f]*(?:#[^\r\n]*)?\r?$")


class SourceText(NamedTuple):
    """The text of a file, its line ends as they are, without a byte order mark."""

    path: str
    text: str


class Files:
    """The files as the user sees them: buffers that are open in an editor stand before what the disk has."""

    __slots__ = ("marked", "overlay")

    def __init__(self, overlay: Mapping[str, str] | None = None) -> None:
        """`overlay` maps absolute paths to the text of open buffers; it may change between reads."""
        self.overlay: Mapping[str, str] = {} if overlay is None else overlay
        self.marked: dict[str, str] = {}  # path → text of the files read so far that have comments for this tool

    def read(self, path: str) -> SourceText | Problem:
        """The text of a Python file, or why there is none."""
        buffer = self.overlay.get(path)
        found = read_source(path) if buffer is None else SourceText(path, buffer)
        if not isinstance(found, Problem) and IGNORE_MARK in found.text:
            self.marked[path] = found.text
        else:
            self.marked.pop(path, None)
        return found

    def text(self, path: str) -> str | None:
        """The text of a Python file, None where there is none."""
        found = self.read(path)
        return None if isinstance(found, Problem) else found.text

    def exists(self, path: str) -> bool:
        """True where there is a buffer or a regular file of this path."""
        return path in self.overlay or os.path.isfile(path)


def names_below(folder: str, paths: Iterable[str]) -> set[str]:
    """The names in `folder` of the files at `paths` that lie in it, and of the folders in it that the others lie in."""
    start = folder.rstrip(os.sep) + os.sep
    return {path[len(start) :].partition(os.sep)[0] for path in paths if path.startswith(start)}


def read_source(path: str) -> SourceText | Problem:
    """The text of the Python file at `path`, decoded as Python would: a byte order mark, a coding cookie, else UTF-8."""
    source = read_bytes(path)
    if isinstance(source, Problem):
        return source
    if b"\0" in source:
        return Problem(path, "holds NUL bytes: it is no text")
    encoding = _encoding(source)
    try:
        return SourceText(path, source.decode(encoding))
    except (LookupError, UnicodeError) as error:
        what = f"unknown encoding {encoding!r}" if isinstance(error, LookupError) else f"is no valid {encoding}: {error}"
        return Problem(path, what)


def read_bytes(path: str) -> bytes | Problem:
    """The bytes of a regular file of bounded size: pipes and devices are not opened, since they might never end."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return Problem(path, "is not a regular file")
        if status.st_size > MAX_BYTES:
            return Problem(path, f"is larger than {MAX_BYTES // 1024 // 1024} MB and was not read")
        with open(path, "rb", buffering=0) as file:
            return file.read(min(status.st_size + 1, MAX_BYTES))  # room for more than it has takes time to make
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return Problem(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _encoding(source: bytes) -> str:
    if source.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    head = source[:400]
    if b"coding" not in head:
        return "utf-8"
    first, _, rest = head.partition(b"\n")
    for line in (first, rest.partition(b"\n")[0]):
        if found := _COOKIE.match(line):
            return found[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            break
    return "utf-8"
