"""The names that a statement binds."""

from __future__ import annotations

import ast


def bound_by(node: ast.AST) -> list[str]:
    """Names that a statement binds, in whatever branch. Remembered on the tree: loops ask again in every round."""
    known: list[str] | None = getattr(node, "bound_names", None)
    if known is not None:
        return known
    names: list[str] = []
    stack: list[ast.AST] = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(at.name)
        elif isinstance(at, ast.Name) and isinstance(at.ctx, ast.Store):
            names.append(at.id)
        elif isinstance(at, (ast.Import, ast.ImportFrom)):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in at.names]
        elif not isinstance(at, (ast.Lambda, ast.Constant)):
            stack.extend(ast.iter_child_nodes(at))
    node.bound_names = names  # type: ignore[attr-defined]
    return names
