"""The places of one file that mean the same thing as the one where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.views.occurrences import occurrences
from alembic_ls.views.target import targets_at
from alembic_ls.views.values import Highlight


def highlight(projects: Sequence[Project], path: str, line: int, character: int) -> list[Highlight]:
    """The places in their order; `writes` where an operation changes the thing."""
    found: dict[Highlight, None] = {}
    for target in targets_at(projects, path, line, character):
        found.update(dict.fromkeys(Highlight(each.span, each.writes) for each in occurrences(target, path)))
    return sorted(found)
