"""Where a thing was written, in a form that typing elsewhere in the file does not change."""

from __future__ import annotations

from alembic_ls.startup.named_tuple import NamedTuple


class Anchor(NamedTuple):
    """A place in a file, relative to the top-level statement (the chunk) that holds it.

    `chunk` is the chunk's key (see `syntax.chunks`), "" for the file itself. Lines count from 0 at the chunk's first line,
    columns count UTF-8 bytes as `ast` does. `syntax.chunks.SourceFile.range_of` turns an anchor into a range of the file as it is now.
    """

    path: str
    chunk: str = ""
    start_line: int = 0
    start_column: int = 0
    end_line: int = 0
    end_column: int = 0
