"""Conditions: both ways are tried where one is not known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.assignments import names_of
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import LEFT, Signal, execute
from alembic_ls.interpret.targets import bound_by
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    OneOf,
    Raised,
    Scope,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def fork(machine: Machine, doubt: Unknown, branches: list[list[Any]], scope: Scope) -> Signal:
    """Runs each branch as one that may or may not happen: what they leave different is Unknown afterwards."""
    machine.forks += 1
    names = names_of(scope)
    # Only what the branches bind themselves: other names may be made while they run, because somebody asks for them first here.
    visited = [0]
    bound = dict.fromkeys(name for body in branches for statement in body for name in bound_by(statement, visited))
    machine.fuel -= visited[0] // 4  # branches in branches are looked through again and again
    before = {name: names[name] for name in bound if name in names}
    outcomes: list[tuple[Signal, dict[str, Any]]] = []
    saved = machine.uncertain
    for body in branches:
        _restore(names, bound, before)
        machine.uncertain = saved or doubt
        undo = machine.savepoint() if machine.savepoint is not None and not machine.guarded else None
        try:
            signal = execute(machine, body, scope)
        except Raised:
            signal = LEFT
            if machine.guarded:
                machine.exits.add("raise")
            if undo is not None:
                undo()  # what fails as a whole leaves nothing behind
        outcomes.append((signal, {name: names[name] for name in bound if name in names}))
    machine.uncertain = saved
    live = [after for signal, after in outcomes if signal is None]
    left = [signal for signal, _ in outcomes if signal is not None and signal is not LEFT]
    _restore(names, bound, _merged(live or [after for _, after in outcomes], doubt))
    if not live:
        if not left:
            raise Raised(doubt)
        values = [value for kind, value in left if kind == "return"]
        if values:
            same = all(_same(v, values[0]) for v in values) and len(values) == len(branches)
            return ("return", values[0] if same else OneOf.told(values, doubt))
        return left[0]
    if "raise" in machine.exits:
        machine.uncertain = machine.uncertain or doubt  # until the `try` that may have caught it
    if left:
        machine.uncertain = machine.uncertain or doubt  # until the loop's round or this call ends: what follows may not happen
        for kind, value in left:
            machine.exits.add(kind)
            if kind == "return":
                scope.names.setdefault("return?", []).append(value)
    return None


def _restore(names: dict[str, Any], bound: dict[str, None], values: dict[str, Any]) -> None:
    for name in bound:
        if name in values:
            names[name] = values[name]
        else:
            names.pop(name, None)


def _merged(outcomes: list[dict[str, Any]], doubt: Unknown) -> dict[str, Any]:
    first, rest = outcomes[0], outcomes[1:]
    if not rest:
        return first
    merged = {}
    for name in {key: None for outcome in outcomes for key in outcome}:
        values = [outcome.get(name, doubt) for outcome in outcomes]
        merged[name] = values[0] if all(_same(values[0], v) for v in values[1:]) else OneOf.of(values, doubt)
    return merged


def _same(a: Any, b: Any) -> bool:
    return a is b or (native.is_flat(a) and native.is_flat(b) and type(a) is type(b) and a == b)


def obscure_bound(machine: Machine, body: list[Any], doubt: Unknown, scope: Scope) -> None:
    """Whatever names the statements bind are unknown: nobody knows how far they were run."""
    names = names_of(scope)
    for statement in body:
        for name in bound_by(statement):
            if name in names:
                names[name] = doubt


def run_if(machine: Machine, node: ast.If, scope: Scope) -> Signal:
    test = evaluate(machine, node.test, scope)
    truth = truth_of(test)
    if truth is None:
        doubt = test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
        return fork(machine, doubt, [node.body, node.orelse], scope)
    return execute(machine, node.body if truth else node.orelse, scope)
