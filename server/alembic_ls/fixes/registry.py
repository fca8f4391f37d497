"""All remedies, and which findings each is for. A remedy's module is imported when it is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench

# Each has RULES, the names of the rules whose findings it is for, and `offers(bench, finding)`.
REMEDIES: Final = (
    "rename_column",
    "keep_name",
    "rename_table",
    "continue_branch",
    "create_migration",
    "write_downgrade",
    "import_model",
    "merge_heads",
    "rebase_revision",
    "reconnect_parent",
    "drop_dependency",
    "shorten_id",
    "name_constraint",
    "wrap_in_batch",
    "fill_required",
    "fill_rows",
    "add_using",
    "import_name",
    "create_enum",
    "reuse_enum",
    "autocommit_block",
    "remove_ignore",
    "add_field",
    "remove_field",
    "change_field",
    "field_key",
)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """What could be done about a finding, the best first; the last is to ignore it."""
    yield from (offer for offer in mending(bench, finding) if offer.refused is None)
    yield from import_module("alembic_ls.fixes.suppress").offers(bench, finding)


def mending(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """What mends it, with what is refused: `refused` says why."""
    for name in REMEDIES:
        remedy = import_module(f"alembic_ls.fixes.{name}")
        if finding.rule in remedy.RULES:
            yield from remedy.offers(bench, finding)
