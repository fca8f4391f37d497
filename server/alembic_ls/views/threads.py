"""Every table and column of a history from its first day to its last: under which names, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alembic_ls.changes.rules import Rules
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.views.company import Company
from alembic_ls.views.thread import Step, Thread


class _Life(NamedTuple):
    """The numbers of the operations after which a name was a thread's."""

    first: int
    last: int
    thread: Thread


_EVER = 1 << 60


class Threads:
    """The threads of a history, and which of them a name was at a moment. A moment is a number of operations that have run."""

    def __init__(self, operations: Iterable[tuple[str, Iterable[Operation]]], rules: Rules) -> None:
        """`operations` are those of each revision, in the order in which they run."""
        self._rules = rules
        self._lives: dict[tuple[Thread | None, str], list[_Life]] = {}
        self._open: dict[tuple[Thread | None, str], tuple[int, Thread]] = {}
        self._company = Company(rules)
        self.steps: list[Step] = []
        self.moments: dict[str, tuple[int, int]] = {}  # before and after a revision
        for revision, done in operations:
            first = len(self.steps)
            for operation in done:
                step = Step(len(self.steps), revision, operation)
                self.steps.append(step)
                self._follow(step)
            self.moments[revision] = first, len(self.steps)
        for owner, (first, thread) in self._open.items():
            self._lives.setdefault(owner, []).append(_Life(first, _EVER, thread))

    @property
    def end(self) -> int:
        """The moment when everything has run."""
        return len(self.steps)

    def table(self, key: str, moment: int) -> Thread | None:
        """The table of this key at a moment; the default schema's name may stand before it."""
        return self._at((None, self._rules.short(key)), moment)

    def column(self, table: Thread, name: str, moment: int) -> Thread | None:
        """The column of this name that a table has at a moment."""
        return self._at((table, name), moment)

    def of_index(self, operation: Operation) -> Thread | None:
        """The table of the index that an operation names without its table, as of the history's end."""
        return self._company.owner(operation)

    def last(self, key: str) -> Thread | None:
        """The table that had this key last."""
        lives = self._lives.get((None, self._rules.short(key)))
        return lives[-1].thread if lives else None

    def last_column(self, table: Thread, name: str) -> Thread | None:
        """The column that had this name last."""
        lives = self._lives.get((table, name))
        return lives[-1].thread if lives else None

    def _at(self, owner: tuple[Thread | None, str], moment: int) -> Thread | None:
        for life in self._lives.get(owner, ()):
            if life.first <= moment < life.last:
                return life.thread
        return None

    # Following

    def _begin(self, thread: Thread, moment: int) -> None:
        self._open[thread.table, thread.name] = moment, thread

    def _end(self, owner: tuple[Thread | None, str], moment: int) -> Thread | None:
        found = self._open.pop(owner, None)
        if found is None:
            return None
        self._lives.setdefault(owner, []).append(_Life(found[0], moment, found[1]))
        return found[1]

    def _known(self, key: str) -> Thread | None:
        found = self._open.get((None, key))
        return found[1] if found is not None else None

    def _follow(self, step: Step) -> None:
        operation = step.operation
        if isinstance(operation, ops.CreateTable):
            self._create(step, operation)
        elif isinstance(operation, ops.Obscure):
            self._obscure(step, operation)
        else:
            thread = self._table_of(operation)
            if thread is not None:
                thread.steps.append(step)
                self._change(step, thread)
            self._company.follow(step, thread)

    def _table_of(self, operation: Operation) -> Thread | None:
        table = getattr(operation, "table", None)
        if isinstance(table, str):
            return self._known(self._rules.key(table, getattr(operation, "schema", None)))
        return self._company.owner(operation)  # DROP INDEX need not name it

    def _create(self, step: Step, operation: ops.CreateTable) -> None:
        key = self._rules.key(operation.table.name, operation.table.schema)
        if self._known(key) is not None:
            if operation.if_not_exists:
                return
            self._drop(key, step.number + 1)
        thread = Thread(key)
        thread.steps.append(step)
        self._begin(thread, step.number + 1)
        for name in operation.table.columns:
            self._add(thread, name, step)
        self._company.follow(step, thread)

    def _add(self, table: Thread, name: str, step: Step) -> None:
        if (table, name) in self._open:
            self._gone(table, name, step.number + 1)
        column = Thread(name, table)
        column.steps.append(step)
        table.columns.append(column)
        self._begin(column, step.number + 1)

    def _gone(self, table: Thread, name: str, moment: int) -> None:
        column = self._end((table, name), moment)
        if column is not None:
            column.alive = False

    def _drop(self, key: str, moment: int) -> Thread | None:
        thread = self._end((None, key), moment)
        if thread is not None:
            thread.alive = False
            for column in thread.columns:
                if column.alive:
                    self._gone(thread, column.name, moment)
        return thread

    def _change(self, step: Step, table: Thread) -> None:
        operation, moment = step.operation, step.number + 1
        if isinstance(operation, ops.AddColumn):
            if not (operation.if_not_exists and (table, operation.column.name) in self._open):
                self._add(table, operation.column.name, step)
        elif isinstance(operation, ops.DropColumn):
            self._touch(table, operation.column, step)
            self._gone(table, operation.column, moment)
        elif isinstance(operation, ops.AlterColumn):
            self._touch(table, operation.column, step)
            if isinstance(operation.new_name, str):
                self._rename((table, operation.column), operation.new_name, moment)
        elif isinstance(operation, ops.DropTable):
            for column in table.columns:
                if column.alive:
                    column.steps.append(step)
            self._drop(table.name, moment)
        elif isinstance(operation, ops.RenameTable):
            self._rename((None, table.name), self._rules.key(operation.new_name, operation.schema), moment)
        elif isinstance(operation, ops.SetTableSchema):
            self._rename((None, table.name), self._rules.key(operation.table, operation.new_schema), moment)

    def _rename(self, owner: tuple[Thread | None, str], name: str, moment: int) -> None:
        if name == owner[1]:
            return
        thread = self._end(owner, moment)
        if thread is not None:
            self._end((owner[0], name), moment)
            thread.name = name
            self._begin(thread, moment)

    def _touch(self, table: Thread, name: str, step: Step) -> None:
        found = self._open.get((table, name))
        if found is not None:
            found[1].steps.append(step)

    def _obscure(self, step: Step, operation: ops.Obscure) -> None:
        aspects = operation.aspects
        for key in operation.tables or ():
            table = self._known(self._rules.short(key))
            if table is None:
                continue
            table.steps.append(step)
            for column in table.columns:
                if column.alive and (aspects is None or "columns" in aspects or f"column:{column.name}" in aspects):
                    column.steps.append(step)

    def everything(self) -> Iterator[Thread]:
        """Every table and column that ever was."""
        seen: set[int] = set()
        for lives in self._lives.values():
            for life in lives:
                if id(life.thread) not in seen:
                    seen.add(id(life.thread))
                    yield life.thread
