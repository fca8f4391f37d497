"""The revision that renames a column whose field has another name now; or the one that does what Alembic would, where it is no rename."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.create_migration import TITLE, message_of, offer
from alembic_ls.fixes.planning import Choice

RULES = ("renamed-column",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The rename first: what is dropped is lost."""
    old = next((d for d in finding.differences if d.kind == "remove_column"), None)
    new = next((d for d in finding.differences if d.kind == "add_column"), None)
    if old is None or new is None or old.column is None or new.column is None:
        return
    choice = Choice(column_renames={(new.table, old.column): new.column})
    yield offer(bench, finding, f"{TITLE}rename {new.table}.{old.column} to {new.column}", choice, True)
    yield offer(bench, finding, TITLE + message_of(finding.differences), Choice())
