"""Expression trees to values: each by what is registered for its kind of tree."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import (
    OutOfFuel,
    Place,
    Scope,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


class _Fallback(dict):  # type: ignore[type-arg]
    """Expressions that are newer than this interpreter's reader knows (template strings) are Unknown."""

    def __missing__(self, kind: type) -> Any:
        return lambda machine, node, scope: unknown(f"{kind.__name__} is not followed", node, scope)


EVALUATE: dict[type[ast.AST], Any] = _Fallback()


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Any:
    """The value of an expression; Unknown where it cannot be followed. Raises Raised, where the source would, and OutOfFuel."""
    machine.fuel -= 1
    if machine.fuel < 0:
        raise OutOfFuel
    return EVALUATE[node.__class__](machine, node, scope)


def unknown(reason: str, node: ast.AST, scope: Scope) -> Unknown:
    """An Unknown that points at a tree."""
    return Unknown(reason, Place(scope.chunk, node).anchor)
