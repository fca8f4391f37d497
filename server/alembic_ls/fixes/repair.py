"""What remedies have in common that edit files which are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from alembic_ls.analysis.age import Age
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.history.revision import Revision
from alembic_ls.schema.tables import Table
from alembic_ls.writing.refusal import Refusal


def offered(finding: Finding, title: str, repair: Callable[[], Fix], is_preferred: bool = True) -> Iterator[Offer]:
    """The offer of a repair, refused where it cannot be made; it is made anew when it is taken up, from the files as they are then."""
    try:
        repair()
    except Refusal as refusal:
        why: str | None = str(refusal)
    else:
        why = None
    yield Offer(title, lambda is_trusted: repair(), finding=finding, is_preferred=is_preferred, refused=why)


def own_revision(bench: Bench, finding: Finding) -> Revision:
    """The revision in whose file the finding stands. Raises Refusal where it stands elsewhere, or where the revision is shared."""
    graph = bench.main.graph
    revision = graph.by_id.get(finding.revision or "")
    if revision is None or revision.path != finding.where.path:
        raise Refusal("this does not stand in the file of a revision")
    refuse_shared(bench, revision)
    return revision


def refuse_shared(bench: Bench, revision: Revision) -> None:
    """Raises Refusal where others have the revision already."""
    if Age(bench.main).is_shared(revision.id):
        raise Refusal(f"revision {revision.id} is shared: others have run it as it is; write another revision instead")


def source_of(bench: Bench, path: str) -> PythonSource:
    """The file as it is now. Raises Refusal where it does not parse."""
    return PythonSource(bench.main, path)


def steps_at(bench: Bench, finding: Finding) -> list[Step]:
    """The operations that stand where the finding does, with the schema that each meets: several in a loop. Raises Refusal for none."""
    project = bench.project_for(finding.dialects)
    revision = own_revision(bench, finding)
    reversal = Reversal(project.replayed(), revision)
    found = [step for step in (*reversal.up, *reversal.down) if step.operation.origin == finding.where]
    if not found:
        raise Refusal("the operation is not there any more")
    return found


def table_before(step: Step, bench: Bench) -> Table:
    """The table that an operation works on, as it was before. Raises Refusal where it is not known."""
    operation = step.operation
    key = bench.main.rules.key(str(getattr(operation, "table", "")), getattr(operation, "schema", None))
    table = step.before.tables.get(key)
    if table is None:
        raise Refusal(f"the table `{key}` is not known here")
    return table
