"""Where in a downgrade the lines may go that undo an operation, the place where a reader looks for them first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.changes.apply import apply
from alembic_ls.changes.exact import unlike
from alembic_ls.fixes.downgrade_run import DowngradeRun, Place
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.plans.lines import Line
from alembic_ls.writing.body import goes_in_batch
from alembic_ls.writing.function_body import Batch


def places_for(run: DowngradeRun, step: Step | None, lines: Sequence[Line]) -> Iterator[Place]:
    """The upgrade's operations are undone in the opposite order: behind what undoes later ones, in front of what undoes earlier ones."""
    seen = set()
    for place in _wanted_first(run, step, lines):
        if place not in seen:
            seen.add(place)
            yield place


def _wanted_first(run: DowngradeRun, step: Step | None, lines: Sequence[Line]) -> Iterator[Place]:
    statements = run.body.statements
    count = len(statements)
    if step is not None and not run.is_one_block:
        number = len(step.earlier)
        undoing = _undoing(run)
        later = [each.place for each, which in zip(run.done, undoing) if which is not None and which > number]
        earlier = [each.place for each, which in zip(run.done, undoing) if which is not None and which < number]
        if later:
            yield from _beside(run, max(later), 0.5, lines)
        if earlier:
            yield from _beside(run, min(earlier), -0.5, lines)
    between = () if run.is_one_block else range(count - 1, 0, -1)
    for at in (count, *between, 0):
        if at > 0 and _fits(statements[at - 1].batch, lines):
            yield at - 1, len(statements[at - 1].inner) - 0.5
        yield at, -1


def _beside(run: DowngradeRun, place: Place, step: float, lines: Sequence[Line]) -> Iterator[Place]:
    """In the block of batch mode where the place is in one that can hold the lines; then behind its statement or in front of it."""
    statements = run.body.statements
    at, inner = int(place[0]), int(place[1])
    if inner != place[1] or inner < 0:
        yield place  # which was put there before
        return
    following = at + (step > 0)
    if statements[at].inner and _fits(statements[at].batch, lines):
        yield at, inner + step
    beyond = at + (1 if step > 0 else -1)
    if 0 <= beyond < len(statements) and _fits(statements[beyond].batch, lines):
        yield beyond, -0.5 if step > 0 else len(statements[beyond].inner) - 0.5
    yield following, -1


def _undoing(run: DowngradeRun) -> list[int | None]:
    """For each operation of the downgrade the number of the upgrade's operation that it undoes, as far as that can be told."""
    reversal: Reversal = run.reversal
    rules = reversal.history.rules
    touched = []
    for step, following in zip(reversal.up, [*(s.before for s in reversal.up[1:]), reversal.after]):
        touched.append({one.place for one in unlike(following, step.before, rules)})
    found: list[int | None] = []
    schema = reversal.after
    for each in run.done:
        after = apply(schema, each.operation, rules).schema
        mine = {one.place for one in unlike(after, schema, rules)}
        found.append(next((n for n in range(len(touched) - 1, -1, -1) if touched[n] & mine), None))
        schema = after
    return found


def _fits(batch: Batch | None, lines: Sequence[Line]) -> bool:
    return batch is not None and bool(lines) and all(goes_in_batch(line, batch.table, batch.schema) for line in lines)
