"""A file that must not be there yet."""

from __future__ import annotations

import os


def make_file(path: str, text: str) -> None:
    """Make it, in a folder that is made too where there is none yet. Raises OSError, FileExistsError where it is there."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="") as stream:
        stream.write(text)
