"""Every place that means the same thing, in models and revisions, through its renames."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.views.occurrences import occurrences
from alembic_ls.views.target import targets_at


def references(projects: Sequence[Project], path: str, line: int, character: int, declaration: bool = True) -> list[Span]:
    """The places, by file and line; without the field, class or header that declares the thing where `declaration` is False."""
    found: dict[Span, None] = {}
    for target in targets_at(projects, path, line, character):
        found.update(dict.fromkeys(each.span for each in occurrences(target) if declaration or not each.declares))
    return sorted(found)
