"""`postgresql_using`: how PostgreSQL is to turn the values of one type into those of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.fixes.repair import offered, source_of, steps_at, table_before
from alembic_ls.plans.conversion import conversion
from alembic_ls.plans.lines import PLACEHOLDER
from alembic_ls.schema.operations import KEEP, AlterColumn
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import Type
from alembic_ls.writing.refusal import Refusal

RULES = ("cast-without-using",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """The conversion that keeps the values; none where only the user knows it."""
    yield from offered(finding, "Say how the values are converted: postgresql_using", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    call = source.call_at(finding.where)
    step, *others = steps_at(bench, finding)
    if others:
        raise Refusal("the operation stands in a loop: say there how each column is converted")
    operation = step.operation
    if not isinstance(operation, AlterColumn) or operation.using is not None:
        raise Refusal("the conversion is said already")
    column = table_before(step, bench).columns.get(operation.column)
    before, after = column.type if column is not None else None, operation.type
    if column is None or not isinstance(before, Type) or not isinstance(after, Type):
        raise Refusal("the type before is not known")
    using = conversion(before, after, operation.column)
    if using is None or PLACEHOLDER in using:
        raise Refusal(f"only you know how the values of `{operation.table}.{operation.column}` are to be converted")
    edits = [source.with_argument(call, f"postgresql_using={source.quoted(using)}")]
    if column.server_default is not None:
        edits = [*edits, *_without_default(source, call, operation, column.server_default)]
    return Fix((), tuple(edits))


def _without_default(source: PythonSource, call: ast.Call, operation: AlterColumn, default: object):  # type: ignore[no-untyped-def]
    """PostgreSQL converts no default: it is dropped before, and set again behind."""
    if operation.server_default is not KEEP or not isinstance(default, Default) or default.is_expression:
        raise Refusal("the column has a server default: drop it before, and set one of the new type behind")
    statement = source.bare_statement(call)
    if not isinstance(call.func, ast.Attribute) or not call.args:
        raise Refusal("this is no plain call of `alter_column`")
    if isinstance(source.parent(statement), ast.With):
        raise Refusal("the column has a server default: drop it in a block of its own before, and set one of the new type behind")
    names = [source.text(each) for each in call.args[:2]]
    names += [source.text(k) for k in call.keywords if k.arg in ("schema", "table_name", "column_name")]
    start = f"{source.text(call.func)}({', '.join(names)}, server_default="
    yield source.lines_before(statement, [f"{start}None)"])
    yield source.lines_after(statement, [f"{start}{source.quoted(default.text)})"])
