"""Where a thing stands in a file as it is now."""

from __future__ import annotations

from alembic_ls.startup.named_tuple import NamedTuple


class Span(NamedTuple):
    """A stretch of a file. Lines and characters count from 0, characters in code points; the end is exclusive."""

    path: str
    start_line: int
    start_character: int
    end_line: int
    end_character: int
