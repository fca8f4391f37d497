"""A model's field as it is written: what of it decides whether the column may be null, and whether its type is said."""

from __future__ import annotations

import ast

from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.syntax.chunks import Chunk

_TYPE_KEYWORDS = frozenset(("sa_type", "type_", "sa_column", None))  # None: what `**` gives may hold one
_NOT_TYPES = frozenset("ForeignKey Sequence Identity Computed CheckConstraint DefaultClause FetchedValue ColumnDefault".split())


class Field(NamedTuple):
    """A field's statement. `annotation` and `nullable` are texts, None where there are none; `has_sa_column` where `nullable` is that
    column's. `says_type` where the field names the column's type itself. `end_line` and `end_column` are where its annotation ends, else
    its name: the line counts from the chunk's, the column UTF-8 bytes.
    """

    annotation: str | None
    nullable: str | None
    has_sa_column: bool
    says_type: bool
    end_line: int
    end_column: int


def fields_of(chunk: Chunk) -> dict[tuple[int, int], Field]:
    """The fields in a class's own body, by where in the chunk their names stand: line, and column in UTF-8 bytes."""
    found: dict[tuple[int, int], Field] = {}
    for statement in chunk.statements:
        for node in getattr(statement, "body", ()):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name):
                found[target.lineno - 1, target.col_offset] = _field(node, target)
    chunk.forget()
    return found


def _field(node: ast.AnnAssign | ast.Assign, target: ast.Name) -> Field:
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    call = node.value if isinstance(node.value, ast.Call) else None
    sa_column = _keyword(call, "sa_column")
    nullable = _keyword(sa_column if isinstance(sa_column, ast.Call) else call, "nullable")
    last: ast.expr = target if annotation is None else annotation
    return Field(
        None if annotation is None else ast.unparse(annotation),
        None if nullable is None else ast.unparse(nullable),
        sa_column is not None,
        _says_type(call),
        (last.end_lineno or last.lineno) - 1,
        last.end_col_offset or 0,
    )


def _keyword(call: ast.expr | None, name: str) -> ast.expr | None:
    if not isinstance(call, ast.Call):
        return None
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _says_type(call: ast.Call | None) -> bool:
    if call is None:
        return False
    if any(keyword.arg in _TYPE_KEYWORDS for keyword in call.keywords):
        return True
    if _last_name(call.func) not in ("mapped_column", "Column"):
        return False
    arguments = call.args[1:] if call.args and isinstance(call.args[0], ast.Constant) else call.args  # without the column's name
    return any(
        _last_name(argument.func if isinstance(argument, ast.Call) else argument) not in _NOT_TYPES for argument in arguments
    )


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def why_nullable(field: Field, table: Table, column: Column) -> str | None:
    """What makes the column nullable or not, as the end of a sentence; None where that is not plain from the field."""
    if isinstance(column.nullable, Unknown):
        return column.nullable.reason
    within = "its `sa_column` says " if field.has_sa_column else "it says "
    if field.nullable is not None:
        return f"{within}`nullable={field.nullable}`"
    if column.name in table.primary_key.columns:
        return None if column.nullable else "it is a primary key"
    if field.annotation is None or field.has_sa_column:
        return f"{within}nothing else" if column.nullable else None
    optional = "None" in field.annotation or "Optional" in field.annotation
    if optional is column.nullable:
        return f"its annotation `{field.annotation}` {'has' if optional else 'has no'} `None`"
    return f"that is what `{field.annotation}` stands for"
