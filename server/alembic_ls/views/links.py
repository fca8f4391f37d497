"""The ids in a revision's header, as links to the revisions that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.views.ids import ids_in
from alembic_ls.views.memory import memory_of
from alembic_ls.views.values import Link


def links(projects: Sequence[Project], path: str) -> list[Link]:
    """A link for each id of another revision in a revision's file."""
    for project in projects:
        if memory_of(project).revision_of(path) is not None:
            return list(_links(project, path))
    return []


def _links(project: Project, path: str) -> Iterator[Link]:
    own = memory_of(project).revision_of(path)
    for id_, span, _ in ids_in(project, path):
        revision = project.graph.by_id.get(id_)
        if revision is not None and revision is not own:
            yield Link(span, project.span(revision.where), revision.message or id_)
