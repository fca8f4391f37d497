"""The edits of a downgrade, collected: what is put where, what is replaced, what is taken out."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.changes.exact import Unlike
from alembic_ls.findings.fix import Fix
from alembic_ls.fixes.both_ways import BothWays
from alembic_ls.fixes.downgrade_run import Done, DowngradeRun, Place
from alembic_ls.history.downgrade import Step
from alembic_ls.plans.lines import Line, Remark
from alembic_ls.plans.undo_line import Undone
from alembic_ls.text.anchor import Anchor
from alembic_ls.writing.body import goes_in_batch
from alembic_ls.writing.function_body import FunctionBody, Statement


class DowngradeEdits:
    """Of one downgrade. What goes to one place is put there in the order in which it was added."""

    def __init__(self, ways: BothWays, body: FunctionBody) -> None:
        self._ways = ways
        self._body = body
        self._inserted: dict[Place, list[str]] = {}
        self._replaced: list[tuple[Anchor, str]] = []
        self._written: list[str] = []
        self._taken_out: dict[tuple[Statement, ...], set[Statement]] = {}
        self.added: list[tuple[Place, Step | None, tuple[str, ...]]] = []

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to do."""
        return not self._inserted and not self._replaced

    def add(self, place: Place, undone: Undone, lines: Sequence[Line], step: Step | None, dialects: tuple[str, ...]) -> None:
        """Lines at a place; `dialects` are those that they are for, none where they are for all."""
        self._inserted.setdefault(place, []).append(self._source(place, lines))
        self.added.append((place, step, dialects))

    def _source(self, place: Place, lines: Sequence[Line]) -> str:
        at, inner = int(place[0]), place[1]
        statements = self._body.statements
        batch = statements[at].batch if at < len(statements) and inner != -1 else None
        if batch is None:
            return self._ways.writer.body(lines, len(self._body.indent.expandtabs(4)))
        indent = len(self._body.indent_of(statements[at].inner[0]).expandtabs(4))
        remarks = [line for line in lines if isinstance(line, Remark)]
        rest = [line for line in lines if not isinstance(line, Remark)]
        texts = [self._ways.writer.body(remarks, indent)] if remarks else []
        return "\n".join([*texts, self._ways.writer.in_batch(rest, batch.name, indent)])

    def replace(self, where: Anchor, text: str) -> None:
        """Another text in the place of this one."""
        text = self._ways.quoted(text)
        self._written.append(text)
        self._take((where, text))

    def _take(self, edit: tuple[Anchor, str]) -> None:
        """What one dialect has corrected is not corrected again for another."""
        if all(edit[0] != where for where, _ in self._replaced):
            self._replaced.append(edit)

    def rewrite(self, statement: Statement, lines: Sequence[Line], place: Place) -> None:
        """Lines in the place of a statement."""
        source = self._ways.quoted(self._source(place, lines))
        self._written.append(source)
        self._take(self._body.in_place_of([statement], source))

    def take_out(self, run: DowngradeRun, step: Step, left: Sequence[Unlike]) -> DowngradeRun | None:
        """The statement that undoes what the upgrade did not do goes; None where it does more than that."""
        found = self.own_statement(run, step.where)
        if found is None:
            return None
        statement, done = found
        better = run.without(done)
        siblings = self._siblings(done[0].place)
        taken = self._taken_out.setdefault(siblings, set())
        if not better.is_better_than(run, left) or len(siblings) - len(taken) < 2:
            return None
        taken.add(statement)
        self._take(self._body.without(statement))
        return better

    def _siblings(self, place: Place) -> tuple[Statement, ...]:
        whole = self._body.statements[int(place[0])]
        return whole.inner or self._body.statements

    def is_in_block(self, place: Place) -> bool:
        """True where the place is in a block of batch mode."""
        return bool(self._body.statements[int(place[0])].inner)

    def fits(self, place: Place, lines: Sequence[Line]) -> bool:
        """True where the block at the place can hold the lines."""
        batch = self._body.statements[int(place[0])].batch
        return batch is not None and all(goes_in_batch(line, batch.table, batch.schema) for line in lines)

    def own_statement(self, run: DowngradeRun, where: Anchor) -> tuple[Statement, list[Done]] | None:
        """The statement at the place and the operation that it does, where that is the only one."""
        if run.is_one_block or where.chunk != self._body.chunk.key:
            return None
        done = [each for each in run.done if each.operation.origin == where]
        if len(done) != 1:
            return None
        same = [each for each in run.done if each.place == done[0].place]
        at, inner = int(done[0].place[0]), done[0].place[1]
        statement = self._body.statements[at]
        if statement.inner:
            statement = statement.inner[int(inner)]
        is_own = (statement.line, statement.column) == (where.start_line, where.start_column)
        return (statement, done) if len(same) == 1 and is_own else None

    def fix(self, notes: Sequence[str]) -> Fix:
        """All of it."""
        edits = list(self._replaced)
        written = list(self._written)
        for place, sources in sorted(self._inserted.items()):
            source = self._ways.quoted("\n".join(sources))
            written.append(source)
            edits.append(self._insertion(place, source))
        return self._ways.fix(edits, "\n".join(written), notes)

    def _insertion(self, place: Place, source: str) -> tuple[Anchor, str]:
        at, inner = int(place[0]), place[1]
        statements: Sequence[Statement] = self._body.statements
        if inner != -1:
            statements, at = statements[at].inner, int(inner + 0.5)
        if at > 0:
            return self._body.after(statements[at - 1], source)
        return self._body.before(statements[0], source)
