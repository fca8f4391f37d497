"""Assignments to names, attributes and items, and what undoes them."""

from __future__ import annotations

import ast
import contextlib
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import Signal
from alembic_ls.interpret.iteration import elements
from alembic_ls.interpret.limits import MAX_SIZE, spend_on_looking
from alembic_ls.interpret.operators import binary
from alembic_ls.interpret.values import (
    Bound,
    Call,
    ClassValue,
    Extended,
    Function,
    Host,
    Instance,
    Place,
    Raised,
    Scope,
    Spread,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def names_of(scope: Scope) -> dict[str, Any]:
    """The names that an assignment in this scope binds."""
    return scope.module.namespace if scope.kind == "module" else scope.names


def assign(machine: Machine, target: ast.expr, value: Any, scope: Scope) -> None:
    """`target = value`, for any form of target."""
    kind = target.__class__
    if kind is ast.Name:
        name = target.id  # type: ignore[attr-defined]
        if scope.declared is not None and name in scope.declared:
            scope.declared[name][name] = value if machine.uncertain is None else machine.uncertain
        else:
            names_of(scope)[name] = value
    elif kind in (ast.Tuple, ast.List):
        _unpack(machine, target.elts, value, scope)  # type: ignore[attr-defined]
    elif kind is ast.Attribute:
        owner = evaluate(machine, target.value, scope)  # type: ignore[attr-defined]
        if isinstance(owner, Symbol) and scope.kind == "module" and target.value.__class__ is ast.Name:  # type: ignore[attr-defined]
            owner = _extended(owner, target.value.id, scope)  # type: ignore[attr-defined]
        set_attribute(machine, owner, target.attr, value, Place(scope.chunk, target))  # type: ignore[attr-defined]
    elif kind is ast.Subscript:
        _set_item(machine, target, value, scope)
    elif kind is ast.Starred:
        assign(machine, target.value, value, scope)  # type: ignore[attr-defined]


def _extended(library: Symbol, name: str, scope: Scope) -> Symbol:
    """What the module has a library under, for it to set attributes on: only the module itself is told of them."""
    if isinstance(library, Extended):
        return library
    found = names_of(scope)[name] = Extended(library.path)
    return found


def _unpack(machine: Machine, targets: list[ast.expr], value: Any, scope: Scope) -> None:
    items = elements(machine, value)
    starred = next((i for i, t in enumerate(targets) if t.__class__ is ast.Starred), None)
    if isinstance(items, Unknown):
        for target in targets:
            assign(machine, target, items, scope)
        return
    if len(items) != len(targets) if starred is None else len(items) < len(targets) - 1:
        raise Raised(Symbol("builtins.ValueError"))
    if starred is not None:
        tail = len(targets) - starred - 1
        items = [*items[:starred], items[starred : len(items) - tail], *items[len(items) - tail :]]
    for target, item in zip(targets, items):
        assign(machine, target, item, scope)


def set_attribute(machine: Machine, owner: Any, name: str, value: Any, place: Place | None) -> None:
    """`owner.name = value`; under doubt the attribute becomes Unknown."""
    from alembic_ls.interpret.modules import Module

    if isinstance(owner, Instance) and (found := owner.cls.lookup(name)) is not None and isinstance(found[0], Function):
        setter = (found[0].attributes or {}).get("fset")
        if setter is not None:
            machine.call(Bound(owner, setter), [value], {}, None)
            return
    if machine.uncertain is not None and not isinstance(owner, Host):
        value = machine.uncertain
    if isinstance(owner, ClassValue):
        owner.names[name] = value
        if place is not None:
            owner.places[name] = place
    elif isinstance(owner, Instance):
        owner.attributes[name] = value
    elif isinstance(owner, Module):
        owner.namespace[name] = value
    elif isinstance(owner, Extended):
        owner.added[name] = value
    elif isinstance(owner, Host):
        owner.set_attribute(machine, name, value)
    elif isinstance(owner, (Call, Function)):
        if owner.attributes is None:
            owner.attributes = {}
        owner.attributes[name] = value


def _set_item(machine: Machine, target: Any, value: Any, scope: Scope) -> None:
    owner = evaluate(machine, target.value, scope)
    key = evaluate(machine, target.slice, scope)
    doubt = machine.uncertain or (key if isinstance(key, Unknown) else None)
    if doubt is not None and type(owner) in (dict, list):
        _set_in_doubt(owner, key, doubt)
    elif type(owner) is dict or (type(owner) is list and type(native.plain(key)) in (int, bool, slice)):
        key = key if type(owner) is dict else native.plain(key)
        with contextlib.suppress(TypeError, IndexError, ValueError):
            owner[key] = value
    elif isinstance(owner, Host):
        owner.set_attribute(machine, "[]", (key, value))


def _set_in_doubt(owner: Any, key: Any, doubt: Unknown) -> None:
    """`owner[key] = …` that may not happen, or of a key that is not known: what it may change is not known afterwards."""
    if type(key) is slice or native.partial(owner) is not None:
        native.obscure(owner, doubt)
        return
    keys: Any = range(len(owner)) if type(owner) is list else list(owner)
    try:
        changed = keys if isinstance(key, Unknown) else [key] if type(owner) is list or key in owner else []
        for each in changed:
            owner[each] = doubt
    except (TypeError, IndexError):
        return
    if type(owner) is dict and (isinstance(key, Unknown) or not changed):
        native.obscure(owner, doubt, False)


def run_assign(machine: Machine, node: ast.Assign, scope: Scope) -> Signal:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        assign(machine, target, value, scope)
        _remember_place(target, scope)
    return None


def run_annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> Signal:
    if scope.kind == "class" and scope.owner is not None and node.target.__class__ is ast.Name:
        scope.owner.annotations[node.target.id] = (node.annotation, scope)
        _remember_place(node.target, scope)
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, scope), scope)
    return None


