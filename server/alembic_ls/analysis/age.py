"""Which revisions are shared: others have run them, so they are not to be edited any more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.git import Upstream, blob_id, find_upstream

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project
    from alembic_ls.history.graph import Graph
    from alembic_ls.workspace.files import Files

_DATE = regex(r"\d{4}-\d\d-\d\d")


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


class Place(NamedTuple):
    """A folder of revisions as the upstream has it: `names` maps its files to their ids."""

    upstream: Upstream
    folder: str  # without links, as git knows it
    names: Mapping[str, bytes]


class Age:
    """Tells shared revisions from new ones: by the setting `since`, and by what the upstream of the git repository has.

    Where neither says anything, all are new.
    """

    __slots__ = ("_files", "_graph", "_known", "_old", "_places")

    def __init__(self, project: Project) -> None:
        self._files: Files = project.files
        self._graph: Graph = project.graph
        since = project.environment.since
        self._old = (before(self._graph, since) if since is not None else None) or frozenset()
        self._known: dict[str, bool] = {}
        self._places: dict[str, Place | None] = {}

    def is_shared(self, revision: str) -> bool:
        """True where others have the revision."""
        if revision in self._old:
            return True
        found = self._known.get(revision)
        if found is None:
            found = self._known[revision] = self._is_there(self._graph.by_id[revision].path)
        return found

    def _is_there(self, path: str) -> bool:
        folder, name = os.path.split(path)
        place = self.place(folder)
        if place is None or not place.names:
            return False
        return name in place.names or blob_id(self.content(path)) in place.names.values()  # it may have been renamed since

    def place(self, folder: str) -> Place | None:
        """A folder of revisions in its upstream; None where there is none."""
        if folder not in self._places:
            real = os.path.realpath(folder)
            upstream = find_upstream(real)
            self._places[folder] = Place(upstream, real, upstream.tree.folder(real)) if upstream is not None else None
        return self._places[folder]

    def content(self, path: str) -> bytes:
        """The revision file as it was read: the disk is not asked again."""
        return (self._graph.texts.get(path) or "").encode("utf-8", "surrogatepass")

    def exact_content(self, path: str) -> bytes:
        """The bytes on the disk, which may begin with a mark or be in another encoding; those of an open buffer before."""
        found = read_bytes(path) if path not in self._files.overlay else None
        return found if isinstance(found, bytes) else self.content(path)
