"""Loops, over what is known and over what is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.assignments import assign
from alembic_ls.interpret.branches import fork, obscure_bound
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import BREAK, CONTINUE, Signal, execute
from alembic_ls.interpret.iteration import Iterated, elements
from alembic_ls.interpret.limits import MAX_ROUNDS
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    Host,
    Scope,
    Spread,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def run_for(machine: Machine, node: Any, scope: Scope) -> Signal:
    source = evaluate(machine, node.iter, scope)
    items = _one_by_one(machine, source)
    if isinstance(items, Unknown):
        assign(machine, node.target, items, scope)
        with _Rounds(machine, node, scope):
            signal = fork(machine, items, [node.body, []], scope)
        return signal if signal is not None and signal[0] == "return" else None
    with _Rounds(machine, node, scope) as rounds:
        for element in items:
            if type(element) is Spread:  # the loop went on over what was appended under doubt
                assign(machine, node.target, element.value, scope)
                signal = fork(machine, element.value, [node.body, []], scope)
            else:
                assign(machine, node.target, element, scope)
                signal = execute(machine, node.body, scope)
            rounds.ended()
            if signal is None or signal is CONTINUE:
                continue
            if signal is BREAK:
                return None
            return signal
    return rounds.otherwise(node.orelse)


def _one_by_one(machine: Machine, source: Any) -> Any:
    """The elements as a loop takes them: of a list that grows meanwhile, of an iterator that is left halfway; Unknown where not known."""
    if type(source) is list and native.partial(source) is None:
        return source
    if type(source) is Iterated and source.doubt is None:
        return _taken(machine, source)
    if isinstance(source, Host) and type(source) is not Iterated and (found := source.looped(machine)) is not None:
        return list(found)
    return elements(machine, source)


def _taken(machine: Machine, source: Iterated) -> Iterator[Any]:
    while taken := source.take(machine, 1)[0]:
        yield taken[0]


class _Rounds:
    """Ends the doubts that `continue` and `break` leave in a loop, where nobody knows whether they are reached: the one with its
    round, the other with the loop. That of `return` goes on."""

    __slots__ = ("exits", "left", "machine", "node", "scope", "uncertain")

    def __init__(self, machine: Machine, node: Any, scope: Scope) -> None:
        self.machine = machine
        self.node = node
        self.scope = scope
        self.uncertain = machine.uncertain
        self.exits = machine.exits
        self.left: Unknown | None = None  # why the loop may have been left before its end

    def __enter__(self) -> _Rounds:
        self.machine.exits = set()
        return self

    def ended(self) -> None:
        """A round is over."""
        machine = self.machine
        if machine.exits == {"continue"}:
            self._obscure(self.node.body)  # what stands behind the `continue`
            machine.exits.clear()
            machine.uncertain = self.uncertain

    def __exit__(self, *_: object) -> None:
        machine = self.machine
        if "break" in machine.exits:
            self.left = machine.uncertain
            self._obscure([self.node])
        if machine.exits & {"return", "raise"}:
            self.exits |= machine.exits & {"return", "raise"}
        else:
            machine.uncertain = self.uncertain
        machine.exits = self.exits

    def otherwise(self, body: list[Any]) -> Signal:
        """Runs the `else` of a loop that came to its end, or may have."""
        if self.left is not None and body:
            return fork(self.machine, self.left, [body, []], self.scope)
        return execute(self.machine, body, self.scope)

    def _obscure(self, body: list[Any]) -> None:
        """Names that rounds bind which may not have been are unknown."""
        if (doubt := self.machine.uncertain) is not None:
            obscure_bound(self.machine, body, doubt, self.scope)


def run_while(machine: Machine, node: ast.While, scope: Scope) -> Signal:
    with _Rounds(machine, node, scope) as rounds:
        return _repeated(machine, node, scope, rounds)


def _repeated(machine: Machine, node: ast.While, scope: Scope, rounds: _Rounds) -> Signal:
    forks = machine.forks
    for _ in range(MAX_ROUNDS):
        test = evaluate(machine, node.test, scope)
        truth = truth_of(test)
        if truth is None:
            doubt = test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
            signal = fork(machine, doubt, [node.body, []], scope)
            return signal if signal is not None and signal[0] == "return" else None
        if not truth:
            return rounds.otherwise(node.orelse)
        signal = execute(machine, node.body, scope)
        if signal is BREAK:
            return None
        if signal is not None and signal is not CONTINUE:
            return signal
        rounds.ended()
        if machine.exits or (machine.uncertain is not None and machine.forks > forks):
            break  # it may have left the loop: what another round does may not happen
    doubt = machine.uncertain or unknown("how often this is repeated is not known", node.test, scope)
    signal = fork(machine, doubt, [node.body, []], scope)
    return signal if signal is not None and signal[0] == "return" else None
