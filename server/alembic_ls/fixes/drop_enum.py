"""An enum type of PostgreSQL that a downgrade leaves is dropped at its end; one that it does not bring back is created at its beginning."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.changes.exact import Unlike
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.enum_text import created_text, dropped_text
from alembic_ls.fixes.imports import name_of
from alembic_ls.fixes.repair import offered, own_revision, source_of
from alembic_ls.history.downgrade import Reversal
from alembic_ls.schema.tables import EnumType, Schema
from alembic_ls.schema.types import Type
from alembic_ls.writing.refusal import Refusal

RULES = ("enum-left-behind",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """All types that this operation makes, at once."""
    title = "Drop the enum type in the downgrade" if "leaves" in finding.message else "Create the enum type in the downgrade"
    yield from offered(finding, title, lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    project = bench.project_for(finding.dialects)
    reversal = Reversal(project.replayed(), own_revision(bench, finding))
    left = [one for step, ones in reversal.causes() if step is not None and step.where == finding.where for one in ones]
    enums = [one for one in left if one.sort == "enum"]
    functions = source.functions("downgrade")
    if not enums or len(functions) != 1:
        raise Refusal("the downgrade leaves no enum type any more")
    sa, imported = name_of(source, "import sqlalchemy as sa")
    body = functions[0].body
    edits: list[Replacement] = [*imported]
    dropped = [dropped_text(sa, _droppable(one, reversal.back.schema)) for one in enums if one.wanted is None]
    created = [created_text(sa, one.wanted) for one in enums if one.wanted is not None]
    if dropped:
        if isinstance(body[-1], (ast.Return, ast.Raise)):
            raise Refusal("the downgrade does not go on to its end")
        edits.append(source.lines_after(body[-1], dropped))
    if created:
        first = next((node for node in body if not _is_docstring(node)), body[-1])
        edits.append(source.lines_before(first, created))
    return Fix((), tuple(edits))


def _droppable(one: Unlike, after: Schema) -> EnumType:
    """The type, where nothing is seen to use it after the downgrade."""
    enum: EnumType = one.now
    for table in after.tables.values():
        for column in table.columns.values():
            type_ = native_enum(column)
            if isinstance(type_, Type) and type_.argument("name") == enum.name:
                raise Refusal(f"`{table.key}.{column.name}` still has the type `{enum.name}` after the downgrade")
    return enum


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
