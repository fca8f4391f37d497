"""Revisions as a hierarchy: what one comes after, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.findings.span import Span
from alembic_ls.views.memory import memory_of
from alembic_ls.views.target import targets_at
from alembic_ls.views.values import Node


def prepare(projects: Sequence[Project], path: str, line: int, character: int) -> list[Node]:
    """The revision whose id stands there, else the one that the file holds."""
    for target in targets_at(projects, path, line, character):
        if target.kind == "revision" and target.revision is not None:
            return [_node(target.project, target.revision)]
    for project in projects:
        own = memory_of(project).revision_of(path)
        if own is not None:
            return [_node(project, own.id)]
    return []


def parents(projects: Sequence[Project], id_: str) -> list[Node]:
    """What a revision comes after, and what it depends on."""
    return [node for project in _with(projects, id_) for node in _nodes(project, project.graph.downs[id_])]


def children(projects: Sequence[Project], id_: str) -> list[Node]:
    """What comes after a revision, and what depends on it."""
    found = []
    for project in _with(projects, id_):
        graph = project.graph
        depending = [other for other, downs in graph.downs.items() if id_ in downs and other not in graph.children[id_]]
        found += _nodes(project, [*graph.children[id_], *depending])
    return found


def _with(projects: Sequence[Project], id_: str) -> Iterator[Project]:
    """The first project that has the revision."""
    found = next((project for project in projects if id_ in project.graph.by_id), None)
    if found is not None:
        yield found


def _nodes(project: Project, ids: Iterable[str]) -> list[Node]:
    return [_node(project, id_) for id_ in dict.fromkeys(ids)]


def _node(project: Project, id_: str) -> Node:
    revision = project.graph.by_id[id_]
    source = memory_of(project).source(revision.path)
    whole = Span(revision.path, 0, 0, len(source.lines) if source is not None else 1, 0)
    detail = f"{id_} · {revision.create_date[:10]}" if revision.create_date else id_
    return Node(id_, revision.message or id_, detail, whole, project.span(revision.where))
