"""A model's field as it is written: what of it decides whether the column may be null, and whether its type is said."""

from __future__ import annotations

import ast
from typing import NamedTuple

from alembic_ls.findings.span import Span
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.chunks import Chunk

_SAYS_TYPE = frozenset(("sa_type", "type_", "sa_column"))
_NOT_TYPES = frozenset("ForeignKey Sequence Identity Computed CheckConstraint DefaultClause FetchedValue ColumnDefault".split())


class Field(NamedTuple):
    """A field's statement: its annotation as written, the name of what it calls ("" where nothing), and that call.

    `end_line` and `end_character` are where the annotation ends, else the name; lines count from the chunk's, columns are UTF-8 bytes.
    """

    annotation: str | None
    callee: str
    call: ast.Call | None
    end_line: int
    end_column: int


def fields_of(chunk: Chunk) -> dict[int, Field]:
    """The fields in a class's own body, by the line in the chunk on which their names stand."""
    found: dict[int, Field] = {}
    for statement in chunk.statements:
        for node in getattr(statement, "body", ()):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name):
                found[target.lineno - 1] = _field(node, target, chunk)
    return found


def _field(node: ast.AnnAssign | ast.Assign, target: ast.Name, chunk: Chunk) -> Field:
    call = node.value if isinstance(node.value, ast.Call) else None
    callee = "" if call is None else ast.unparse(call.func).rpartition(".")[2]
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    last: ast.expr = target if annotation is None else annotation
    end_line, end_column = last.end_lineno or last.lineno, last.end_col_offset or 0
    return Field(None if annotation is None else ast.unparse(annotation), callee, call, end_line - 1, end_column)


def why_nullable(field: Field | None, table: Table, column: Column) -> str | None:
    """What makes the column nullable or not, as the end of a sentence; None where that is not plain from the field."""
    if isinstance(column.nullable, Unknown):
        return column.nullable.reason
    if field is None:
        return None
    call = _keyword(field.call, "sa_column") if field.call is not None else None
    within = "its `sa_column` says " if isinstance(call, ast.Call) else ""
    call = call if isinstance(call, ast.Call) else field.call
    given = _keyword(call, "nullable") if call is not None else None
    if given is not None:
        return f"{within}`nullable={ast.unparse(given)}`"
    if column.name in table.primary_key.columns:
        return "it is a primary key" if column.nullable is False else None
    if field.annotation is None or within:
        return f"{within}nothing of `nullable`, and a column may be null unless it is told otherwise" if column.nullable else None
    optional = "None" in field.annotation or "Optional" in field.annotation
    if optional is column.nullable:
        return f"its annotation `{field.annotation}` {'has' if optional else 'has no'} `None`"
    return f"that is what `{field.annotation}` stands for"


def says_type(field: Field) -> bool:
    """True where the field itself names the column's type, or takes it from the column that it refers to."""
    if field.call is None:
        return False
    if any(keyword.arg in _SAYS_TYPE or keyword.arg is None for keyword in field.call.keywords):
        return True
    if field.callee not in ("mapped_column", "Column"):
        return False
    return any(_is_type(argument, first=number == 0) for number, argument in enumerate(field.call.args))


def _is_type(argument: ast.expr, first: bool) -> bool:
    if first and isinstance(argument, ast.Constant):
        return False  # the name
    called = argument.func if isinstance(argument, ast.Call) else argument
    return ast.unparse(called).rpartition(".")[2] not in _NOT_TYPES


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def field_at(chunk: Chunk | None, span: Span) -> Field | None:
    """The field whose name stands at `span`."""
    return None if chunk is None else fields_of(chunk).get(span.start_line - chunk.start_line)
