"""Revisions that are not what the upstream has under their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.git import blob_id

if TYPE_CHECKING:
    from alembic_ls.checks.revisions import Review
    from alembic_ls.history.revision import Revision
    from alembic_ls.workspace.git import Upstream


class Differing(NamedTuple):
    """A revision that differs from the upstream's: its path as git knows it, and what it holds."""

    revision: Revision
    upstream: Upstream
    path: str
    content: bytes


def differing(review: Review) -> Iterator[Differing]:
    """The shared revisions whose bytes differ from the upstream's, line ends apart."""
    age = review.age
    for revision in review.graph.by_id.values():
        folder, _, name = revision.path.rpartition(os.sep)
        place = age.place(folder)
        blob = place.names.get(name) if place is not None else None
        if place is None or blob is None or blob_id(age.content(revision.path)) == blob:
            continue
        content = age.exact_content(revision.path)
        if blob not in (blob_id(content), blob_id(content.replace(b"\r\n", b"\n"))):
            yield Differing(revision, place.upstream, os.path.join(place.folder, name), content)
