"""The field that the database has no column for, taken out of the model: for who writes the revision first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.field_at import FieldAt, field_at, mentions
from alembic_ls.fixes.repair import offered
from alembic_ls.writing.refusal import Refusal

RULES = ("missing-column",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """Behind the revision that adds the column."""
    if finding.table is not None and finding.column is not None:
        table, column = finding.table, finding.column
        title = f"Remove field `{column}` from the model"
        yield from offered(finding, title, lambda: _repair(bench, table, column), is_preferred=False)


def _repair(bench: Bench, table: str, column: str) -> Fix:
    found = field_at(bench, table, column)
    model = bench.main.models().tables[table]
    if column in model.primary_key.columns:
        raise Refusal("the field is in the primary key")
    if any(
        column in key.refers and key.table == table for each in bench.main.models().tables.values() for key in each.foreign_keys
    ):
        raise Refusal("a foreign key of another model refers to the field")
    if any(True for _ in mentions(found, column)):
        raise Refusal("the model names the field elsewhere too; take it out there first")
    note = f"what else uses `{column}` of `{table}` was not looked for"
    return Fix((), tuple(_without(found)), (note,))


def _without(found: FieldAt) -> Iterator[Replacement]:
    source, statement = found.source, found.statement
    if statement is None:
        assert isinstance(found.place.node, ast.Call)
        assert found.call is not None
        yield from source.without_arguments(found.place.node, [found.call])
        return
    first, last = source.start(statement)[0], source.end(statement)[0]
    if source.indent(statement).strip() or source.lines[last][source.end(statement)[1] :].lstrip()[:1] == ";":
        raise Refusal("the field shares its line with another; give it one of its own first")
    assert isinstance(found.place.node, ast.ClassDef)
    body = found.place.node.body
    if len(body) == 1:
        raise Refusal("the class has nothing else")
    following = body[body.index(statement) + 1] if statement is not body[-1] else None
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
        last = source.end(following)[0]  # what documents it
    yield source.line_removed(first, last)
