"""The names that a statement binds, and those whose values it changes in place."""

from __future__ import annotations

import ast

_MUTATING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard
    intersection_update difference_update symmetric_difference_update""".split()
)


def bound_by(node: ast.AST, visited: list[int] | None = None) -> list[str]:
    """Names that a statement binds or deletes, in whatever branch. How many nodes were looked at is added to `visited`."""
    names: list[str] = []
    stack: list[ast.AST] = [node]
    while stack:
        at = stack.pop()
        if visited is not None:
            visited[0] += 1
        if isinstance(at, ast.Name):
            if not isinstance(at.ctx, ast.Load):
                names.append(at.id)
        elif isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(at.name)
        elif isinstance(at, (ast.Import, ast.ImportFrom)):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in at.names]
        elif isinstance(at, ast.comprehension):
            stack += [at.iter, *at.ifs]  # its targets are its own
        elif not isinstance(at, (ast.Lambda, ast.Constant)):
            if isinstance(at, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and at.name is not None:
                names.append(at.name)
            elif isinstance(at, ast.MatchMapping) and at.rest is not None:
                names.append(at.rest)
            stack.extend(ast.iter_child_nodes(at))
    return names


def changed_by(node: ast.AST) -> list[str]:
    """Names whose values a statement changes in place: `name[…] = `, `name.x = `, `name.append(…)`."""
    names: list[str] = []
    stack: list[ast.AST] = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Constant)):
            continue
        root: ast.AST | None = None
        if isinstance(at, (ast.Subscript, ast.Attribute)) and not isinstance(at.ctx, ast.Load):
            root = at
        elif isinstance(at, ast.Call) and isinstance(at.func, ast.Attribute) and at.func.attr in _MUTATING:
            root = at.func
        elif (
            isinstance(at, ast.Call)
            and isinstance(at.func, ast.Name)
            and at.func.id in ("setattr", "delattr", "next")
            and at.args
        ):
            root = at.args[0]
        if root is not None:
            while isinstance(root, (ast.Subscript, ast.Attribute)):
                root = root.value
            if isinstance(root, ast.Name):
                names.append(root.id)
        stack.extend(ast.iter_child_nodes(at))
    return names
