"""Where the history has several heads and nothing says which of them drift belongs to: the merge first, or a branch to continue."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes import create_migration
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.merge_heads import merge
from alembic_ls.fixes.planning import Choice, plan_for
from alembic_ls.fixes.revision import revision_of
from alembic_ls.writing.parents import parents_for
from alembic_ls.writing.refusal import Refusal

RULES = create_migration.RULES
_SHOWN = 3  # branches, of which each is an offer


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Nothing where one head is there, or one that the tables live on."""
    project = bench.main
    heads = project.graph.real_heads
    if len(heads) < 2 or project.graph.problems:
        return
    try:
        parents_for(project.graph, create_migration.tables_of(finding), lambda table: [id_ for id_, _ in project.lineage(table)])
    except Refusal:
        yield merge(bench)._replace(finding=finding, is_preferred=True)
        yield from (_continued(bench, finding, head) for head in heads[:_SHOWN])


def _continued(bench: Bench, finding: Finding, head: str) -> Offer:
    def make(is_trusted: bool) -> Fix:
        project = bench.project_for(finding.dialects)
        plan = plan_for(bench, project, create_migration.scope_of(finding, Choice()), Choice())
        return revision_of(bench, plan, create_migration.tables_of(finding), is_trusted, head=head)

    title = f"{create_migration.TITLE}{create_migration.message_of(finding.differences)}, continuing {head}"
    return Offer(title, make, finding=finding)
