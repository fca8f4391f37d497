"""Which rules may have something to say: most projects are clean, and importing every rule takes longer than asking here."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import Drift
from alembic_ls.checks.edited import differing
from alembic_ls.checks.registry import BEYOND_ALEMBIC, ENUMS, EXPLAINING, OPERATIONS, REVERSIBILITY
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.signs import signs
from alembic_ls.checks.syntax_faults import faulty
from alembic_ls.checks.unloaded import candidates
from alembic_ls.history.graph import ILLEGAL, VERSION_LENGTH

_OF_KIND = {
    "duplicate-revision": "duplicate-revision",
    "duplicate-label": "duplicate-label",
    "missing-parent": "missing-parent",
    "missing-dependency": "missing-dependency",
    "cycle": "revision-cycle",
}


def of_drift(drift: Drift) -> Iterator[str]:
    """The names of the rules of drift that are worth asking."""
    if drift.left() or drift.project.unreached():
        yield from EXPLAINING
    yield from BEYOND_ALEMBIC


def of_revisions(review: Review) -> Iterator[str]:
    """The names of the rules of revisions that are worth asking."""
    yield from _of_graph(review)
    found = signs(review)
    yield from (name for name in (*OPERATIONS, *REVERSIBILITY, *ENUMS) if name in found)


def _of_graph(review: Review) -> Iterator[str]:
    graph = review.graph
    graph.order()  # finds the cycles
    kinds = {problem.kind for problem in graph.problems}
    if any(True for _ in faulty(review)):
        yield "unreadable-revision"
    if kinds.intersection(("no-revision", "no-parent")) or any(ILLEGAL.intersection(id_) for id_ in graph.by_id):
        yield "revision-header"
    yield from (name for kind, name in _OF_KIND.items() if kind in kinds)
    if len(graph.real_heads) > 1:
        yield "several-heads"
    if max(map(len, graph.by_id), default=0) > VERSION_LENGTH:
        yield "revision-id-too-long"
    if candidates(review):
        yield "unloaded-revision"
    if any(happening.problem.kind == "missing-table" for happening in review.history.problems):
        yield "incomplete-history"
    if any(True for _ in differing(review)):
        yield "edited-revision"
