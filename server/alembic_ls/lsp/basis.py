"""What all that is known of an editor's folders hangs on: by it one can tell later whether it would be found to be the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

from alembic_ls import __version__
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.environment import Found, Said
from alembic_ls.workspace.files import SourceText, read_source
from alembic_ls.workspace.git import state

_SIZE = 16  # bytes of a digest


class Basis(NamedTuple):
    """`found` is what each folder's environments were found to be; `files` maps what was read to its stamp (see `disk`)."""

    folders: Sequence[str]
    said: Said
    found: Sequence[Found]
    variables: Sequence[str]  # names of the environment variables that were asked for
    files: Mapping[str, tuple[int, int]]
    listed: Collection[str]  # folders that were looked into
    buffers: Mapping[str, str]


def digest(text: str) -> str:
    """What is another when the text is another."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def mark(folders: Sequence[str], said: Said, found: Sequence[Found], variables: Iterable[str]) -> str:
    """What is another when anything is that is not in a file or folder: this program, what the client says, what the environments were found
    to be, the values of the environment variables, and what git has."""
    wanted = {name.lower() for name in variables}
    values = sorted((name, value) for name, value in os.environ.items() if name.lower() in wanted)
    places = dict.fromkeys(place for each in found for one in each.environments for place in one.version_locations)
    commits = [state(os.path.realpath(place)) for place in places]
    return digest(repr((__version__, sys.version_info[:3], list(folders), said, list(found), values, commits)))


def names_in(folder: str) -> str:
    """What is another when other files and folders lie in a folder; those that tools keep there, which are hidden, do not count."""
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith((".", "__pycache__")))
    except (OSError, ValueError):
        return ""
    return digest("\0".join(names))


def unsaved(buffers: Mapping[str, str]) -> dict[str, str]:
    """The buffers that are not as the disk has them, by their paths."""
    found = {}
    for path, text in buffers.items():
        source = read_source(path)
        if not isinstance(source, SourceText) or source.text != text:
            found[path] = digest(text)
    return found
