"""The third truth value: what the reader could not follow, and why."""

from __future__ import annotations

from typing import Any

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor


class Unknown(NamedTuple):
    """Stands wherever a value could not be followed. `reason` is a sentence for people; `where` is the place that could not be read.

    Unknown never makes a finding: whoever compares two things must treat Unknown as equal to everything.
    """

    reason: str
    where: Anchor | None = None


def known(value: Any) -> bool:
    """True where `value` was followed to its end."""
    return not isinstance(value, Unknown)
