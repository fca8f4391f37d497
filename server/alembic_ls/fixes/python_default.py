"""The value that a model gives to a column by itself, as SQL: what the rows that are there would have got."""

from __future__ import annotations

import ast

from alembic_ls.analysis.project import Project
from alembic_ls.dialects.casts import family
from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.findings.finding import Finding
from alembic_ls.fixes.bench import Bench
from alembic_ls.schema.tables import Column
from alembic_ls.schema.types import Type

_CALLS = ("Field", "mapped_column", "Column")
_NOW = ("utcnow", "now", "utc_now", "now_utc", "get_utc_now", "utcnow_aware")


def python_default(project: Project, table: str, column: str) -> str | None:
    """The SQL, None where the model has no default, or one that is not plain from its field.

    Of what a function gives, the moment and an empty list or dict are known.
    """
    model = project.models().tables.get(table)
    found = model.columns.get(column) if model is not None else None
    if found is None or found.origin is None:
        return None
    chunk = project.source(found.origin.path).chunk(found.origin.chunk)
    if chunk is None:
        return None
    line = found.origin.start_line + 1
    statement = next((node for tree in chunk.statements for node in ast.walk(tree) if _is_field_at(node, line)), None)
    chunk.forget()
    value = _default(statement) if statement is not None else None
    return None if value is None else _sql(value, found)


def default_for(bench: Bench, finding: Finding) -> str | None:
    """The same for the column that a finding is about."""
    if finding.table is None or finding.column is None:
        return None
    return python_default(bench.project_for(finding.dialects), finding.table, finding.column)


def _is_field_at(node: ast.AST, line: int) -> bool:
    return isinstance(node, (ast.AnnAssign, ast.Assign)) and node.lineno <= line <= (node.end_lineno or node.lineno)


def _default(statement: ast.AST) -> ast.expr | None:
    """What `default`, `default_factory` or the field itself is set to."""
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call) or _last_name(value.func) not in _CALLS:
        return value if isinstance(statement, ast.AnnAssign) else None
    for keyword in value.keywords:
        if keyword.arg in ("default", "insert_default", "default_factory"):
            return keyword.value
        if keyword.arg == "sa_column" and isinstance(keyword.value, ast.Call):
            inner = next((k.value for k in keyword.value.keywords if k.arg == "default"), None)
            if inner is not None:
                return inner
    if _last_name(value.func) == "Field" and value.args:
        return value.args[0]
    return None


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _sql(value: ast.expr, column: Column) -> str | None:
    type_ = column.type
    if isinstance(value, ast.Constant):
        return _of_constant(value.value)
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub) and isinstance(value.operand, ast.Constant):
        inner = _of_constant(value.operand.value)
        return None if inner is None else f"-{inner}"
    if (
        isinstance(value, ast.Call)
        and value.args
        and _last_name(value.func) == "Decimal"
        and isinstance(value.args[0], ast.Constant)
    ):
        return str(value.args[0].value)
    if isinstance(type_, Type) and type_.name in ("Enum", "postgresql.ENUM"):
        return _of_enum(value, type_)
    found = family(type_, "postgresql") if isinstance(type_, Type) else None
    if isinstance(value, ast.Lambda):
        value = value.body
    if found in ("timestamp", "date") and _names_now(value):
        return "CURRENT_TIMESTAMP" if found == "timestamp" else "CURRENT_DATE"
    if found in ("json", "jsonb"):
        return _of_container(value)
    return None


def _of_constant(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return sql_literal(value) if isinstance(value, str) else None


def _of_enum(value: ast.expr, type_: Type) -> str | None:
    """`Status.todo` is its label where the type's labels are the members' names; `Status.todo.value` where they are the values."""
    labels = type_.argument("values")
    if not isinstance(labels, tuple) or not isinstance(value, ast.Attribute):
        return None
    name = value.attr if value.attr != "value" or not isinstance(value.value, ast.Attribute) else value.value.attr
    same = [label for label in labels if label.lower() == name.lower()]
    return sql_literal(same[0]) if len(same) == 1 else None


def _names_now(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else value
    return _last_name(called) in _NOW or (_last_name(called) == "today")


def _of_container(value: ast.expr) -> str | None:
    if isinstance(value, ast.Name) and value.id in ("list", "dict"):
        return "'[]'" if value.id == "list" else "'{}'"
    if isinstance(value, ast.List) and not value.elts:
        return "'[]'"
    return "'{}'" if isinstance(value, ast.Dict) and not value.keys else None
