"""A downgrade as it would run with lines put into it or taken out: what it leaves, and what the database would refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alembic_ls.changes.apply import apply
from alembic_ls.changes.exact import Unlike, unlike
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.changes.rules import Rules
from alembic_ls.history.downgrade import Reversal
from alembic_ls.schema.operations import DropEnum, Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.function_body import FunctionBody, Statement

# Where something stands in the body: the number of the statement, and of the one in it where it is a block of batch mode. What is put
# in front of the first has -1 for it, what is put between two a half.
Place = tuple[int, float]


class Done(NamedTuple):
    """An operation of the downgrade, and where it is written."""

    place: Place
    operation: Operation


class Outcome(NamedTuple):
    """What a downgrade comes to."""

    schema: Schema
    left: list[Unlike]
    problems: int


class DowngradeRun:
    """Values: each change gives another one."""

    def __init__(self, reversal: Reversal, body: FunctionBody, done: Sequence[Done] | None = None) -> None:
        self.reversal = reversal
        self.body = body
        self.done: tuple[Done, ...] = tuple(self._placed() if done is None else done)
        self._outcome: Outcome | None = None

    def _placed(self) -> list[Done]:
        """Where each is written; all at one place where that is not in the order of running, as in helpers and loops."""
        places = [self._place_of(operation) for operation in self.reversal.back.operations]
        known = [place for place in places if place is not None]
        if len(known) < len(places) or known != sorted(known):
            known = [(0, 0)] * len(places)
        return [Done(place, operation) for place, operation in zip(known, self.reversal.back.operations)]

    def _place_of(self, operation: Operation) -> Place | None:
        origin = operation.origin
        if origin is None or origin.path != self.body.chunk.path or origin.chunk != self.body.chunk.key:
            return None
        found = _index(self.body.statements, origin.start_line)
        if found is None:
            return None
        inner = _index(self.body.statements[found].inner, origin.start_line)
        return found, inner or 0

    @property
    def is_one_block(self) -> bool:
        """True where what is done cannot be told apart by its place."""
        return bool(self.done) and len(self.body.statements) > 1 and all(each.place == (0, 0) for each in self.done)

    @property
    def outcome(self) -> Outcome:
        """What it comes to."""
        if self._outcome is None:
            rules = self.reversal.history.rules
            schema, problems = carried_out(self.reversal.after, [each.operation for each in self.done], rules)
            self._outcome = Outcome(schema, unlike(schema, self.reversal.before, rules), problems)
        return self._outcome

    def with_operations(self, place: Place, operations: Sequence[Operation]) -> DowngradeRun:
        """With these at a place, behind what was put there before."""
        at = sum(each.place <= place for each in self.done)
        more = [Done(place, operation) for operation in operations]
        return DowngradeRun(self.reversal, self.body, [*self.done[:at], *more, *self.done[at:]])

    def without(self, gone: Sequence[Done], instead: Sequence[Operation] = ()) -> DowngradeRun:
        """Without these, and with others where the first of them stood."""
        at = self.done.index(gone[0])
        more = [Done(gone[0].place, operation) for operation in instead]
        kept = [each for each in self.done[at:] if each not in gone]
        return DowngradeRun(self.reversal, self.body, [*self.done[:at], *more, *kept])

    def is_better_than(self, other: DowngradeRun, mended: Sequence[Unlike]) -> bool:
        """True where `mended` is no more left, and nothing else is wrong that was not."""
        mine, its = self.outcome, other.outcome
        places = {one.place for one in mine.left}
        return (
            mine.problems <= its.problems
            and places < {one.place for one in its.left}
            and not any(one.place in places for one in mended)
        )


def carried_out(schema: Schema, operations: Iterable[Operation], rules: Rules) -> tuple[Schema, int]:
    """The schema after them, and how many the database would refuse; a type that is dropped while columns have it among them."""
    problems = 0
    for operation in operations:
        applied = apply(schema, operation, rules)
        problems += len(applied.problems)
        if isinstance(operation, DropEnum) and applied.schema is not schema:
            problems += _is_used(rules.key(operation.name, operation.schema), schema, rules)
        schema = applied.schema
    return schema, problems


def _is_used(key: str, schema: Schema, rules: Rules) -> bool:
    types = (native_enum(column) for table in schema.tables.values() for column in table.columns.values())
    return any(type_ is not None and rules.key(type_.argument("name"), type_.argument("schema")) == key for type_ in types)


def _index(statements: Sequence[Statement], line: int) -> int | None:
    return next((number for number, each in enumerate(statements) if each.holds(line)), None)
