"""Calls as they are written, and those that look at the scope in which they stand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.calls import call
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.iteration import elements
from alembic_ls.interpret.values import (
    Member,
    Place,
    Scope,
    Spread,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def arguments(machine: Machine, node: ast.Call, scope: Scope) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call, evaluated: starred ones spread out."""
    args: list[Any] = []
    for arg in node.args:
        if arg.__class__ is ast.Starred:
            value = evaluate(machine, arg.value, scope)
            spread = elements(machine, value)
            if isinstance(spread, Unknown):
                args.append(Spread(spread))
            else:
                args.extend(spread)
        else:
            args.append(evaluate(machine, arg, scope))
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        elif type(value) is dict and all(type(k) is str for k in value):
            kwargs.update(value)
        else:
            kwargs["**"] = (
                value if isinstance(value, Unknown) else unknown("these keyword arguments are not followed", node, scope)
            )
    return args, kwargs


def evaluate_call(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    func = evaluate(machine, node.func, scope)
    if type(func) is Symbol and func.path in _SCOPED:
        return _SCOPED[func.path](machine, node, scope)
    args, kwargs = arguments(machine, node, scope)
    if isinstance(func, Unknown) and node.func.__class__ is ast.Attribute:
        return machine.unfollowed(func, Member(scope.module, node.func.attr), args, kwargs)
    return call(machine, func, args, kwargs, Place(scope.chunk, node))


def _super(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    from alembic_ls.interpret.values import Super

    at: Scope | None = scope
    while at is not None and at.owner is None:
        at = at.parent
    if at is None or at.owner is None:
        return unknown("super() outside of a method", node, scope)
    receiver = next(iter(at.names.values()), None)
    return Super(at.owner, receiver)


def _locals(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    if node.args:  # vars(object)
        return attribute_of(machine, evaluate(machine, node.args[0], scope), "__dict__")
    if scope.kind == "module":
        return _globals(machine, node, scope)
    return scope.names if scope.kind == "class" else {k: v for k, v in scope.names.items() if k not in ("yield", "return?")}


def _globals(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    from alembic_ls.interpret.global_names import Namespace

    return Namespace(scope.module)


_SCOPED = {"builtins.super": _super, "builtins.locals": _locals, "builtins.globals": _globals, "builtins.vars": _locals}
