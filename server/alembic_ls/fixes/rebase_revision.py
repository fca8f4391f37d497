"""A revision that nobody else has yet, put behind the other head: the history stays a line."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.headers import parents_replaced
from alembic_ls.fixes.repair import offered, refuse_shared, source_of
from alembic_ls.writing.refusal import Refusal

RULES = ("several-heads",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The head on which the finding stands, with what comes before it on its branch, behind the other head.

    It is not the one to take unseen: a database that has run the branch already would never run the other.
    """
    graph = bench.main.graph
    head = finding.revision
    others = [id_ for id_ in graph.real_heads if id_ != head]
    if head is None or head not in graph.real_heads or len(others) != 1:
        return
    own = [id_ for id_ in graph.order() if id_ in graph.ancestors(head) - graph.ancestors(others[0])]
    title = f"Let revision {own[0]} come after {others[0]}"
    yield from offered(finding, title, lambda: _rebased(bench, own, others[0]), is_preferred=False)


def _rebased(bench: Bench, own: list[str], other: str) -> Fix:
    graph = bench.main.graph
    if graph.problems:
        raise Refusal(f"{graph.problems[0].message}; mend that first")
    if other not in graph.real_heads or not all(id_ in graph.by_id for id_ in own):
        raise Refusal("the heads are others by now")
    first = graph.by_id[own[0]]
    for id_ in own:
        refuse_shared(bench, graph.by_id[id_])
    roots = [id_ for id_ in own if not set(graph.downs[id_]) & set(own)]
    if len(roots) != 1 or len(first.down) != 1 or any(set(graph.by_id[id_].down) - set(own) for id_ in own[1:]):
        raise Refusal("the branch begins in several places; merge the heads instead")
    note = (
        f"a database that has run revision {own[-1]} already will not run {other}: downgrade it to {first.down[0]} before, or merge the "
        "heads instead"
    )
    return Fix((), tuple(parents_replaced(source_of(bench, first.path), first.down, (other,))), (note,))
