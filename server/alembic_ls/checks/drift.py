"""All that a project's models and history differ in, handed out to the rules, each difference once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from alembic_ls.changes.filters import Filters
from alembic_ls.changes.rules import Rules
from alembic_ls.checks.key_changes import KINDS, KeyChange, differences_of, key_changes
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, Schema, Table
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project


_Answer = TypeVar("_Answer")


class Subject(NamedTuple):
    """What a finding is about: the place it is shown at, the table, and the column where it is one column's."""

    where: Anchor | None
    table: str
    column: str | None = None


class DatabaseKey(NamedTuple):
    """An index or constraint that the database has: what it is called in messages, and where it was made."""

    text: str
    origin: Anchor | None


class ColumnPair(NamedTuple):
    """A column as the database has it and as the models want it, and the tables of both."""

    there: Column
    wanted: Column
    database: Table
    model: Table

    @property
    def name(self) -> str:
        """`table.column`, for messages."""
        return f"{self.model.key}.{self.wanted.name}"


class Drift:
    """The differences that no rule has claimed yet, and the two schemas they are between.

    Rules take what they explain; what one has taken, the next does not see. So they are asked in the order of
    `registry.NAMES`: those that explain most come first.
    """

    __slots__ = ("_differences", "_keys", "_libraries", "history", "models", "project", "rules")

    def __init__(self, project: Project) -> None:
        self.project = project
        self.rules: Rules = project.rules
        self._libraries = tuple(os.path.join(folder, "") for folder in project.environment.site_packages)
        self.models: Schema = project.models()
        self.history: Schema = project.history()
        differences = project.differences()
        self._differences = [difference for difference in differences if difference.kind not in KINDS]
        self._keys = key_changes(difference for difference in differences if difference.kind in KINDS)

    @property
    def dialect(self) -> str:
        """The dialect that both schemas are for."""
        return self.project.dialect

    def see(self, *kinds: str) -> list[Difference]:
        """The differences of these kinds that are left; they stay."""
        return [difference for difference in self._differences if difference.kind in kinds]

    def claim(self, differences: Iterable[Difference]) -> None:
        """Take these, which `see` gave."""
        claimed = set(map(id, differences))
        self._differences = [difference for difference in self._differences if id(difference) not in claimed]

    def take(self, *kinds: str) -> list[Difference]:
        """The differences of these kinds that are left; nobody gets them again."""
        taken = self.see(*kinds)
        self.claim(taken)
        return taken

    def take_keys(self, wanted: Callable[[KeyChange], bool]) -> list[KeyChange]:
        """The changed keys that are left and wanted; nobody gets them again."""
        taken = [change for change in self._keys if wanted(change)]
        if taken:
            self._keys = [change for change in self._keys if not wanted(change)]
        return taken

    def take_keys_of(self, table: str) -> list[KeyChange]:
        """The changed keys of a table."""
        return self.take_keys(lambda change: change.table == table)

    def take_keys_with(self, table: str, column: str) -> list[KeyChange]:
        """The changed keys that come with a column of the models."""
        return self.take_keys(lambda change: change.table == table and change.adds_over((column,)))

    def take_keys_without(self, table: str, column: str) -> list[KeyChange]:
        """The changed keys that go with a column of the database."""
        return self.take_keys(lambda change: change.table == table and change.removes_over((column,)))

    def left(self) -> list[Difference]:
        """What no rule has claimed."""
        return [*self._differences, *differences_of(self._keys)]

    def model(self, table: str) -> Table | None:
        """The table in the models."""
        return self.models.tables.get(table)

    def database(self, table: str) -> Table | None:
        """The table in the history; the models may name it with the default schema in front."""
        return self.history.tables.get(table) or self.history.tables.get(self.rules.short(table))

    def pairs(self, what: str, ask: Callable[[Table, Table], _Answer]) -> list[tuple[Table, Table, _Answer]]:
        """The tables that both sides have of which `ask` says something: (history's, models', what it says).

        It is asked only of tables that are others than the last time; `what` names the question. See `Pairs.told`.
        """
        return self.project.pairs().told(what, ask)

    def column_pairs(self, what: str, ask: Callable[[ColumnPair], _Answer | None]) -> Iterator[tuple[ColumnPair, _Answer]]:
        """The columns that both sides have, with what `ask` says of them, where it does not say None; as `pairs`."""

        def of_tables(database: Table, model: Table) -> list[tuple[ColumnPair, _Answer]]:
            pairs = (
                ColumnPair(database.columns[name], column, database, model)
                for name, column in model.columns.items()
                if name in database.columns
            )
            return [(pair, answer) for pair in pairs if (answer := ask(pair)) is not None]

        for _, _, found in self.pairs(what, of_tables):
            yield from found

    def counts(self, database: Table, model: Table, pair: ColumnPair | None = None) -> bool:
        """True where env.py's filters let a difference in the table pass, or in the column. They are slow: ask last."""
        what = f"counts {'' if pair is None else pair.wanted.name}"
        return self.project.remembered(what, database, model, lambda database, model: self._counts(database, model, pair))

    def _counts(self, database: Table, model: Table, pair: ColumnPair | None) -> bool:
        filters = Filters(*self.project.filters())
        looked_at = filters.table(database.name, database.schema)
        if not looked_at or not filters.reports(model, model.name, "table", False, database):
            return False
        if pair is None:
            return True
        name = pair.wanted.name
        looked_at = filters.name(name, "column", database.name, database.schema)
        return looked_at is True and filters.reports(pair.wanted, name, "column", False, pair.there, (model, database))

    def class_place(self, table: str) -> Anchor | None:
        """The name of the class that maps the table, or where the table is made."""
        model = self.model(table)
        return None if model is None else model.class_origin or model.origin

    def column_place(self, table: str, column: str | None) -> Anchor | None:
        """The field of a column; the class name where the models have no such column."""
        model = self.model(table)
        found = model.columns.get(column) if model is not None and column is not None else None
        return (found.origin if found is not None else None) or self.class_place(table)

    def unseen(self, rule: str, severity: str, message: str, pair: ColumnPair) -> Iterator[Finding]:
        """A finding on a field that Alembic does not have, unless env.py's filters leave the column out."""
        if self.counts(pair.database, pair.model, pair):
            table, column = pair.model.key, pair.wanted.name
            yield self.finding(rule, severity, message, Subject(self.column_place(table, column), table, column))

    def finding(
        self,
        rule: str,
        severity: str,
        message: str,
        subject: Subject,
        differences: Iterable[Difference] = (),
        related: Iterable[Related] = (),
        touched: tuple[str, str | None] | None = None,
        key: DatabaseKey | None = None,
    ) -> Finding:
        """A finding with the revision that last touched its subject, or `touched`, a table and a column of it or None; or the `key`."""
        revision, last = self._made(key) or self._last_touched(*(touched or (subject.table, subject.column)))
        return Finding(
            rule,
            severity,
            message,
            self._in_the_project(subject) or Anchor(self.project.environment.env_py),
            subject.table,
            subject.column,
            revision,
            (self.dialect,),
            tuple(differences),
            (*related, *last),
        )

    def _in_the_project(self, subject: Subject) -> Anchor | None:
        """The subject's place; where it is a library's, whose mixin has the field, the name of the project's class."""
        where = subject.where
        if where is None or not self._is_of_a_library(where):
            return where
        its_class = self.class_place(subject.table)
        return where if its_class is None or self._is_of_a_library(its_class) else its_class

    def _is_of_a_library(self, where: Anchor) -> bool:
        return where.path.startswith(self._libraries)

    def _made(self, key: DatabaseKey | None) -> tuple[str, tuple[Related, ...]] | None:
        """The revision in whose file the key was made, and the place; None where it was made elsewhere, by a helper say."""
        if key is None or key.origin is None:
            return None
        revision = self.project.replayed().revision_at(key.origin)
        return None if revision is None else (revision, (Related(f"revision {revision} last touched {key.text}", key.origin),))

    def _last_touched(self, table: str, column: str | None) -> tuple[str | None, tuple[Related, ...]]:
        events, what = (self.project.lineage(table, column) if column is not None else []), f"{table}.{column}"
        if not events:
            events, what = self.project.lineage(table), table
        if not events:
            return None, ()
        revision, operation = events[-1]
        if operation.origin is None:
            return revision, ()
        return revision, (Related(f"revision {revision} last touched `{what}`", operation.origin),)