def _remember_place(target: ast.expr, scope: Scope) -> None:
    if scope.kind == "class" and scope.owner is not None and target.__class__ is ast.Name:
        scope.owner.places[target.id] = Place(scope.chunk, target)


def run_augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> Signal:
    load = _as_load(node.target)
    old = evaluate(machine, load, scope)
    value = evaluate(machine, node.value, scope)
    operator = node.op.__class__
    if (type(old), operator) in _IN_PLACE:
        if machine.uncertain is not None:
            native.obscure(old, machine.uncertain, loses=operator not in (ast.Add, ast.BitOr) or type(old) is dict)
            return None
        if operator is ast.Add:
            _extend(machine, old, value)
            return None
    result = binary(machine, operator, old, value, Place(scope.chunk, node))
    if (type(old), operator) not in _IN_PLACE:
        assign(machine, node.target, result, scope)
    elif type(result) is type(old):
        old.clear()
        old.extend(result) if type(old) is list else old.update(result)
    else:
        native.obscure(old, result if isinstance(result, Unknown) else unknown("this operation is not followed", node, scope))
    return None


# Operators that change what they are given rather than make another.
_IN_PLACE = frozenset(
    {(list, ast.Add), (list, ast.Mult), (dict, ast.BitOr), *((set, o) for o in (ast.BitOr, ast.BitAnd, ast.BitXor, ast.Sub))}
)


def _extend(machine: Machine, old: list[Any], value: Any) -> None:
    more = elements(machine, value)
    if not isinstance(more, Unknown) and len(old) + len(more) > MAX_SIZE:
        more = Unknown("this value is too large to follow")
    if isinstance(more, Unknown):
        old.append(Spread(more))
    else:
        old.extend(more)


def _as_load(target: Any) -> Any:
    if target.__class__ is ast.Name:
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target


def run_delete(machine: Machine, node: ast.Delete, scope: Scope) -> Signal:
    for target in node.targets:
        if target.__class__ is ast.Name:
            names_of(scope).pop(target.id, None)
        elif target.__class__ in (ast.Tuple, ast.List):
            run_delete(machine, ast.Delete(target.elts), scope)
        elif target.__class__ is ast.Subscript:
            owner, key = evaluate(machine, target.value, scope), evaluate(machine, target.slice, scope)
            _delete_item(machine, owner, key)
        elif target.__class__ is ast.Attribute:
            owner = evaluate(machine, target.value, scope)
            if isinstance(owner, (ClassValue, Instance)):
                names = owner.names if isinstance(owner, ClassValue) else owner.attributes
                names.pop(target.attr, None)
    return None


def _delete_item(machine: Machine, owner: Any, key: Any) -> None:
    spend_on_looking(machine, owner)
    doubt = machine.uncertain or (key if isinstance(key, Unknown) else native.partial(owner))
    if doubt is not None:
        native.obscure(owner, doubt)
    elif type(owner) in (dict, list):
        try:
            del owner[key]
        except (LookupError, TypeError, ValueError) as error:
            if not (type(owner) is dict and "**" in owner):
                raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None
