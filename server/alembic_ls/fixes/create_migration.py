"""The revision that makes what a finding of drift says is missing, or takes away what is too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.planning import Choice, Scope, plan_for
from alembic_ls.fixes.revision import revision_of
from alembic_ls.plans.by_value import may_convert_names
from alembic_ls.plans.checks import ADDED, REMOVED
from alembic_ls.plans.differences import Meant, without_parts
from alembic_ls.plans.enum_values import KIND
from alembic_ls.plans.message import message
from alembic_ls.plans.wanted import BY_DEFAULT
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, Index, Table
from alembic_ls.schema.types import Type

RULES = (
    "missing-table",
    "extra-table",
    "missing-column",
    "extra-column",
    "type-mismatch",
    "nullable-mismatch",
    "default-mismatch",
    "index-mismatch",
    "missing-index",
    "extra-index",
    "unique-mismatch",
    "missing-unique",
    "extra-unique",
    "foreign-key-mismatch",
    "missing-foreign-key",
    "extra-foreign-key",
    "comment-mismatch",
    "enum-values",
    "check-mismatch",
    "length-lost",
    "type-unseen",
    "default-unseen",
)
# The rules of what Alembic does not see, whose findings have no differences: the kinds that their plans know it by.
_UNSEEN = {
    "enum-values": (KIND,),
    "check-mismatch": (ADDED, REMOVED),
    "length-lost": ("modify_type",),
    "type-unseen": ("modify_type",),
    "default-unseen": ("modify_default",),
}
TITLE = "Create migration: "


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The revision; for a required column also the way by a server default, for an index the one that locks nobody out."""
    differences = _told(finding)
    title = TITLE + message_of(differences)
    yield offer(bench, finding, title, Choice(), True)
    if _is_required(differences):
        yield offer(bench, finding, f"{title}, by a server default that is dropped again", Choice(fill=BY_DEFAULT))
    if _may_hold_names(differences):
        yield offer(bench, finding, f"{title}, value by value", Choice(by_value=True))
    if "postgresql" in bench.dialects and any(isinstance(d.model or d.database, Index) for d in differences):
        yield offer(bench, finding, f"{title}, concurrently", Choice(concurrently=True))


def _may_hold_names(differences: Sequence[Difference]) -> bool:
    """True where a text becomes a number, or a number a text."""
    pairs = ((d.database.type, d.model.type) for d in differences if d.kind == "modify_type" and d.database is not None)
    return any(isinstance(one, Type) and isinstance(other, Type) and may_convert_names(one, other) for one, other in pairs)


def _told(finding: Finding) -> tuple[Difference, ...]:
    """What the revision will do, as far as the finding says it."""
    if finding.differences or finding.table is None:
        return finding.differences
    kinds = _UNSEEN.get(finding.rule, ())
    return tuple(Difference(kind, finding.table, finding.column) for kind in kinds[:1])


def message_of(differences: Sequence[Difference]) -> str:
    """What the revision does, told from the differences alone."""
    return message(Meant(tuple(without_parts(differences))))


def _is_required(differences: Sequence[Difference]) -> bool:
    """True where a column comes that must have a value and gets none by itself."""
    columns = (difference.model for difference in differences if difference.kind == "add_column")
    return any(
        column.nullable is False and column.server_default is None and column.computed is None and column.identity is None
        for column in columns
    )


def offer(bench: Bench, finding: Finding, title: str, choice: Choice, is_preferred: bool = False) -> Offer:
    """The offer of a revision for what a finding is about."""
    tables = tables_of(finding)

    def make(is_trusted: bool) -> Fix:
        project = bench.project_for(finding.dialects)
        plan = plan_for(bench, project, scope_of(finding, choice), choice)
        return revision_of(bench, plan, tables, is_trusted)

    return Offer(title, make, finding=finding, is_preferred=is_preferred)


def tables_of(finding: Finding) -> list[str]:
    """The keys of the tables that a finding is about."""
    found = [finding.table, *(difference.table for difference in finding.differences)]
    return list(dict.fromkeys(key for key in found if key is not None))


def scope_of(finding: Finding, choice: Choice) -> Scope:
    """What of the drift belongs to the finding; after a rename, what is left to do for the thing renamed."""
    identities = {tuple(difference.as_list()) for difference in finding.differences}
    kinds = () if finding.differences else _UNSEEN.get(finding.rule, ())
    renamed = {(table, new) for (table, _), new in choice.column_renames.items()}
    tables = set(choice.table_renames.values())

    def belongs(difference: Difference) -> bool:
        if tuple(difference.as_list()) in identities or difference.table in tables:
            return True
        if difference.kind in kinds and difference.table == finding.table:
            return finding.column is None or difference.column == finding.column
        key = difference.model if difference.model is not None else difference.database
        if isinstance(key, (Column, Table)):
            return (difference.table, difference.column) in renamed
        return any((difference.table, column) in renamed for column in getattr(key, "columns", ()))

    return belongs
