"""Which files of the version folders are revisions."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from alembic_ls.startup.regex import regex
from alembic_ls.workspace.files import names_below

_REVISION_FILE = regex(r"(?!\.\#|__init__)(.*\.py)$")  # alembic.script.base._only_source_rev_file

_MAX_FOLDERS = 1_000  # of one location: what has more is no folder of revisions (`version_locations = /`)


def version_files(locations: Iterable[str], recursive: bool = False, buffers: Collection[str] = ()) -> list[str]:
    """Paths of the revision files, in the order in which Alembic loads them (script.base.Script._list_py_dir).

    Locations that do not exist hold none; a file that two locations reach counts once. `buffers` are the paths of files that are
    open in an editor: they are there, whether they were saved or not.
    """
    found: list[str] = []
    seen: set[str] = set()
    for location in locations:
        for folder, entries in islice(_folders(location, recursive, buffers), _MAX_FOLDERS):
            real = os.path.realpath(folder)
            for name, path, is_link in entries:
                target = os.path.realpath(path) if is_link else f"{real}{os.sep}{name}"
                if target not in seen:
                    seen.add(target)
                    found.append(path)
    return found


def _folders(folder: str, recursive: bool, buffers: Collection[str]) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """Each folder with its revision files, (name, path, whether it is a link), top down; links to folders are not followed."""
    files: list[tuple[str, str, bool]] = []
    inner: list[tuple[str, str]] = []
    unsaved = names_below(folder, buffers)
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                unsaved.discard(entry.name)
                if _REVISION_FILE.match(entry.name):
                    files.append((entry.name, entry.path, entry.is_symlink()))
                elif recursive and not entry.name.endswith("__pycache__") and entry.is_dir(follow_symlinks=False):
                    inner.append((entry.name, entry.path))
    except OSError:
        if not unsaved:
            return
    for name in unsaved:
        path = os.path.join(folder, name)
        if path not in buffers:
            inner += [(name, path)] if recursive else []
        elif _REVISION_FILE.match(name):
            files.append((name, path, False))
    yield folder, sorted(files)
    for _, path in sorted(inner):
        yield from _folders(path, recursive, buffers)
