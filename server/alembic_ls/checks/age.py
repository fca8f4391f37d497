"""Which revisions are shared: others have run them, so they are not to be edited any more."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.git import Upstream, blob_id, find_upstream
from alembic_ls.workspace.problem import Problem

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project
    from alembic_ls.history.graph import Graph
    from alembic_ls.workspace.files import Files

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def before(graph: Graph, since: str) -> frozenset[str] | None:
    """The revisions that are old by the setting: the one named and all that come before it; with a date, those created before that day.

    None where no revision is named so, or several are.
    """
    named = graph.resolve(since)
    if not named and _DATE.match(since):
        named = tuple(
            id_ for id_, revision in graph.by_id.items() if revision.create_date and revision.create_date[:10] < since[:10]
        )
        return frozenset().union(*map(graph.ancestors, named))
    if not named or (len(named) > 1 and since not in ("head", "heads")):
        return None
    return frozenset().union(*map(graph.ancestors, named))


class Age:
    """Tells shared revisions from new ones: by the setting `since`, and by what the upstream of the git repository has.

    Where neither says anything, all are new.
    """

    __slots__ = ("_files", "_folders", "_graph", "_known", "_old", "_upstreams")

    def __init__(self, project: Project) -> None:
        self._files: Files = project.files
        self._graph: Graph = project.graph
        since = project.environment.since
        self._old = (before(self._graph, since) if since is not None else None) or frozenset()
        self._known: dict[str, bool] = {}
        self._folders: dict[str, str] = {}
        self._upstreams: dict[str, Upstream | None] = {}

    def is_shared(self, revision: str) -> bool:
        """True where others have the revision."""
        if revision in self._old:
            return True
        found = self._known.get(revision)
        if found is None:
            path = self._graph.by_id[revision].path
            upstream = self.upstream(path)
            found = self._known[revision] = upstream is not None and self._is_there(upstream, path)
        return found

    def _is_there(self, upstream: Upstream, path: str) -> bool:
        if upstream.blob(self.real(path)) is not None:
            return True
        content = self.content(path) if upstream.beside(self.real(path)) else None
        return content is not None and blob_id(content) in upstream.beside(self.real(path)).values()  # it was renamed since

    def real(self, path: str) -> str:
        """The path as git knows it, without links to folders."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], name)

    def upstream(self, path: str) -> Upstream | None:
        """The upstream of the repository that a file lies in."""
        folder = os.path.dirname(self.real(path))
        if folder not in self._upstreams:
            self._upstreams[folder] = find_upstream(folder)
        return self._upstreams[folder]

    def content(self, path: str) -> bytes | None:
        """The file as it is now, as bytes: an open buffer stands before the disk."""
        text = self._files.overlay.get(path)
        if text is not None:
            return text.encode("utf-8", "surrogatepass")
        found = read_bytes(path)
        return None if isinstance(found, Problem) else found
