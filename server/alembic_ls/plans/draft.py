"""A plan in the making: the steps so far, and the schema after them."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.apply import apply
from alembic_ls.changes.invert import invert
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
        for line in up:
            self._apply(line)

    def _apply(self, line: Line) -> None:
        if isinstance(line, Operation):  # type: ignore[arg-type]  # a Union of classes is one for isinstance
            self.schema = apply(self.schema, self._in_place(line), self.wanted.rules).schema  # type: ignore[arg-type]
            return
        for inner in getattr(line, "lines", ()):
            self._apply(inner)

    def follow(self, operation: Operation) -> None:
        """The schema after what the last step's SQL does."""
        self._apply(operation)

    def inverse(self, operation: Operation) -> tuple[Operation, ...]:
        """What undoes the operation where the draft stands now."""
        return invert(self._in_place(operation), self.schema, self.wanted.rules)

    def _in_place(self, operation: Operation) -> Operation:
        """The operation as it is written for SQLite: in a batch, where it can be."""
        if self.wanted.rules.dialect == "sqlite" and "in_batch" in operation._fields:
            return operation._replace(in_batch=True)  # type: ignore[call-arg]
        return operation

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
