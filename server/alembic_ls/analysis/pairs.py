"""The tables that history and models both have, and what was asked of them: asked again only of those that have changed since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Schema, Table

_Answer = TypeVar("_Answer")


class Pairs:
    """One for a project and those that it is renewed to. `tables` holds (history's, models') by the models' key, in their order.

    An answer may depend on the two tables and on what stays as it is while models and revisions are edited: env.py and the dialect.
    """

    __slots__ = ("_answers", "_open", "tables")

    def __init__(self) -> None:
        self.tables: dict[str, tuple[Table, Table]] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self._open: dict[str, set[str]] = {}  # by question, the tables of which it is yet to be asked

    def renew(self, history: Schema, models: Schema, rules: Rules) -> None:
        """These are the schemas now."""
        before, self.tables = self.tables, {}
        changed = []
        for key, model in models.tables.items():
            database = history.tables.get(key) or history.tables.get(rules.short(key))  # the models may name the default schema
            if database is None or database.is_view:
                continue
            known = before.get(key)
            if known is None or known[0] is not database or known[1] is not model:
                changed.append(key)
                known = database, model
            self.tables[key] = known
        stale = [*changed, *(before.keys() - self.tables.keys())]
        for what, answers in self._answers.items():
            self._open[what].update(changed)
            for key in stale:
                answers.pop(key, None)

    def told(self, what: str, ask: Callable[[Table, Table], _Answer]) -> list[tuple[Table, Table, _Answer]]:
        """Those of which `ask` says something, with what it says. `what` names the question."""
        answers: dict[str, _Answer] = self._answers.setdefault(what, {})
        for key in self._open.get(what, self.tables):
            if key in self.tables and (answer := ask(*self.tables[key])):
                answers[key] = answer
        self._open[what] = set()
        keys = answers if len(answers) < 2 else [key for key in self.tables if key in answers]
        return [(*self.tables[key], answers[key]) for key in keys]
