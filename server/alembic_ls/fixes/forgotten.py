"""What a downgrade forgets, put into it where it belongs; the rest of it stays as it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from alembic_ls.changes.exact import Unlike
from alembic_ls.changes.restore import restoring
from alembic_ls.changes.rules import Rules
from alembic_ls.findings.fix import Fix
from alembic_ls.fixes.both_ways import BothWays, Way, told
from alembic_ls.fixes.downgrade_edits import DowngradeEdits
from alembic_ls.fixes.downgrade_places import places_for
from alembic_ls.fixes.downgrade_run import DowngradeRun, Place
from alembic_ls.fixes.restored_right import in_place_of_what_fails, restored_right
from alembic_ls.history.downgrade import Step
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Line, OnDialect
from alembic_ls.plans.undo import lines_for, undo_one
from alembic_ls.plans.undo_line import Undone
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    AlterEnum,
    ChangeData,
    CreateEnum,
    CreateIndex,
    DropColumn,
    DropEnum,
    Operation,
)
from alembic_ls.schema.tables import Table
from alembic_ls.writing.function_body import read_body
from alembic_ls.writing.refusal import Refusal

_Thing = TypeVar("_Thing")


def forgotten(ways: BothWays) -> Fix:
    """The fix that adds it. Raises Refusal where that cannot be done in the body as it is."""
    downgrade = ways.revision.downgrade
    chunk = ways.source.chunk(downgrade.chunk) if downgrade is not None else None
    body = read_body(chunk, "downgrade") if chunk is not None else None
    if body is None or body.is_on_one_line or not body.statements:
        raise Refusal(
            "the downgrade is not written so that lines can be put into it; write it as statements on lines of their own"
        )
    edits = DowngradeEdits(ways, body)
    notes: list[str] = []
    for number, way in enumerate(ways.ways):
        run = DowngradeRun(way.reversal, body)
        for added in edits.added:
            run = _replayed(run, way, ways, added)
        if run.outcome.left:
            only = number > 0
            notes += _mended(ways, way, run, edits, only)
    if edits.is_empty:
        raise Refusal(notes[0] if notes else "the downgrade undoes all that the upgrade does")
    return ways.verified(edits.fix(notes))


def _replayed(run: DowngradeRun, way: Way, ways: BothWays, added: tuple[Place, Step | None, tuple[str, ...]]) -> DowngradeRun:
    """What was added for another dialect does on this one."""
    place, step, dialects = added
    if dialects and way.project.dialect not in dialects:
        return run
    own = next((each for each in way.reversal.up if step is not None and each.where == step.where), None)
    if own is None:
        return run
    return run.with_operations(place, undo_one(ways.wanted(way, own.before), own.operation).effect)


def _mended(ways: BothWays, way: Way, run: DowngradeRun, edits: DowngradeEdits, only: bool) -> list[str]:
    """Collects the edits for one dialect; gives what was left out, and why."""
    notes: list[str] = []
    reversal = way.reversal
    causes = [
        (step, left) for step, left in reversal.causes() if {one.place for one in left} & {o.place for o in run.outcome.left}
    ]
    rest: list[tuple[Step | None, list[Unlike]]] = []
    if reversal.asks:  # it may undo on other databases what it finds there
        causes = [(step, left) for step, left in causes if step is None or step.function != "downgrade"]
    for step, left in sorted(causes, key=lambda cause: -1 if cause[0] is None else -len(cause[0].earlier)):
        if step is not None and step.function == "downgrade":
            better = edits.take_out(run, step, left)
        else:
            better = restored_right(ways, way, run, step, left, edits)
        run = better or run
        if better is None:
            rest.append((step, left))
    for step, left in rest:
        still = {one.place for one in run.outcome.left}
        left = [one for one in left if one.place in still]
        if not left:
            continue
        better = in_place_of_what_fails(ways, way, run, step, left, edits) or _added(ways, way, run, step, left, edits, only)
        run = better or run
        if better is None:
            notes.append(_left_to_do(step, left))
    if any(isinstance(operation, ChangeData) for operation in reversal.upgrade) and not any(
        isinstance(each.operation, ChangeData) for each in run.done
    ):
        notes.append("the upgrade changes rows, which is not undone")
    return notes


def _left_to_do(step: Step | None, left: Sequence[Unlike]) -> str:
    about = left[0].name or left[0].table
    where = f" on line {step.where.start_line + 1} of {step.function}()" if step is not None else ""
    return f"what becomes of `{about}`{where} is left to you: no place in the downgrade was found where it could be undone"


def _added(
    ways: BothWays, way: Way, run: DowngradeRun, step: Step | None, left: list[Unlike], edits: DowngradeEdits, only: bool
) -> DowngradeRun | None:
    """The lines that undo the operation at the first place where they do; else those that make good what is left, at the end."""
    tried: list[Undone] = []
    if step is not None:
        tried.append(undo_one(ways.wanted(way, step.before), step.operation))
    tried.append(_difference(ways, way, run, step, left))
    for undone in tried:
        lines = told(undone)
        if not undone.lines:
            continue
        for place in places_for(run, step, undone.lines):
            better = run.with_operations(place, undone.effect)
            if better.is_better_than(run, left):
                dialects = _dialects(ways, way, step, undone, only)
                in_block = place[1] != -1 and place[1] != int(place[1])
                if in_block and dialects:
                    continue
                edits.add(place, undone, _on(lines, dialects), step, dialects)
                return better
    return None


def _dialects(ways: BothWays, way: Way, step: Step | None, undone: Undone, only: bool) -> tuple[str, ...]:
    """The dialects on which alone it is to be done; none where it is on all."""
    if all(isinstance(line, (CreateEnum, DropEnum)) for line in undone.lines):
        return ()
    if only:
        return (way.project.dialect,)
    on = [
        other.project.dialect
        for other in ways.ways
        if step is None or any(each.where == step.where for each in other.reversal.up)
    ]
    return () if len(on) == len(ways.ways) else tuple(on)


def _on(lines: list[Line], dialects: Sequence[str]) -> list[Line]:
    return [OnDialect(dialect, tuple(lines)) for dialect in dialects] if dialects else lines


def _difference(ways: BothWays, way: Way, run: DowngradeRun, step: Step | None, left: list[Unlike]) -> Undone:
    """What leads from what the downgrade leaves to what was there, for these things alone."""
    reversal, rules = way.reversal, way.project.rules
    tables = {one.table for one in left if one.sort not in ("enum", "enum_values")}
    now, before = run.outcome.schema, reversal.before
    enums = {one.table for one in left if one.sort in ("enum", "enum_values")}
    wanted = now._replace(
        tables=_with_those(now.tables, before.tables, tables), enums=_with_those(now.enums, before.enums, enums)
    )
    operation = step.operation if step is not None else ChangeData(None, "other")
    operations = [each for each in restoring(now, wanted, rules) if any(_is_about(each, one, rules) for one in left)]
    return lines_for(ChangeData(None, "other", origin=operation.origin), operations, Draft(ways.wanted(way, now)))


def _with_those(now: Mapping[str, _Thing], before: Mapping[str, _Thing], keys: Collection[str]) -> dict[str, _Thing]:
    """What is there now, but of these keys what was there before."""
    kept = {key: thing for key, thing in now.items() if key not in keys}
    return {**kept, **{key: before[key] for key in keys if key in before}}


def _is_about(operation: Operation, one: Unlike, rules: Rules) -> bool:
    """True where the operation changes the thing: told by its table and its name."""
    if one.sort in ("enum", "enum_values"):
        return isinstance(operation, (CreateEnum, DropEnum, AlterEnum))
    table = getattr(operation, "table", None)
    if isinstance(table, Table):
        return table.key == one.table
    if not isinstance(table, str) or rules.key(table, getattr(operation, "schema", None)) != one.table:
        return False
    if isinstance(operation, (DropColumn, AlterColumn)):
        return operation.column == one.name
    if isinstance(operation, AddColumn):
        return operation.column.name == one.name
    key = getattr(operation, "index", None) if isinstance(operation, CreateIndex) else getattr(operation, "constraint", None)
    names = {getattr(operation, "name", None)} if key is None else {key.name, ", ".join(getattr(key, "columns", ()))}
    return one.name is None or one.name in names
