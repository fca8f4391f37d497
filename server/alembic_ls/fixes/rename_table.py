"""The revision that renames a table whose class has another name now; or the one that drops it and makes another."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.create_migration import TITLE, message_of, offer
from alembic_ls.fixes.planning import Choice

RULES = ("renamed-table",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The rename first: what is dropped is lost."""
    old = next((d for d in finding.differences if d.kind == "remove_table"), None)
    new = next((d for d in finding.differences if d.kind == "add_table"), None)
    if old is None or new is None:
        return
    choice = Choice(table_renames={old.table: new.table})
    yield offer(bench, finding, f"{TITLE}rename {old.table} to {new.table}", choice, True)
    yield offer(bench, finding, TITLE + message_of(finding.differences), Choice())
