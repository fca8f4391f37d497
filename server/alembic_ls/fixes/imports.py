"""Imports of a file: what it has, and where another one goes."""

from __future__ import annotations

import ast

from alembic_ls.findings.fix import Replacement
from alembic_ls.fixes.python_source import PythonSource
from alembic_ls.writing.refusal import Refusal


def bound_by_imports(tree: ast.Module) -> dict[str, str]:
    """The names that imports at the top level bind, each with the statement that would bind it alone."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                found[alias.asname or alias.name] = (
                    f"from {origin} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
                )  # fmt: skip
    return found


def import_added(source: PythonSource, statement: str) -> Replacement:
    """The statement on a line of its own, behind the last import of the file's head, or where that would be."""
    imports = [node for node in source.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    head = [node for node in imports if not _is_late(source, node)]
    if head:
        return source.lines_after(head[-1], [statement])
    body = source.tree.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        return source.lines_after(body[0], ["", statement])
    return source.inserted(0, 0, f"{statement}\n")


def _is_late(source: PythonSource, node: ast.stmt) -> bool:
    """True behind a definition: not where one looks for imports."""
    return any(
        isinstance(each, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and each.lineno < node.lineno
        for each in source.tree.body
    )


def name_of(source: PythonSource, statement: str) -> tuple[str, list[Replacement]]:
    """What the file calls the thing that an import statement binds, and the edit that imports it where it does not yet.

    Raises Refusal where its name is taken.
    """
    bound = bound_by_imports(source.tree)
    wanted = _plain(statement)
    for name, by in bound.items():
        if _plain(by) == wanted:
            return name, []
    name = next(iter(bound_by_imports(ast.parse(statement))))
    if name in bound or name in _defined(source.tree):
        raise Refusal(f"`{name}` is the name of something else here")
    return name, [import_added(source, statement)]


def _plain(statement: str) -> str:
    return statement.partition(" as ")[0]


def _defined(tree: ast.Module) -> set[str]:
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))}
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return names | {target.id for target in targets if isinstance(target, ast.Name)}
