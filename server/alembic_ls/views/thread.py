"""A table or a column of a history through its renames, and what was done to it."""

from __future__ import annotations

from alembic_ls.schema.operations import Operation
from alembic_ls.startup.named_tuple import NamedTuple


class Step(NamedTuple):
    """One operation of a history; `number` counts them all."""

    number: int
    revision: str
    operation: Operation


class Thread:
    """A table (`column` side empty) or a column through its renames.

    `name` is its last one, a table's key or a column's name, `born` its first; `table` the table of a column. `alive` at the history's end.
    `steps` are what was done to it itself; `around` to the keys that a column is in, and to the enum type that it is of.
    """

    __slots__ = ("alive", "around", "born", "columns", "name", "steps", "table")

    def __init__(self, name: str, table: Thread | None = None) -> None:
        self.name = self.born = name
        self.table = table
        self.steps: list[Step] = []
        self.around: list[Step] = []
        self.columns: list[Thread] = []
        self.alive = True

    @property
    def title(self) -> str:
        """`table`, or `table.column`."""
        return self.name if self.table is None else f"{self.table.name}.{self.name}"
