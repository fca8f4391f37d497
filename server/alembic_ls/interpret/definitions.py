"""`def` and `class` statements, and what decorators make of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.assignments import names_of
from alembic_ls.interpret.calls import make_defaults
from alembic_ls.interpret.evaluation import evaluate
from alembic_ls.interpret.execution import Signal
from alembic_ls.interpret.values import (
    Bound,
    ClassValue,
    Function,
    Host,
    Instance,
    Member,
    Place,
    Scope,
)

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def run_def(machine: Machine, node: Any, scope: Scope) -> Signal:
    names_of(scope)[node.name] = define_function(machine, node, scope)
    if scope.kind == "class" and scope.owner is not None:
        scope.owner.places[node.name] = _name_place(node, scope)
    return None


def _name_place(node: Any, scope: Scope) -> Place:
    """The name in `def name(` or `class Name(`: the header's first line, from the keyword's end."""
    place = Place(scope.chunk, node)
    lead = (
        len("class ")
        if node.__class__ is ast.ClassDef
        else len("async def ")
        if node.__class__ is ast.AsyncFunctionDef
        else len("def ")
    )
    place.column += lead
    place.end_line = place.line
    place.end_column = place.column + len(node.name.encode())
    return place


def define_function(machine: Machine, node: Any, scope: Scope) -> Any:
    """The value of a `def`: the function, or what the project's own decorators make of it."""
    decorators = tuple(evaluate(machine, d, scope) for d in node.decorator_list)
    is_stub = scope.kind == "class" and node.lineno in scope.chunk.methods
    function = Function(node.name, scope, scope.chunk, None if is_stub else node, decorators, node.lineno if is_stub else 0)
    if scope.kind == "class":
        function.owner = scope.owner
    if not is_stub:
        make_defaults(machine, function)
    for decorator in decorators:
        if isinstance(decorator, Member) and decorator.name in _ACCESSORS and isinstance(decorator.owner, Function):
            if decorator.name == "setter":
                decorator.owner.attributes = {**(decorator.owner.attributes or {}), "fset": function}
            return decorator.owner
    return decorated(machine, function, decorators)


_ACCESSORS = frozenset({"setter", "deleter", "expression", "comparator", "update_expression"})


def decorated(machine: Machine, value: Any, decorators: tuple[Any, ...]) -> Any:
    """`value` through the decorators that are the project's own functions; those of libraries are only remembered."""
    for decorator in reversed(decorators):
        if isinstance(decorator, (Function, Bound, Host)):
            if isinstance(decorator, Function) and decorator.is_decorated("hybrid_property", "property"):
                continue
            made = machine.call(decorator, [value], {}, None)
            if isinstance(made, (Function, Bound, ClassValue, Instance)) or native.is_native(made):
                value = made
    return value


def run_class(machine: Machine, node: ast.ClassDef, scope: Scope) -> Signal:
    from alembic_ls.interpret.classes import define_class

    names_of(scope)[node.name] = define_class(machine, node, scope, _name_place(node, scope))
    return None
