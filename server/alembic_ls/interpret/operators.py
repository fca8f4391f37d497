"""Arithmetic and its like, `|` between types, `not`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.limits import spend
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    Call,
    ClassValue,
    Generic,
    Host,
    PartialText,
    Place,
    Raised,
    Scope,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate_binary(machine: Machine, node: ast.BinOp, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    right = evaluate(machine, node.right, scope)
    return binary(machine, node.op.__class__, left, right, Place(scope.chunk, node))


def binary(machine: Machine, operator: type[ast.operator], left: Any, right: Any, place: Place) -> Any:
    """`left operator right`."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        if type(left) is not str or operator not in (ast.Add, ast.Mod):
            return right
        return PartialText.of(left if operator is ast.Add else left.partition("%")[0], right)
    if operator is ast.BitOr and (_is_type(left) or _is_type(right)):
        return Generic(Symbol("typing.Union"), (left, right))
    if operator is ast.Div and isinstance(left, Host):
        return left.item(machine, ("/", right))
    if operator is not ast.Mod or type(left) is not str:  # a member's text is not that of its value
        left, right = native.plain(left), native.plain(right)
    if native.is_native(left) and native.is_native(right):
        try:
            return spend(machine, native.binary(operator, left, right, place))
        except Raised as raised:
            if machine.guarded or raised.value != Symbol("builtins.TypeError"):
                raise
            return Unknown("this operation is not followed", place.anchor)  # one of the two may be another value elsewhere
    return Call(Symbol(f"operator.{operator.__name__}"), [left, right], {}, place)


def _is_type(value: Any) -> bool:
    return (
        isinstance(value, (ClassValue, Generic))
        or value is None
        or (isinstance(value, Symbol) and not value.path.startswith("sqlalchemy.func"))
    )


def evaluate_unary(machine: Machine, node: ast.UnaryOp, scope: Scope) -> Any:
    value = evaluate(machine, node.operand, scope)
    if isinstance(value, Unknown):
        return value
    if node.op.__class__ is ast.Not:
        truth = truth_of(value)
        return unknown("whether this holds is not known", node, scope) if truth is None else not truth
    if type(value) in (int, float, bool, complex):
        return native.unary(node.op.__class__, value)
    return Call(Symbol(f"operator.{node.op.__class__.__name__}"), [value], {}, Place(scope.chunk, node))
