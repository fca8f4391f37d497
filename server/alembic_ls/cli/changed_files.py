"""Files with another text than the disk has: shown as a unified diff, or written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Set
from difflib import unified_diff
from tokenize import detect_encoding

from alembic_ls.cli.failure import Failure
from alembic_ls.workspace.files import SourceText, read_source
from alembic_ls.writing.new_file import make_file


def as_diff(texts: Mapping[str, str], made: Set[str]) -> Iterator[str]:
    """The lines of a diff that `patch -p1` and `git apply` take, in the folder that the process is in. `made` are the new files."""
    for path, text in sorted(texts.items()):
        name = os.path.relpath(path).replace(os.sep, "/")
        found = read_source(path) if path not in made else None
        before = found.text if isinstance(found, SourceText) else ""
        old = "/dev/null" if path in made else f"a/{name}"
        for line in unified_diff(_lines(before), _lines(text), old, f"b/{name}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Only LF ends a line of a diff."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]


def write(texts: Mapping[str, str], made: Set[str]) -> None:
    """Write all of it, the new files first, which must not be there. Raises Failure where that cannot be, saying what was written."""
    written: list[str] = []
    for path in sorted(texts, key=lambda path: (path not in made, path)):
        try:
            if path in made:
                make_file(path, texts[path])
            else:
                _overwrite(path, texts[path])
        except FileExistsError:
            raise Failure(f"there is a file {path} already; {_so_far(written)}") from None
        except (OSError, UnicodeError, SyntaxError) as error:
            why = getattr(error, "strerror", None) or error
            raise Failure(f"{path} cannot be written: {why}; {_so_far(written)}") from None
        written.append(path)


def _overwrite(path: str, text: str) -> None:
    """In the encoding that the file has, and with its byte order mark."""
    with open(path, "rb") as stream:
        encoding, _ = detect_encoding(stream.readline)
    data = text.encode(encoding)
    with open(path, "wb") as stream:
        stream.write(data)


def _so_far(written: list[str]) -> str:
    return f"written was {', '.join(written)}" if written else "nothing was written"
