"""Lists, tuples, sets and dicts as they are written."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.iteration import elements
from alembic_ls.interpret.values import (
    Scope,
    Spread,
    doubt_in,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate_sequence(machine: Machine, node: Any, scope: Scope) -> Any:
    items: list[Any] = []
    for element in node.elts:
        if element.__class__ is ast.Starred:
            spread = elements(machine, evaluate(machine, element.value, scope))
            if isinstance(spread, Unknown):
                items.append(Spread(spread))
            else:
                items.extend(spread)
        else:
            items.append(evaluate(machine, element, scope))
    if node.__class__ is ast.List:
        return items
    if node.__class__ is ast.Tuple:
        made = tuple(items)
        if any(type(item) is tuple and doubt_in(item) is not None for item in items) and (doubt := doubt_in(made)) is not None:
            return doubt if doubt.reason.startswith("this value is too large") else made
        return made
    try:
        return set(items)
    except TypeError:
        return unknown("a set of such elements is not followed", node, scope)


def evaluate_dict(machine: Machine, node: ast.Dict, scope: Scope) -> Any:
    made: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            more = evaluate(machine, value, scope)
            if type(more) is not dict:
                return more if isinstance(more, Unknown) else unknown("what is unpacked here is not followed", node, scope)
            made.update(more)
            continue
        name = evaluate(machine, key, scope)
        if isinstance(name, Unknown):
            return name
        try:
            made[name] = evaluate(machine, value, scope)
        except TypeError:
            return unknown("such a key is not followed", node, scope)
    return made
