"""Whether values are equal, the same, in order, one in the other."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.iteration import known_elements
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    CONTAINERS,
    Bound,
    Call,
    ClassValue,
    Host,
    Instance,
    Member,
    Place,
    Scope,
    Symbol,
    doubt_in,
    equals_who_knows,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate_compare(machine: Machine, node: ast.Compare, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    result: Any = True
    for operator, operand in zip(node.ops, node.comparators):
        right = evaluate(machine, operand, scope)
        result = compare(machine, operator.__class__, left, right, node, scope)
        if isinstance(result, (Unknown, Call)) or result is False:
            return result
        left = right
    return result


def compare(machine: Machine, operator: type[ast.cmpop], left: Any, right: Any, node: ast.AST, scope: Scope) -> Any:
    """`left operator right`: True, False, Unknown, or a Call where an SQL expression is built."""
    if operator in (ast.Is, ast.IsNot):
        same = _is(left, right)
        if same is None:
            return (
                left
                if isinstance(left, Unknown)
                else right
                if isinstance(right, Unknown)
                else unknown("identity is not known", node, scope)
            )
        return same is (operator is ast.Is)
    if operator in (ast.In, ast.NotIn):
        inside = contains(machine, right, left)
        return inside if isinstance(inside, Unknown) else inside is (operator is ast.In)
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    left, right = native.plain(left), native.plain(right)
    if native.is_native(left) and native.is_native(right):
        return native.compare(operator, left, right, Place(scope.chunk, node))
    if operator in (ast.Eq, ast.NotEq) and not _builds_sql(left) and not _builds_sql(right):
        return (left is right or left == right) is (operator is ast.Eq)
    return Call(Symbol(f"operator.{operator.__name__}"), [left, right], {}, Place(scope.chunk, node))


def _compares_itself(value: Any) -> bool:
    """True for an object whose class says, itself or by a decorator, when two are equal."""
    return isinstance(value, Instance) and (
        value.cls.lookup("__eq__") is not None
        or any(isinstance(c, ClassValue) and c.facts.get("decorators") for c in value.cls.mro)
    )


def _builds_sql(value: Any) -> bool:
    return isinstance(value, (Call, Member, Instance)) or (isinstance(value, Host) and value.truth() is None)


def _is(left: Any, right: Any) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return left == right
    if (isinstance(left, (Call, Member)) and right is None) or (isinstance(right, (Call, Member)) and left is None):
        func = left if right is None else right
        if isinstance(func, Call) and func.path.startswith(("sqlalchemy.", "sqlmodel.", "alembic.", "pydantic.")):
            return False
        return None
    return left is right


def contains(machine: Machine, container: Any, value: Any) -> Any:
    """`value in container`: True, False or Unknown."""
    if isinstance(container, Host):
        return container.contains(machine, value)
    if isinstance(container, Unknown):
        return container
    if isinstance(value, Unknown):
        return value
    if isinstance(container, Instance) and (found := container.cls.lookup("__contains__")) is not None:
        truth = truth_of(machine.call(Bound(container, found[0]), [value], {}, None))
        return truth if truth is not None else Unknown("what this object contains is not known")
    if type(container) is str:
        value = native.plain(value)
        return value in container if type(value) is str else Unknown("what is looked for here is not a string")
    items, doubt = known_elements(machine, container)
    machine.fuel -= len(items) // 10
    for element in items:
        if isinstance(element, Unknown):
            doubt = element
        elif element is value:
            return True
        elif (
            type(element) in CONTAINERS
            and type(value) in CONTAINERS
            and (open_ := doubt_in(element) or doubt_in(value)) is not None
        ):
            doubt = open_
        elif not _builds_sql(element) and element == value:
            return True
        elif _compares_itself(element) or _compares_itself(value) or equals_who_knows(element) or equals_who_knows(value):
            doubt = Unknown("whether these objects are equal is not known")
    return doubt if doubt is not None else False
