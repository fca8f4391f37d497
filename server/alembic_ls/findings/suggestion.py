"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that nobody knows: "; did you mean `…`?", or nothing where none is near."""
    from difflib import get_close_matches  # only mistakes pay for it

    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), list(by_lower), n=1)
    return f"; did you mean `{by_lower[near[0]]}`?" if near else ""
