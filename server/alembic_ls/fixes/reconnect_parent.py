"""A revision whose parent is missing, put behind one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.headers import parents_replaced
from alembic_ls.fixes.repair import offered, source_of
from alembic_ls.history.graph import Graph
from alembic_ls.writing.refusal import Refusal

RULES = ("missing-parent",)
_ALIKE = 0.85


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The revisions that may have been meant: one of nearly the same id, the head of the others. None is taken unseen: the file of the
    parent may only have been left out of a commit."""
    graph = bench.main.graph
    revision = graph.by_id.get(finding.revision or "")
    if revision is None or revision.path != finding.where.path:
        return
    missing = [id_ for id_ in dict.fromkeys(revision.down) if id_ not in graph.by_id]
    if len(missing) != 1:
        return
    for parent in _candidates(graph, revision.id, missing[0]):
        title = f"Let revision {revision.id} come after {parent}" if parent else f"Make revision {revision.id} the first"
        yield from offered(finding, title, _repair(bench, revision.id, missing[0], parent), is_preferred=False)


def _candidates(graph: Graph, child: str, missing: str) -> Iterator[str | None]:
    """Not those that are built on the child itself."""
    before = [id_ for id_ in graph.by_id if child not in graph.ancestors(id_)]
    near = [id_ for id_ in before if _are_alike(id_, missing)]
    if len(near) == 1:
        yield near[0]
    held = {down for id_ in before for down in graph.downs[id_]}
    heads = [id_ for id_ in before if id_ not in held]
    if len(heads) == 1 and heads != near:
        yield heads[0]
    if not before:
        yield None


def _are_alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one) or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _repair(bench: Bench, id_: str, missing: str, parent: str | None):  # type: ignore[no-untyped-def]
    def repair() -> Fix:
        graph = bench.main.graph
        revision = graph.by_id.get(id_)
        if revision is None or missing not in revision.down or (parent is not None and parent not in graph.by_id):
            raise Refusal("the revisions are others by now")
        down = [parent if each == missing else each for each in revision.down]
        new = [each for each in dict.fromkeys(down) if each is not None]
        return Fix((), tuple(parents_replaced(source_of(bench, revision.path), revision.down, new)))

    return repair
