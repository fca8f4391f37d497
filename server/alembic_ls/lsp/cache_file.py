"""A small file of JSON in the user's cache folder. It is read as what anybody may have put there, and nothing is raised: there is a file, or there
is none."""

from __future__ import annotations

import json
import logging
import os
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_log = logging.getLogger("alembic_ls")
_MAX_BYTES = 4 * 1024 * 1024
_MAX_FILES = 40  # the newest: one for each workspace
_LEFT_OVER = 3600.0  # seconds after which a file that is being written is taken to be left over


def cache_folder() -> str | None:
    """Where the system has the user's caches, and our folder in it; None where there is no such place."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        base = base if os.path.isabs(base) else os.path.join(home, ".cache")  # as its specification says
    return os.path.join(base, "alembic-ls") if os.path.isabs(base) else None


def load(name: str) -> dict[str, Any] | None:
    """The object that the file holds; None where it holds none."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        data = json.loads(_read(os.path.join(folder, name)))
    except (OSError, ValueError, RecursionError) as error:
        _log.debug("the cache is not read: %s", error)
        return None
    return data if isinstance(data, dict) else None


def store(name: str, data: Mapping[str, Any]) -> bool:
    """Have the file hold this; older files of other names go where there are too many. False where that cannot be done."""
    folder = cache_folder()
    body = json.dumps(data, separators=(",", ":")).encode()
    if folder is None or len(body) > _MAX_BYTES:
        return False
    temporary = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        if not _is_ours(os.lstat(folder), stat.S_ISDIR):
            raise OSError(f"{folder} is not a folder of ours")
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(body)
        os.replace(temporary, os.path.join(folder, name))
        _tidy(folder)
    except OSError as error:
        _log.debug("the cache is not written: %s", error)
        return False
    return True


def _read(path: str) -> bytes:
    """The bytes of a regular file of ours that is no link. Raises OSError where there is none, or it is too large."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not _is_ours(status, stat.S_ISREG) or status.st_size > _MAX_BYTES:
            raise OSError(f"{path} is not a small file of ours")
        return file.read(_MAX_BYTES)


def _is_ours(status: os.stat_result, is_kind: Any) -> bool:
    return is_kind(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def _tidy(folder: str) -> None:
    """Remove the oldest files, and what was left over by a process that was killed."""
    now = time.time()
    with os.scandir(folder) as entries:
        found = [(entry.stat(follow_symlinks=False).st_mtime, entry.name) for entry in entries]
    left_over = [name for time_, name in found if name.startswith(".") and now - time_ > _LEFT_OVER]
    files = sorted((each for each in found if not each[1].startswith(".")), reverse=True)
    for name in (*left_over, *(name for _, name in files[_MAX_FILES:])):
        with suppress(OSError):
            os.unlink(os.path.join(folder, name))
