"""An object of which the same attributes are asked hundreds of times: each is made once."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import Host


class Remembered(Host):
    """Answers with what `_made` has made of a name when it was asked for first."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def attribute(self, machine: Any, name: str) -> Any:
        """The value of `.name`."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._made(name)
        return known

    def _made(self, name: str) -> Any:
        raise NotImplementedError
