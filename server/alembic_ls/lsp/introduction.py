"""What a client says of itself in `initialize`, read from plain JSON: as far as the server needs it before the protocol's library is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from alembic_ls.lsp.paths import path_of
from alembic_ls.startup.named_tuple import NamedTuple

_ENCODINGS: Final = ("utf-8", "utf-16", "utf-32")


class Introduction(NamedTuple):
    """`params` are those of `initialize`. What is of a wrong type in them is as if it were not there."""

    params: Mapping[str, Any]

    def says(self, *path: str) -> Any:
        """What lies at a path of the client's capabilities; None where nothing does."""
        return _at(self.params, "capabilities", *path)

    @property
    def options(self) -> object:
        """The initializationOptions."""
        return self.params.get("initializationOptions")

    @property
    def folders(self) -> list[str]:
        """The paths of the folders that the client has open."""
        listed = self.params.get("workspaceFolders")
        uris = [_at(folder, "uri") for folder in listed] if isinstance(listed, list) else []
        found = [path for uri in uris or [self.params.get("rootUri")] if (path := path_of(uri)) is not None]
        root = self.params.get("rootPath")
        return found or ([os.path.abspath(root)] if isinstance(root, str) and root else [])

    @property
    def encoding(self) -> str:
        """How positions are counted: the first of the client's that we know, else as all clients can."""
        offered = self.says("general", "positionEncodings")
        known = [each for each in offered if each in _ENCODINGS] if isinstance(offered, list) else []
        return known[0] if known else "utf-16"

    @property
    def pulls(self) -> bool:
        """True where the client pulls diagnostics, and again when it is asked to: drift comes up in files that nobody edits."""
        pulls = isinstance(self.says("textDocument", "diagnostic"), dict)
        return pulls and bool(self.says("workspace", "diagnostics", "refreshSupport"))

    @property
    def can_be_asked(self) -> bool:
        """True where the client answers what its settings are."""
        return bool(self.says("workspace", "configuration"))


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
