"""Which rules may have something to say: most projects are clean, and importing every rule takes longer than asking here."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift
from alembic_ls.checks.registry import BEYOND_ALEMBIC, EXPLAINING
from alembic_ls.checks.revisions import Review


def of_drift(drift: Drift) -> Iterator[str]:
    """The names of the rules of drift that are worth asking."""
    if drift.left() or drift.project.unreached():
        yield from EXPLAINING
    yield from BEYOND_ALEMBIC


def of_revisions(review: Review) -> Iterator[str]:
    """The names of the rules of revisions that are worth asking."""
    review.graph.order()  # finds the cycles
    kinds = {problem.kind for problem in review.graph.problems}
    if "missing-parent" in kinds:
        yield "missing-parent"
