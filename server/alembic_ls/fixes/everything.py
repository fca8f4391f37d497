"""One revision for everything that drifted."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.planning import Choice, plan_for
from alembic_ls.fixes.revision import revision_of
from alembic_ls.schema.difference import Difference


def everything(
    bench: Bench, findings: Iterable[Finding], is_trusted: bool, message: str | None = None, head: str | None = None
) -> Fix:
    """The revision; what looks like a rename is taken for one. Tables that env.py does not reach stay. Raises Refusal."""
    columns: dict[tuple[str, str], str] = {}
    tables: dict[str, str] = {}
    left: set[str] = set()
    for finding in findings:
        kinds = {difference.kind: difference for difference in finding.differences}
        if finding.rule == "renamed-column":
            columns[kinds["add_column"].table, str(kinds["remove_column"].column)] = str(kinds["add_column"].column)
        elif finding.rule == "renamed-table":
            tables[kinds["remove_table"].table] = kinds["add_table"].table
        elif finding.rule == "unreached-model" and finding.table is not None:
            left.add(finding.table)

    def is_meant(difference: Difference) -> bool:
        return difference.table not in left

    project = bench.main
    plan = plan_for(bench, project, is_meant, Choice(columns, tables))
    touched = [difference.table for difference in project.differences() if is_meant(difference)]
    fix = revision_of(bench, plan, dict.fromkeys(touched), is_trusted, message, head)
    if left:
        note = f"env.py does not reach the models of {', '.join(sorted(left))}: their tables stay as they are"
        fix = fix._replace(notes=(*fix.notes, note))
    return fix
