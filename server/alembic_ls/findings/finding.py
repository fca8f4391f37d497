"""A finding and its parts."""

from __future__ import annotations

from alembic_ls.schema.difference import Difference
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

SEVERITIES = ("error", "warning", "information", "hint")
IGNORE_MARK = "alembic-ls:"  # what a file holds in which comments say of findings that they are meant


class Related(NamedTuple):
    """A place that belongs to a finding: the revision that last touched the column, say."""

    message: str
    where: Anchor


class Finding(NamedTuple):
    """What one rule found, at one place, for one cause. `rule` is its name (`missing-column`); `severity` one of SEVERITIES.

    `message` says what was found and, after a last "; ", what to do.
    """

    rule: str
    severity: str
    message: str
    where: Anchor
    table: str | None = None
    column: str | None = None
    revision: str | None = None
    dialects: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    related: tuple[Related, ...] = ()
