"""One revision for everything that drifted, or for what is named of it."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.planning import Choice, Scope, left, plan_for
from alembic_ls.fixes.revision import revision_of
from alembic_ls.schema.difference import Difference

_MOST = 3  # names in a note


def everything(
    bench: Bench,
    findings: Iterable[Finding],
    is_trusted: bool,
    message: str | None = None,
    head: str | None = None,
    scope: Scope = lambda difference: True,
    choice: Choice | None = None,
    keeps_defaults: bool = True,
) -> Fix:
    """The revision for all in `scope`. Without a `choice`, what looks like a rename is taken for one, and a note says so.

    Tables that env.py does not reach stay, unless the models have them; so do, with `keeps_defaults`, server defaults that env.py does not
    compare and the models say nothing of: most were given for the rows that were there when the column came. Raises Refusal where it
    cannot be written.
    """
    findings = list(findings)
    unreached = {f.table for f in findings if f.rule == "unreached-model" and f.table is not None}
    notes: list[str] = []
    if choice is None:
        choice = renames_among(findings, scope)
        renames = [f"{table}.{old} → {new}" for (table, old), new in choice.column_renames.items()]
        renames += [f"{old} → {new}" for old, new in choice.table_renames.items()]
        notes += [f"taken for a rename: {rename}" for rename in renames]

    project = bench.main

    def is_kept(difference: Difference) -> bool:
        return keeps_defaults and not project.rules.compare_server_default and _is_default_only_there(difference)

    def is_meant(difference: Difference) -> bool:
        return difference.table not in unreached and scope(difference) and not is_kept(difference)

    plan = plan_for(bench, project, is_meant, choice)
    touched = [difference.table for difference in project.differences() if is_meant(difference)]
    fix = revision_of(bench, plan, dict.fromkeys(touched), is_trusted, message, head)
    if unreached and any(scope(Difference("remove_table", table)) for table in unreached):
        notes.append(f"env.py does not reach the models of {', '.join(sorted(unreached))}: their tables stay as they are")
    kept = [f"{d.table}.{d.column}" for d in left(project, project.history()) if is_kept(d) and scope(d)]
    if kept:
        names = ", ".join(kept[:_MOST]) + (f" and {len(kept) - _MOST} more" if len(kept) > _MOST else "")
        notes.append(f"left as they are: server defaults that the models say nothing of and env.py does not compare: {names}")
    return fix._replace(notes=(*fix.notes, *notes))


def _is_default_only_there(difference: Difference) -> bool:
    return difference.kind == "modify_default" and not any(
        (difference.model.server_default, difference.model.computed, difference.model.identity)
    )


def renames_among(findings: Iterable[Finding], scope: Scope) -> Choice:
    """The renames that the findings suppose, of what is in `scope`."""
    columns: dict[tuple[str, str], str] = {}
    tables: dict[str, str] = {}
    for finding in findings:
        kinds = {difference.kind: difference for difference in finding.differences if scope(difference)}
        if finding.rule == "renamed-column" and {"add_column", "remove_column"} <= kinds.keys():
            columns[kinds["add_column"].table, str(kinds["remove_column"].column)] = str(kinds["add_column"].column)
        elif finding.rule == "renamed-table" and {"add_table", "remove_table"} <= kinds.keys():
            tables[kinds["remove_table"].table] = kinds["add_table"].table
    return Choice(columns, tables)
