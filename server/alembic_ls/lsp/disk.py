"""What has changed on the disk since it was last looked at, by the times of modification: for clients that do not tell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

_MAX_FILES = 20_000  # of one folder that came: what has more is no project of revisions and models

Stamps = Mapping[str, tuple[int, int]]


def stamps_of(files: Iterable[str], folders: Iterable[str]) -> Stamps:
    """What is another when a file, or a folder that holds one, is another: for each of them, and for the `folders`."""
    files = set(files)
    return {path: stamp_of(path) for path in {*files, *map(os.path.dirname, files), *folders}}


def changes(before: Stamps, now: Stamps, since: int) -> Iterator[str]:
    """The files that were made, changed or removed between the two; of those that are in `now` alone, since that time (in ns)."""
    for path, stamp in now.items():
        if before[path] != stamp if path in before else stamp[0] >= since:
            if os.path.isdir(path):
                yield from (found for found in _files_in(path) if found not in now)
            else:
                yield path


def files_below(folder: str) -> Iterator[str]:
    """The Python files in a folder and in those below it."""
    count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".py"):
                yield os.path.join(place, name)
        count += len(names)
        if count > _MAX_FILES:
            return


def stamp_of(path: str) -> tuple[int, int]:
    """What is another when the file is another."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _files_in(folder: str) -> Iterator[str]:
    try:
        for name in os.listdir(folder):
            yield os.path.join(folder, name)
    except OSError:
        return
