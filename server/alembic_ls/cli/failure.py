"""What keeps a command from doing its work."""

from __future__ import annotations


class Failure(Exception):
    """Ends the command with exit status 2; its text is a message for the user."""
