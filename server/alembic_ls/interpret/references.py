"""Names, attributes and items."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.iteration import item_of
from alembic_ls.interpret.values import (
    MISSING,
    Absent,
    Place,
    Raised,
    Scope,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def lookup(machine: Machine, name: str, scope: Scope) -> Any:
    """What a name stands for, by Python's scopes: MISSING where nothing binds it."""
    found = scope.names.get(name, MISSING)
    if found is not MISSING and scope.kind != "module":
        return found
    at: Scope | None = scope
    while at is not None and at.kind != "module":
        if at.kind != "class" or at is scope:
            found = at.names.get(name, MISSING)
            if found is not MISSING:
                return found
        at = at.parent
    found = scope.module.bound(machine, name)
    if found is not MISSING:
        return found
    return machine.builtins.get(name, MISSING)


def evaluate_name(machine: Machine, node: ast.Name, scope: Scope) -> Any:
    found = lookup(machine, node.id, scope)
    if found is MISSING:
        if machine.guarded and scope.module.is_known_whole(machine):
            raise Raised(Symbol("builtins.NameError"))
        return Absent(f"the name '{node.id}' is not defined in what was read", Place(scope.chunk, node).anchor)
    return found


def evaluate_attribute(machine: Machine, node: ast.Attribute, scope: Scope) -> Any:
    owner = evaluate(machine, node.value, scope)
    if type(owner) is Symbol:
        return machine.symbol_attribute(owner, node.attr)
    found = attribute_of(machine, owner, node.attr)
    if found is MISSING:
        if machine.guarded or (owner is None and machine.uncertain is not None):  # so what is in doubt does not happen
            raise Raised(Symbol("builtins.AttributeError"))
        return unknown(f"'{node.attr}' was not found in what was read", node, scope)
    return found


def evaluate_subscript(machine: Machine, node: ast.Subscript, scope: Scope) -> Any:
    owner = evaluate(machine, node.value, scope)
    if isinstance(owner, Unknown):
        return owner
    key = evaluate(machine, node.slice, scope)
    return item_of(machine, owner, key, Place(scope.chunk, node))


def evaluate_slice(machine: Machine, node: ast.Slice, scope: Scope) -> Any:
    ends = [None if part is None else evaluate(machine, part, scope) for part in (node.lower, node.upper, node.step)]
    if all(end is None or type(end) is int for end in ends):
        return slice(*ends)
    return unknown("the bounds of this slice are not known", node, scope)
