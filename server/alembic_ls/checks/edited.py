"""Revisions that are not what the upstream has under their name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from alembic_ls.workspace.git import blob_id

if TYPE_CHECKING:
    from alembic_ls.checks.revisions import Review
    from alembic_ls.history.revision import Revision
    from alembic_ls.workspace.git import Upstream


def differing(review: Review) -> Iterator[tuple[Revision, Upstream, bytes]]:
    """The shared revisions whose bytes differ from the upstream's, line ends apart; with the upstream, and with the bytes."""
    age = review.age
    for revision in review.graph.by_id.values():
        upstream = age.upstream(revision.path)
        blob = upstream.blob(age.real(revision.path)) if upstream is not None else None
        content = age.content(revision.path) if blob is not None else None
        if upstream is None or content is None or blob_id(content) == blob:
            continue
        if b"\r" not in content or blob_id(content.replace(b"\r\n", b"\n")) != blob:
            yield revision, upstream, content
