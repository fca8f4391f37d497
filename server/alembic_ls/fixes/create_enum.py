"""An enum type of PostgreSQL is created before the operation that needs it, and dropped at the end of the way back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.enum_text import created_text, dropped_text
from alembic_ls.fixes.imports import name_of
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.fixes.repair import offered, source_of, steps_at
from alembic_ls.history.downgrade import Step
from alembic_ls.schema.operations import AddColumn, AlterColumn, CreateTable
from alembic_ls.schema.tables import EnumType
from alembic_ls.schema.types import Type
from alembic_ls.writing.refusal import Refusal

RULES = ("enum-not-created",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """`sa.Enum(…).create(op.get_bind(), checkfirst=True)` in front of the operation."""
    yield from offered(finding, "Create the enum type before, and drop it in the downgrade", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    step = steps_at(bench, finding)[0]
    missing = list(_missing(step))
    if not missing:
        raise Refusal("the values of the enum type are not known")
    statement = _outside_blocks(source, source.statement(source.call_at(finding.where)))
    sa, edits = name_of(source, "import sqlalchemy as sa")
    edits = [*edits, source.lines_before(statement, [created_text(sa, enum) for enum in missing])]
    if step.function == "upgrade":
        edits += _dropped(source, sa, missing)
    return Fix((), tuple(edits))


def _missing(step: Step) -> Iterator[EnumType]:
    """The types that the operation needs and that are not there."""
    operation = step.operation
    types: list[object] = []
    if isinstance(operation, AddColumn):
        types = [native_enum(operation.column)]
    elif isinstance(operation, AlterColumn) and isinstance(operation.type, Type):
        types = [operation.type]
    elif isinstance(operation, CreateTable):
        types = [native_enum(column) for column in operation.table.columns.values()]
    for type_ in types:
        if not isinstance(type_, Type):
            continue
        name, values = type_.argument("name"), type_.argument("values")
        if isinstance(name, str) and isinstance(values, tuple):
            enum = EnumType(name, values, type_.argument("schema"))
            if enum.key not in step.before.enums:
                yield enum


def _outside_blocks(source: PythonSource, statement: ast.stmt) -> ast.stmt:
    """The statement, or the block of batch mode in which it stands: what it holds is done at its end."""
    at = source.parent(statement)
    return at if isinstance(at, ast.With) else statement


def _dropped(source: PythonSource, sa: str, enums: list[EnumType]) -> Iterator[Replacement]:
    """At the end of a downgrade that does something; one that does nothing is left to who writes it."""
    functions = source.functions("downgrade")
    if len(functions) != 1:
        return
    last = functions[0].body[-1]
    if isinstance(last, (ast.Pass, ast.Raise, ast.Return)) or (
        isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant)
    ):
        return
    body = source.text(functions[0])
    lines = [dropped_text(sa, enum) for enum in reversed(enums) if not _is_dropped(enum.name, body)]
    if lines:
        yield source.lines_after(last, lines)


def _is_dropped(name: str, body: str) -> bool:
    """True where a downgrade seems to drop the type itself."""
    name = re.escape(name)
    return re.search(rf"(?i:\bDROP\s+TYPE\b)[^\n]*\b{name}\b|\b{name}\b[^\n]*\.drop\(", body) is not None
