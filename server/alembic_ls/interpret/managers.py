"""`@contextmanager` functions: what stands before their `yield` is run on entering, what stands behind it on leaving."""

from __future__ import annotations

import ast
from typing import Any

from alembic_ls.interpret.values import Host, Scope


class Managed(Host):
    """What a call of such a function gives, entered already."""

    __slots__ = ("rest", "scope", "value")

    def __init__(self, value: Any, rest: list[Any], scope: Scope) -> None:
        self.value = value
        self.rest = rest
        self.scope = scope

    def enter(self, machine: Any) -> Any:
        """What was yielded."""
        return self.value

    def leave(self, machine: Any) -> None:
        """Runs what stands behind the `yield`."""
        from alembic_ls.interpret.execution import execute

        rest, self.rest = self.rest, []
        execute(machine, rest, self.scope)


def halves(body: list[Any]) -> tuple[list[Any], list[Any]] | None:
    """The statements up to the `yield` and those behind it; None where it does not stand by itself, or in a `try` alone."""
    for number, node in enumerate(body):
        if isinstance(node, (ast.Expr, ast.Assign)) and isinstance(node.value, ast.Yield):
            return body[: number + 1], body[number + 1 :]
        if isinstance(node, ast.Try) and (inner := halves(node.body)) is not None:
            return [*body[:number], *inner[0]], [*inner[1], *node.orelse, *node.finalbody, *body[number + 1 :]]
    return None
