"""Colours, where there is a terminal to show them."""

from __future__ import annotations

import os
from typing import TextIO

_CODES = {"error": "1;31", "warning": "1;33", "information": "1;36", "hint": "1;32", "bold": "1", "frame": "34", "faint": "2"}


class Colour:
    """Paints text for one stream. A terminal gets colours unless NO_COLOR is set or TERM is dumb; nothing else does."""

    __slots__ = ("_on",)

    def __init__(self, stream: TextIO) -> None:
        # https://no-color.org: any value that is not empty
        self._on = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def __call__(self, text: str, style: str) -> str:
        """`text` in a style: one of the severities, bold, frame, faint."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._on else text
