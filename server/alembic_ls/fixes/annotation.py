"""Annotations that may be None, as a tree."""

from __future__ import annotations

import ast

from alembic_ls.fixes.python_source import last_name
from alembic_ls.writing.refusal import Refusal


def is_optional(annotation: ast.expr) -> bool:
    """True for `X | None`, `None | X`, `Optional[X]`, `Union[X, None]`."""
    return _parts(annotation) is not None


def inner_of(annotation: ast.expr) -> ast.expr:
    """`X` of these; any other as it is. Raises Refusal where there are several."""
    parts = _parts(annotation)
    if parts is None:
        return annotation
    if len(parts) != 1:
        raise Refusal("the annotation names several types")
    return parts[0]


def _parts(annotation: ast.expr) -> list[ast.expr] | None:
    """What is in it besides None; None where None is not in it."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        flat = _flat(annotation)
    elif isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Optional":
        return [annotation.slice]
    elif isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Union":
        flat = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    else:
        return None
    rest = [each for each in flat if not (isinstance(each, ast.Constant) and each.value is None)]
    return rest if len(rest) < len(flat) else None


def _flat(annotation: ast.expr) -> list[ast.expr]:
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return [*_flat(annotation.left), *_flat(annotation.right)]
    return [annotation]
