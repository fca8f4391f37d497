"""Paths of the URIs that a client names."""

from __future__ import annotations

from pygls.uris import to_fs_path


def path_of(uri: object) -> str | None:
    """The path of a file's URI; None for what is no file."""
    try:
        return to_fs_path(uri) if isinstance(uri, str) and uri.startswith("file:") else None
    except ValueError:
        return None
