"""Where the page of a rule is to be read."""

from __future__ import annotations

# `Documentation` of [project.urls] in pyproject.toml, which names none as yet; a test holds the two together.
DOCUMENTATION: str | None = None


def page_of(rule: str) -> str | None:
    """The page of a rule; None as long as there is no public address of the documentation."""
    return f"{DOCUMENTATION}/rules/{rule}.md" if DOCUMENTATION is not None else None
