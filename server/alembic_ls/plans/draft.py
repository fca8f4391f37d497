"""A plan in the making: the steps so far, and the schema after them."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.invert import invert
from alembic_ls.plans.followed import followed, in_place
from alembic_ls.plans.lines import Line, Step
from alembic_ls.plans.wanted import Wanted
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Schema, Table


class Draft:
    """Steps are added in the order of the upgrade."""

    __slots__ = ("notes", "schema", "steps", "wanted")

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.schema: Schema = wanted.history
        self.steps: list[Step] = []
        self.notes: list[str] = []

    def step(self, up: Iterable[Line], down: Iterable[Line], lost: str | None = None) -> None:
        """Lines, and those that undo them."""
        up = tuple(up)
        self.steps.append(Step(up, tuple(down), lost))
        self.schema = followed(self.schema, up, self.wanted.rules)

    def follow(self, operation: Operation) -> None:
        """The schema after what the last step's SQL does."""
        self.schema = followed(self.schema, [operation], self.wanted.rules)

    def inverse(self, operation: Operation) -> tuple[Operation, ...]:
        """What undoes the operation where the draft stands now."""
        return invert(in_place(operation, self.wanted.rules), self.schema, self.wanted.rules)

    def table(self, key: str) -> Table | None:
        """The table as it is after the steps so far; the models may name it with the default schema in front."""
        return self.schema.tables.get(key) or self.schema.tables.get(self.wanted.rules.short(key))

    @property
    def is_on_postgresql(self) -> bool:
        """Whether the revision is to run on PostgreSQL."""
        return "postgresql" in self.wanted.dialects

    @property
    def is_on_sqlite(self) -> bool:
        """Whether it is to run on SQLite."""
        return "sqlite" in self.wanted.dialects
