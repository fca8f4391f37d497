"""The revision that joins the heads of a history."""

from __future__ import annotations

import os
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, NewFile, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.history.graph import Graph
from alembic_ls.writing.parents import folder_for
from alembic_ls.writing.refusal import Refusal
from alembic_ls.writing.revision_file import Content, write_revision_file

RULES = ("several-heads",)
_SHORT = 12  # of an id in the message: as long as those that Alembic makes


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The merge; it is the one to take unseen, for it changes nothing that is there. Branches without a common revision may be meant."""
    graph = bench.main.graph
    if len(graph.real_heads) > 1:
        yield merge(bench)._replace(finding=finding, is_preferred=_have_common(graph))


def _have_common(graph: Graph) -> bool:
    return bool(frozenset.intersection(*map(graph.ancestors, graph.real_heads)))


def merge(bench: Bench) -> Offer:
    """The offer of a revision that comes after all heads and does nothing."""
    heads = bench.main.graph.real_heads
    return Offer(f"Merge the heads: {message_for(heads)}" if len(heads) > 1 else "Merge the heads", lambda t: _make(bench, t))


def message_for(heads: tuple[str, ...]) -> str:
    """The revision's message, as Alembic's documentation has it."""
    return "merge " + " and ".join(head[:_SHORT] for head in heads)


def _make(bench: Bench, is_trusted: bool) -> Fix:
    project = bench.main
    graph = project.graph
    if graph.problems:
        raise Refusal(f"{graph.problems[0].message}; mend that first")
    heads = graph.real_heads
    if len(heads) < 2:
        raise Refusal("there is nothing to merge: the revisions have " + ("one head" if heads else "no head"))
    folder = folder_for(graph, heads, project.environment.version_locations)
    content = Content(message_for(heads), "", "")
    file = write_revision_file(project.environment, folder, heads, content, is_trusted)
    return Fix((NewFile(os.path.abspath(file.path), file.text),))
