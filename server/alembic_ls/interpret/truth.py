"""What counts as true, and what is chosen by it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.values import (
    Call,
    EnumMember,
    Host,
    Instance,
    Member,
    OneOf,
    Scope,
    Spread,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def truth_of(value: Any) -> bool | None:
    """Whether a value counts as true; None where that is not known."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Host):
        return value.truth()
    if isinstance(value, Call):
        return _truth_of_call(value)
    if isinstance(value, Member):
        return None
    if native.is_native(value):
        return bool(value) if native.partial(value) is None else any(type(v) is not Spread and v != "**" for v in value) or None
    if isinstance(value, EnumMember):
        return bool(value.value) if value.mixes_in_value else True
    if isinstance(value, Instance):
        return None if any(value.cls.lookup(name) is not None for name in ("__bool__", "__len__")) else True
    return True


def _truth_of_call(value: Call) -> bool | None:
    """An object of a library's class counts as true; what a function gives may be anything."""
    path = value.path
    if path.startswith(("sqlalchemy.", "sqlmodel.", "alembic.", "pydantic.")):
        return True
    return True if path.rpartition(".")[2][:1].isupper() and not path.startswith("operator.") else None


def evaluate_boolean(machine: Machine, node: ast.BoolOp, scope: Scope) -> Any:
    wanted = node.op.__class__ is ast.Or
    doubt: Any = None
    for operand in node.values:
        value = evaluate(machine, operand, scope)
        truth = truth_of(value)
        if truth is wanted:
            return value if doubt is None or type(value) is bool else doubt
        if truth is None:
            doubt = (
                doubt
                if doubt is not None
                else value
                if isinstance(value, Unknown)
                else unknown("whether this holds is not known", operand, scope)
            )
    return doubt if doubt is not None else value


def evaluate_conditional(machine: Machine, node: ast.IfExp, scope: Scope) -> Any:
    test = evaluate(machine, node.test, scope)
    truth = truth_of(test)
    if truth is None:
        one, other = evaluate(machine, node.body, scope), evaluate(machine, node.orelse, scope)
        if native.is_flat(one) and native.is_flat(other) and type(one) is type(other) and one == other:
            return one
        doubt = test if isinstance(test, Unknown) else unknown("which of the two it is is not known", node, scope)
        return OneOf.told([one, other], doubt)
    return evaluate(machine, node.body if truth else node.orelse, scope)
