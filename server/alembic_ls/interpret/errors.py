"""Exceptions of the interpreted source: raised, caught, asserted."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.assignments import names_of
from alembic_ls.interpret.branches import fork, obscure_bound
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import Signal, execute
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    Call,
    ClassValue,
    Instance,
    Raised,
    Scope,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def run_try(machine: Machine, node: Any, scope: Scope) -> Signal:
    signal: Signal = None
    machine.guarded += 1
    pending: Raised | None = None
    uncertain, exits, machine.exits = machine.uncertain, machine.exits, set()
    try:
        signal = execute(machine, node.body, scope)
        finished = True
    except Raised as raised:
        finished, pending = False, raised
    finally:
        machine.guarded -= 1
        doubt = machine.uncertain if "raise" in machine.exits else None
        if doubt is not None and not machine.exits - {"raise"}:
            machine.uncertain = uncertain
        exits |= machine.exits - {"raise"}
        machine.exits = exits
    if doubt is not None and finished:
        # It may have been left anywhere: by what comes then, both ways are gone.
        obscure_bound(machine, node.body, doubt, scope)
        ways = [node.orelse if signal is None else [], *(handler.body for handler in node.handlers)]
        other = fork(machine, doubt, ways, scope)
        signal = ("return", doubt) if signal is not None and signal[0] == "return" else signal or other
    elif finished and signal is None:
        signal = execute(machine, node.orelse, scope)
    elif pending is not None:
        try:
            handled, signal = _handle(machine, node, pending, scope)
            pending = None if handled else pending
        except Raised as raised:
            pending = raised
    last = execute(machine, node.finalbody, scope)
    if last is not None:
        return last
    if pending is not None:
        raise pending
    return signal


def _handle(machine: Machine, node: Any, raised: Raised, scope: Scope) -> tuple[bool, Signal]:
    for handler in node.handlers:
        wanted = evaluate(machine, handler.type, scope) if handler.type is not None else None
        if catches(wanted, raised.value):
            if handler.name:
                names_of(scope)[handler.name] = raised.value
            machine.handled.append(raised.value)
            try:
                return True, execute(machine, handler.body, scope)
            finally:
                machine.handled.pop()
                if handler.name:
                    names_of(scope).pop(handler.name, None)
    return False, None


def catches(wanted: Any, value: Any) -> bool:
    if wanted is None:
        return True
    if type(wanted) is tuple:
        return any(catches(one, value) for one in wanted)
    raised = value.func if isinstance(value, Call) else value.cls if isinstance(value, Instance) else value
    if isinstance(raised, ClassValue):
        return any(_catches_one(wanted, base) for base in raised.mro)
    return _catches_one(wanted, raised)


def _catches_one(wanted: Any, raised: Any) -> bool:
    if wanted is raised:
        return True
    if not isinstance(wanted, Symbol):
        return False
    if wanted.name in ("Exception", "BaseException", "SQLAlchemyError", "DBAPIError", "OperationalError", "ProgrammingError"):
        return wanted.path.startswith("builtins.") or (isinstance(raised, Symbol) and raised.path.startswith("sqlalchemy."))
    if not isinstance(raised, Symbol):
        return False
    if wanted == raised:
        return True
    if raised.path == "packaging.version.InvalidVersion":
        raised = Symbol("builtins.ValueError")
    import builtins

    kinds = getattr(builtins, wanted.name, None), getattr(builtins, raised.name, None)
    return all(isinstance(k, type) for k in kinds) and issubclass(kinds[1], kinds[0])  # type: ignore[arg-type]


def run_raise(machine: Machine, node: ast.Raise, scope: Scope) -> Signal:
    if node.exc is None:
        raise Raised(machine.handled[-1] if machine.handled else Unknown("raised again"))
    raise Raised(evaluate(machine, node.exc, scope))


def run_assert(machine: Machine, node: ast.Assert, scope: Scope) -> Signal:
    if machine.guarded:
        test = evaluate(machine, node.test, scope)
        truth = truth_of(test)
        if truth is False:
            raise Raised(Symbol("builtins.AssertionError"))
        if truth is None:
            machine.exits.add("raise")
            machine.uncertain = machine.uncertain or (
                test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
            )
    return None
