"""Which files the client is to watch for us, where it can."""

from __future__ import annotations

from lsprotocol import types

_GLOBS = (
    "**/*.py",
    "**/*.ini",
    "**/{pyproject.toml,setup.cfg,Pipfile,uv.lock,poetry.lock,pdm.lock,script.py.mako}",
    "**/requirements*.{txt,in}",
)


def can_watch(client: types.ClientCapabilities) -> bool:
    """True where the client watches files that a server names."""
    workspace = client.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    return watching is not None and bool(watching.dynamic_registration)


def registration() -> types.RegistrationParams:
    """What asks the client to watch them."""
    watchers = [types.FileSystemWatcher(pattern) for pattern in _GLOBS]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    return types.RegistrationParams([types.Registration("alembic-ls-files", method, options)])
