"""How statements are run: one after the other, each by what is registered for its kind of tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.evaluation import unknown
from alembic_ls.interpret.values import OutOfFuel, Scope

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


# What a statement answers where it leaves its block: None where it does not.
Signal = Any
BREAK = ("break", None)
CONTINUE = ("continue", None)
LEFT = ("raise", None)


class _Fallback(dict):  # type: ignore[type-arg]
    """Statements that are newer than this reader knows bind nothing that it could name."""

    def __missing__(self, kind: type) -> Any:
        return lambda machine, node, scope: machine.unreadable(unknown(f"{kind.__name__} is not followed", node, scope), scope)


EXECUTE: dict[type[ast.AST], Any] = _Fallback()


def execute(machine: Machine, statements: Iterable[Any], scope: Scope) -> Signal:
    """Runs the statements one after the other; what left the block, ("return", value), BREAK, CONTINUE, or None."""
    for statement in statements:
        machine.fuel -= 1
        if machine.fuel < 0:
            raise OutOfFuel
        signal = EXECUTE[statement.__class__](machine, statement, scope)
        if signal is not None:
            return signal
    return None
