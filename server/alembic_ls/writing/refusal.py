"""Why nothing was written."""

from __future__ import annotations


class Refusal(Exception):
    """What stands in the way, and what to do, for the user."""


class NotTrusted(Refusal):
    """Writing would run code that lies at `path`, and nobody has said that its folder is trusted."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text)
        self.path = path
