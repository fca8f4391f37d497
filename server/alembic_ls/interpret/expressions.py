"""What each kind of expression is, by the file that knows it; the plain ones here."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.call_expressions import evaluate_call
from alembic_ls.interpret.calls import make_defaults
from alembic_ls.interpret.comparisons import evaluate_compare
from alembic_ls.interpret.comprehensions import evaluate_comprehension
from alembic_ls.interpret.displays import evaluate_dict, evaluate_sequence
from alembic_ls.interpret.evaluation import EVALUATE, evaluate, unknown
from alembic_ls.interpret.iteration import elements
from alembic_ls.interpret.limits import fits
from alembic_ls.interpret.operators import evaluate_binary, evaluate_unary
from alembic_ls.interpret.references import evaluate_attribute, evaluate_name, evaluate_slice, evaluate_subscript
from alembic_ls.interpret.texts import evaluate_formatted, evaluate_joined
from alembic_ls.interpret.truth import evaluate_boolean, evaluate_conditional
from alembic_ls.interpret.values import (
    Function,
    Scope,
    Spread,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _constant(machine: Machine, node: ast.Constant, scope: Scope) -> Any:
    value = node.value
    return value if type(value) is not int or fits(value) else unknown("this number is too large to follow", node, scope)


def _lambda(machine: Machine, node: ast.Lambda, scope: Scope) -> Any:
    function = Function("<lambda>", scope, scope.chunk, node)
    make_defaults(machine, function)
    return function


def _named(machine: Machine, node: ast.NamedExpr, scope: Scope) -> Any:
    from alembic_ls.interpret.assignments import assign

    value = evaluate(machine, node.value, scope)
    at = scope
    while at.kind == "comprehension" and at.parent is not None:
        at = at.parent
    assign(machine, node.target, value, at)
    return value


def _await(machine: Machine, node: ast.Await, scope: Scope) -> Any:
    return evaluate(machine, node.value, scope)


def _yield(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope) if node.value is not None else None
    given = scope.names.setdefault("yield", [])
    if node.__class__ is ast.YieldFrom:
        more = elements(machine, value)
        given.extend([Spread(more)] if isinstance(more, Unknown) else more)
    else:
        given.append(value if machine.uncertain is None else Spread(machine.uncertain))
    return None


def _starred(machine: Machine, node: ast.Starred, scope: Scope) -> Any:
    return unknown("a starred expression here is not followed", node, scope)


EVALUATE.update(
    {
        ast.Name: evaluate_name,
        ast.Constant: _constant,
        ast.Attribute: evaluate_attribute,
        ast.Call: evaluate_call,
        ast.BinOp: evaluate_binary,
        ast.UnaryOp: evaluate_unary,
        ast.BoolOp: evaluate_boolean,
        ast.Compare: evaluate_compare,
        ast.IfExp: evaluate_conditional,
        ast.List: evaluate_sequence,
        ast.Tuple: evaluate_sequence,
        ast.Set: evaluate_sequence,
        ast.Dict: evaluate_dict,
        ast.JoinedStr: evaluate_joined,
        ast.FormattedValue: evaluate_formatted,
        ast.Subscript: evaluate_subscript,
        ast.Slice: evaluate_slice,
        ast.Lambda: _lambda,
        ast.ListComp: evaluate_comprehension,
        ast.SetComp: evaluate_comprehension,
        ast.GeneratorExp: evaluate_comprehension,
        ast.DictComp: evaluate_comprehension,
        ast.NamedExpr: _named,
        ast.Await: _await,
        ast.Yield: _yield,
        ast.YieldFrom: _yield,
        ast.Starred: _starred,
    }
)
