"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.iteration import iterated, known_elements
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    MISSING,
    Raised,
    Scope,
    Spread,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate_comprehension(machine: Machine, node: Any, scope: Scope) -> Any:
    inner = Scope(scope.module, {}, scope, "comprehension", scope.chunk)
    made: list[Any] = []
    first = evaluate(machine, node.generators[0].iter, scope)  # outside: a class's names are seen by it, and by it alone
    doubt = _generate(machine, node, node.generators, inner, made, first)
    if doubt is not None:
        return doubt
    kind = node.__class__
    try:
        if kind is ast.DictComp:
            return dict(made)
        return set(made) if kind is ast.SetComp else iterated(made) if kind is ast.GeneratorExp else made
    except TypeError:
        return unknown("such keys are not followed", node, scope)


def _generate(
    machine: Machine, node: Any, generators: list[ast.comprehension], scope: Scope, made: list[Any], source: Any = MISSING
) -> Unknown | None:
    """Appends to `made`; an Unknown where the loop or a condition could not be followed."""
    from alembic_ls.interpret.assignments import assign

    if not generators:
        if node.__class__ is ast.DictComp:
            key = evaluate(machine, node.key, scope)
            if isinstance(key, Unknown):
                return key
            made.append((key, evaluate(machine, node.value, scope)))
        else:
            made.append(evaluate(machine, node.elt, scope))
        return None
    first, rest = generators[0], generators[1:]
    items, others = known_elements(machine, evaluate(machine, first.iter, scope) if source is MISSING else source)
    if others is not None and (not items or node.__class__ is ast.DictComp):
        _perhaps(machine, node, first, rest, scope, others)
        return others
    for element in items:
        assign(machine, first.target, element, scope)
        keep: bool | None = True
        for condition in first.ifs:
            value = evaluate(machine, condition, scope)
            keep = truth_of(value)
            if keep is None:
                unsure = (
                    value if isinstance(value, Unknown) else unknown("which elements are kept is not known", condition, scope)
                )
                _perhaps(machine, node, first, rest, scope, unsure)
                return unsure
            if not keep:
                break
        if keep and (doubt := _generate(machine, node, rest, scope, made)) is not None:
            return doubt
    if others is not None:
        _perhaps(machine, node, first, rest, scope, others)
        made.append(Spread(others))
    return None


def _perhaps(
    machine: Machine,
    node: Any,
    generator: ast.comprehension,
    rest: list[ast.comprehension],
    scope: Scope,
    doubt: Unknown,
) -> None:
    """Does what an element that nobody knows would have done, as what may not happen: it may be a call that changes something."""
    from alembic_ls.interpret.assignments import assign

    made: list[ast.AST] = [node.key, node.value] if node.__class__ is ast.DictComp else [node.elt]
    if not any(part.__class__ is ast.Call for each in (*made, *generator.ifs, *rest) for part in ast.walk(each)):
        return
    saved, machine.uncertain = machine.uncertain, machine.uncertain or doubt
    try:
        assign(machine, generator.target, doubt, scope)
        for condition in generator.ifs:
            evaluate(machine, condition, scope)
        _generate(machine, node, rest, scope, [])
    except Raised:
        pass  # then nothing more of it is done
    finally:
        machine.uncertain = saved
