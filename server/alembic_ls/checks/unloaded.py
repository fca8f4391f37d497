"""Files near the revisions that look like one, and that Alembic passes over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.history.revision import Revision, read_revision
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

if TYPE_CHECKING:
    from alembic_ls.checks.revisions import Review
    from alembic_ls.workspace.files import Files

_SAYS_PARENT = regex(r"^down_revision\b", re.MULTILINE)
_MAX_FILES = 2_000
_MAX_DEPTH = 4


class Unloaded(NamedTuple):
    """A revision that Alembic does not find near `location`; `below` where it lies in a folder below it."""

    revision: Revision
    location: str
    below: bool


class _Candidate(NamedTuple):
    path: str
    location: str
    below: bool
    is_python: bool


def candidates(review: Review) -> list[_Candidate]:
    """The files in and below the version folders that Alembic's rules for names and folders leave out."""
    environment = review.project.environment
    found: list[_Candidate] = []
    for location in environment.version_locations:
        waiting = [(location, 0)]
        while waiting and len(found) < _MAX_FILES:
            folder, depth = waiting.pop()
            if depth and folder in environment.version_locations:
                continue
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        name = entry.name
                        is_python = name.endswith(".py")
                        if is_python and (environment.recursive or not depth) and not name.startswith((".#", "__init__")):
                            continue  # Alembic loads it
                        if is_python or (".py" in name and not name.endswith((".pyc", ".pyo"))):
                            found.append(_Candidate(entry.path, location, depth > 0, is_python))
                        elif "." in name or name == "__pycache__" or depth >= _MAX_DEPTH:
                            continue
                        elif entry.is_dir(follow_symlinks=False):
                            waiting.append((entry.path, depth + 1))
            except OSError:
                continue
    return found


def unloaded(review: Review) -> list[Unloaded]:
    """Those of the candidates that are revisions, and that somebody would miss.

    That is: one that another revision names, one that follows a revision that is there, any where there are no others. One whose
    name does not end in `.py` was put aside on purpose, unless another names it.
    """
    by_id = review.graph.by_id
    missing = {down for revision in by_id.values() for down in revision.down if down not in by_id}
    read = [(candidate, revision) for candidate, revision in _read(candidates(review), review.project.files)]
    wanted: dict[str, Unloaded] = {}
    size = -1
    while size != len(wanted):  # what another one names or follows that is missed, is missed too
        size = len(wanted)
        for candidate, revision in read:
            follows = not by_id or any(name in by_id or name in wanted for name in revision.down)
            if revision.id in by_id or revision.id in wanted:
                continue
            if revision.id in missing or (candidate.is_python and follows):
                wanted[revision.id] = Unloaded(revision, candidate.location, candidate.below)
                missing.update(revision.down)
    return list(wanted.values())


def _read(found: Iterable[_Candidate], files: Files) -> Iterator[tuple[_Candidate, Revision]]:
    for candidate in sorted(found):
        text = files.text(candidate.path)
        if text is not None and _SAYS_PARENT.search(text) is not None:
            revision = read_revision(candidate.path, text)
            if not isinstance(revision, Unknown) and not revision.unknown:
                yield candidate, revision
