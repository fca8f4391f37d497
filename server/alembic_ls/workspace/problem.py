"""What could not be read, said so that the user can mend it."""

from __future__ import annotations

from alembic_ls.startup.named_tuple import NamedTuple


class Problem(NamedTuple):
    """A file or folder that could not be used. `line` counts from 0, and is None where the whole file is meant."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line + 1}"
        return f"{place}: {self.message}"
