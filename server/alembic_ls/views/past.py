"""What the views remember of a History: its threads, the schema at any of its operations, and in which files those are written."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.history.replay import History
from alembic_ls.schema.operations import Obscure, Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor
from alembic_ls.views.threads import Threads

_EVERY = 32  # operations between two schemas that are kept


class Past:
    """One for each History, which outlives the edits of models; see `past_of`."""

    def __init__(self, history: History) -> None:
        self.rules: Rules = history.rules
        order = history.graph.order()
        self.threads = Threads(((id_, history.operations(id_)) for id_ in order), history.rules)
        self.by_path: Mapping[str, list[int]] = self._numbers()
        self._doubts = self._missing(history)
        self.ways_back: dict[str, str] = {}  # whether a revision can be undone, by its id, of those that were looked at
        self._schemas: dict[int, Schema] = {0: Schema()}

    def _numbers(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for step in self.threads.steps:
            where = written_at(step.operation)
            if where is not None:
                found.setdefault(where.path, []).append(step.number)
        return found

    def _missing(self, history: History) -> dict[int, Unknown]:
        """By moment, why anything may have happened then: revisions that come after one that is not there."""
        found: dict[int, Unknown] = {}
        for id_, (first, _) in self.threads.moments.items():
            revision = history.graph.by_id[id_]
            missing = [down for down in revision.down if down not in history.graph.by_id]
            if missing:
                found[first] = Unknown(f"revision {missing[0]} is not present", revision.down_where)
            elif revision.unknown:
                found[first] = revision.unknown[0]
        return found

    def schema(self, moment: int) -> Schema:
        """The schema after that many operations. Some are kept, so that no more than a few are applied again."""
        at = moment - moment % _EVERY
        while at not in self._schemas:
            at -= _EVERY
        schema = self._schemas[at]
        for number in range(at, moment):
            schema = apply(self._doubted(schema, number), self.threads.steps[number].operation, self.rules).schema
            if (number + 1) % _EVERY == 0:
                self._schemas[number + 1] = schema
        return self._doubted(schema, moment)

    def _doubted(self, schema: Schema, moment: int) -> Schema:
        doubt = self._doubts.get(moment)
        return schema if doubt is None else apply(schema, Obscure(doubt, None), self.rules).schema


def written_at(operation: Operation) -> Anchor | None:
    """Where an operation is written; of a statement that was not followed, what of it could not be."""
    return operation.origin or (operation.why.where if isinstance(operation, Obscure) else None)


_PASTS: WeakKeyDictionary[History, Past] = WeakKeyDictionary()


def past_of(history: History) -> Past:
    """What is remembered of a History: as long as it lives."""
    found = _PASTS.get(history)
    if found is None:
        found = _PASTS[history] = Past(history)
    return found
