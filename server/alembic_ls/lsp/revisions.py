"""alembic-ls/revisions: all revisions, for a client that lets its user choose one by its message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic_ls.analysis.project import Project
from alembic_ls.lsp.desk import Desk

METHOD = "alembic-ls/revisions"
OPTIONS = None


def answer(desk: Desk, params: object) -> list[dict[str, Any]]:
    """The revisions of all environments, each environment's newest first; a file of several environments once."""
    found: dict[str, dict[str, Any]] = {}
    for project in desk.projects():
        for id_ in _newest_first(project):
            revision = project.graph.by_id[id_]
            if revision.path not in found:
                found[revision.path] = {
                    "id": id_,
                    "message": revision.message,
                    "date": revision.create_date,
                    "isHead": id_ in project.graph.real_heads,
                    "down": list(revision.down),
                    "scriptLocation": desk.uri(project.environment.script_location),
                    "uri": desk.uri(revision.path),
                    "range": desk.range(project.span(revision.where)),
                }
    return list(found.values())


def _newest_first(project: Project) -> Iterator[str]:
    yield from dict.fromkeys((*reversed(project.graph.order()), *project.graph.by_id))
