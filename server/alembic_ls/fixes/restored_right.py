"""What a downgrade brings back otherwise than it was, or tries to and fails, corrected where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic_ls.changes.exact import Unlike
from alembic_ls.fixes.both_ways import BothWays, Way, told
from alembic_ls.fixes.downgrade_edits import DowngradeEdits
from alembic_ls.fixes.downgrade_run import Done, DowngradeRun
from alembic_ls.history.downgrade import Step
from alembic_ls.plans.lines import Line
from alembic_ls.plans.undo import undo_one
from alembic_ls.plans.undo_line import Undone
from alembic_ls.schema.operations import AddColumn, CreateTable, Operation
from alembic_ls.schema.tables import Column
from alembic_ls.text.anchor import Anchor

_OF_COLUMNS = ("type", "nullable", "default", "comment")


def restored_right(
    ways: BothWays, way: Way, run: DowngradeRun, step: Step | None, left: Sequence[Unlike], edits: DowngradeEdits
) -> DowngradeRun | None:
    """The better run, with its edits collected; None where the statements cannot be corrected one by one."""
    if step is None or any(one.sort not in _OF_COLUMNS and (one.now is None or one.wanted is None) for one in left):
        return None
    if all(one.sort in _OF_COLUMNS and one.name is not None for one in left) and (
        better := _columns(ways, way, run, left, edits)
    ):
        return better
    return _statement(ways, way, run, step, left, edits)


def _columns(ways: BothWays, way: Way, run: DowngradeRun, left: Sequence[Unlike], edits: DowngradeEdits) -> DowngradeRun | None:
    """Each `sa.Column(…)` of the downgrade that is wrong, written anew."""
    better = run
    calls: list[tuple[Anchor, Column]] = []
    for table, name in dict.fromkeys((one.table, str(one.name)) for one in left):
        wanted = way.reversal.before.tables[table].columns[name]
        done = next((each for each in better.done if _brings(each, table, name, way) is not None), None)
        column = _brings(done, table, name, way) if done is not None else None
        if done is None or column is None or column.origin is None or not _is_call(ways, column.origin):
            return None
        if isinstance(done.operation, AddColumn):
            if wanted.nullable is False and column.nullable is not False and wanted.server_default is None:
                return None  # the rows need values, which takes more lines
            changed: Operation = done.operation._replace(column=wanted)
        else:
            assert isinstance(done.operation, CreateTable)
            whole = done.operation.table
            changed = done.operation._replace(table=whole._replace(columns={**whole.columns, name: wanted}))
        better = better.without([done], [changed])
        calls.append((column.origin, wanted))
    if not better.is_better_than(run, left):
        return None
    for where, wanted in calls:
        edits.replace(where, ways.writer.column(wanted))
    return better


def _brings(done: Done, table: str, name: str, way: Way) -> Column | None:
    operation, rules = done.operation, way.project.rules
    if isinstance(operation, AddColumn):
        is_it = rules.key(operation.table, operation.schema) == table and operation.column.name == name
        return operation.column if is_it and not _carries_keys(operation) else None
    if isinstance(operation, CreateTable) and rules.key(operation.table.name, operation.table.schema) == table:
        keys: tuple[Any, ...] = (
            *operation.table.foreign_keys,
            *operation.table.uniques,
            *operation.table.indexes,
            operation.table.primary_key,
        )
        column = operation.table.columns.get(name)
        return None if column is None or any(key.origin == column.origin for key in keys) else column
    return None


def _carries_keys(operation: AddColumn) -> bool:
    """True where writing the column anew would lose what it says besides."""
    return bool(operation.primary_key or operation.foreign_keys or operation.uniques or operation.indexes or operation.checks)


def _is_call(ways: BothWays, where: Anchor) -> bool:
    """True where the anchor is that of `Column(…)` itself, in the revision's own downgrade."""
    downgrade = ways.revision.downgrade
    if downgrade is None or (where.path, where.chunk) != (downgrade.path, downgrade.chunk):
        return False
    chunk = ways.source.chunk(where.chunk)
    lines = chunk.text.split("\n") if chunk is not None else []
    start = lines[where.start_line].encode()[where.start_column :].decode() if where.start_line < len(lines) else ""
    return "Column(" in start.partition("(")[0] + "("


def _statement(
    ways: BothWays, way: Way, run: DowngradeRun, step: Step, left: Sequence[Unlike], edits: DowngradeEdits
) -> DowngradeRun | None:
    """The one statement that brings it back, as what undoes the upgrade's operation."""
    undone = undo_one(ways.wanted(way, step.before), step.operation)
    if not undone.lines or (len(ways.ways) > 1 and len(undone.effect) > 1):
        return None
    kinds = {type(operation) for operation in undone.effect}
    places = [each.operation.origin for each in run.done if type(each.operation) in kinds]
    return _rewritten(ways, run, places, undone, left, edits)


def in_place_of_what_fails(
    ways: BothWays, way: Way, run: DowngradeRun, step: Step | None, left: Sequence[Unlike], edits: DowngradeEdits
) -> DowngradeRun | None:
    """What undoes the upgrade's operation in the place of a statement of the same kind that the database refuses."""
    if step is None:
        return None
    undone = undo_one(ways.wanted(way, step.before), step.operation)
    kinds = {type(operation) for operation in undone.effect}
    refused = [problem.operation for problem in way.reversal.back.problems if type(problem.operation) in kinds]
    return _rewritten(ways, run, [operation.origin for operation in refused], undone, left, edits)


def _rewritten(
    ways: BothWays,
    run: DowngradeRun,
    places: Sequence[Anchor | None],
    undone: Undone,
    left: Sequence[Unlike],
    edits: DowngradeEdits,
) -> DowngradeRun | None:
    if not undone.lines:
        return None
    for where in places:
        found = edits.own_statement(run, where) if where is not None else None
        if found is None:
            continue
        statement, done = found
        better = run.without(done, undone.effect)
        lines: list[Line] = told(undone)
        in_block = edits.is_in_block(done[0].place)
        if better.is_better_than(run, left) and (not in_block or edits.fits(done[0].place, undone.lines)):
            edits.rewrite(statement, lines, done[0].place if in_block else (done[0].place[0], -1))
            return better
    return None
