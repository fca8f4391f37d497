"""What a revision does, apart from how it is written: to tell an edit from a new layout."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.syntax.parse import parse_whole

_IMPORTS = (ast.Import, ast.ImportFrom)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Meaning(NamedTuple):
    """A revision's three parts, as texts that are equal where the code is: the rest holds the header and its helpers."""

    upgrade: str
    downgrade: str
    rest: str


def meaning(content: bytes) -> Meaning | None:
    """The meaning of a file. Layout, comments, docstrings, annotations and imports are left out; None where it does not parse."""
    statements = parse_whole(content.decode("utf-8-sig", "replace"))
    if statements is None:
        return None
    parts: dict[str, list[str]] = {"upgrade": [], "downgrade": [], "rest": []}
    for statement in _without_docstring(statements):
        if not isinstance(statement, _IMPORTS):
            name = statement.name if isinstance(statement, _FUNCTIONS) else ""
            parts[name if name in ("upgrade", "downgrade") else "rest"].append(ast.dump(_bare(statement)))
    return Meaning(*("\n".join(part) for part in parts.values()))


def _bare(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, _FUNCTIONS):
            node.returns = None
            node.body = list(_without_docstring(node.body))
        elif isinstance(node, ast.arg):
            node.annotation = None
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return ast.Assign([statement.target], statement.value)
    return statement


def _without_docstring(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return body[1:]
    return body
