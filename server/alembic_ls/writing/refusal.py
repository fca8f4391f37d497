"""Why nothing was written."""

from __future__ import annotations


class Refusal(Exception):
    """What stands in the way, and what to do, for the user."""


class NotTrusted(Refusal):
    """Writing would run code of a folder that is not trusted."""
