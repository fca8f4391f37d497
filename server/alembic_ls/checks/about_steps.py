"""What the rules about single operations of revisions have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from alembic_ls.changes.applied import Problem
from alembic_ls.checks.revisions import Review
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, ChangeData, CreateTable, Obscure, Operation
from alembic_ls.schema.tables import Schema, Table
from alembic_ls.startup.regex import regex

_SESSIONS = regex(r"\bSession\b|\bsessionmaker\b|\bsession\.\w+\(|\.query\(")


def upgrade_problems(review: Review, kinds: Iterable[str]) -> Iterator[tuple[str, Problem]]:
    """What the database would refuse of these kinds in the upgrade of any revision, with the revision."""
    wanted = frozenset(kinds)
    for happening in review.history.problems:
        if happening.problem.kind in wanted:
            yield happening.revision, happening.problem


def downgrade_problems(review: Review, kinds: Iterable[str]) -> Iterator[tuple[str, Problem]]:
    """The same of the downgrades of the revisions that are looked at."""
    wanted = frozenset(kinds)
    for reversal in review.reversals():
        for problem in reversal.back.problems:
            if problem.kind in wanted:
                yield reversal.revision.id, problem


def found_there(review: Review, rule: str, severity: str, revision: str, problem: Problem, message: str) -> Finding:
    """A finding on the operation of a problem."""
    operation = problem.operation
    where = operation.origin or review.graph.by_id[revision].where
    severity = review.severity(revision, severity)
    return review.finding(rule, severity, message, where, revision, table_of(operation, review), column_of(operation))


def found_at(review: Review, rule: str, severity: str, step: Step, message: str) -> Finding:
    """A finding on the operation of a step."""
    severity = review.severity(step.revision.id, severity)
    table, column = table_of(step.operation, review), column_of(step.operation)
    return review.finding(rule, severity, message, step.where, step.revision.id, table, column)


def table_of(operation: Operation, review: Review) -> str | None:
    """The key of the table that an operation works on."""
    table = getattr(operation, "table", None)
    if isinstance(table, Table):
        return review.rules.key(table.name, table.schema)
    return review.rules.key(table, getattr(operation, "schema", None)) if isinstance(table, str) else None


def column_of(operation: Operation) -> str | None:
    """The column that an operation works on, where it is one."""
    if isinstance(operation, AddColumn):
        return operation.column.name
    column = getattr(operation, "column", None)
    return column if isinstance(column, str) else None


def may_have_rows(step: Step, table: str, review: Review) -> bool:
    """True where the table was there before the revision, and nothing has emptied it, as far as is known."""
    for operation in step.earlier:
        if isinstance(operation, CreateTable) and operation.table.key == table:
            return False
        if isinstance(operation, ChangeData) and operation.verb == "delete" and operation.table == table:
            return "WHERE" in (operation.sql or "").upper()
    return not (_uses_sessions(step, review) and ".delete(" in review.graph.texts.get(step.revision.path, ""))


def steps_over_rows(review: Review) -> Iterator[tuple[Step, Table]]:
    """The operations on a table that is known to be there and may have rows, each with that table as it was before."""
    for step in review.steps():
        key = table_of(step.operation, review)
        table = known_table(step.before, key)
        if table is not None and key is not None and may_have_rows(step, key, review):
            yield step, table


def data_changed_before(step: Step, review: Review, table: str | None = None) -> bool:
    """True where the same function writes rows before the operation, of the table where one is given, or may."""
    return data_changed(step.earlier, table) or _uses_sessions(step, review)


def data_changed(operations: Iterable[Operation], table: str | None = None) -> bool:
    """True where one of the operations writes rows, of the table where one is given, or may."""
    return any(
        isinstance(operation, Obscure)
        or (isinstance(operation, ChangeData) and (table is None or operation.table in (None, table)))
        for operation in operations
    )


def _uses_sessions(step: Step, review: Review) -> bool:
    """True where the revision works with the ORM, whose writes are no operations of ours."""
    return _mentions_sessions(review.graph.texts.get(step.revision.path, ""))


@lru_cache(maxsize=256)  # it is asked for each operation of a revision
def _mentions_sessions(text: str) -> bool:
    return _SESSIONS.search(text) is not None


def known_table(schema: Schema, key: str | None) -> Table | None:
    """The table, where it is known to be there."""
    table = schema.tables.get(key) if key is not None else None
    return None if table is None or "table" in table.unknown or table.is_view else table
