"""Rows get their values before a column that they have none in is required."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.fill_required import update_lines
from alembic_ls.fixes.python_default import default_for
from alembic_ls.fixes.repair import offered, source_of, steps_at, table_before
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.operations import AlterColumn
from alembic_ls.writing.refusal import Refusal

RULES = ("depends-on-rows",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """An UPDATE in front; to be taken unseen where the model says with which value."""
    knows = default_for(bench, finding) is not None
    title = "Fill the rows that have no value before"
    yield from offered(finding, title, lambda: _repair(bench, finding), is_preferred=knows)


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    step, *others = steps_at(bench, finding)
    operation = step.operation
    if others or not isinstance(operation, AlterColumn) or operation.nullable is not False:
        raise Refusal("what the rows have to be is for you to say")
    table = table_before(step, bench)
    column = table.columns.get(operation.column)
    if column is None or column.nullable is not True:
        raise Refusal("the column is required already")
    statement = source.bare_statement(source.call_at(finding.where))
    block = source.parent(statement)
    value = default_for(bench, finding)
    lines = update_lines(source, table, operation.column, value, only_where_null=True)
    notes = () if value is not None else (f"{PLACEHOLDER} stands where only you know which value the rows have",)
    edit = source.lines_before(block if isinstance(block, ast.With) else statement, lines)
    return Fix((), (edit,), notes, PLACEHOLDER if value is None else None)
