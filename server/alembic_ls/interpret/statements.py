"""What each kind of statement does, by the file that knows it; the plain ones here."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.assignments import names_of, run_annotated, run_assign, run_augmented, run_delete
from alembic_ls.interpret.branches import run_if
from alembic_ls.interpret.definitions import run_class, run_def
from alembic_ls.interpret.errors import run_assert, run_raise, run_try
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import BREAK, CONTINUE, EXECUTE, Signal
from alembic_ls.interpret.loops import run_for, run_while
from alembic_ls.interpret.match_cases import run_match
from alembic_ls.interpret.values import (
    Scope,
)
from alembic_ls.interpret.with_blocks import run_with
from alembic_ls.syntax.imports import import_of
from alembic_ls.syntax.parse import Broken

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> Signal:
    if node.value.__class__ is not ast.Constant:
        evaluate(machine, node.value, scope)
    return None


def _return(machine: Machine, node: ast.Return, scope: Scope) -> Signal:
    return ("return", evaluate(machine, node.value, scope) if node.value is not None else None)


def _import(machine: Machine, node: Any, scope: Scope) -> Signal:
    machine.import_names(import_of(node), scope)
    return None


def _global(machine: Machine, node: ast.Global, scope: Scope) -> Signal:
    if scope.kind != "module":
        scope.declared = {**(scope.declared or {}), **dict.fromkeys(node.names, scope.module.namespace)}
    return None


def _nonlocal(machine: Machine, node: ast.Nonlocal, scope: Scope) -> Signal:
    for name in node.names:
        at = scope.parent
        while at is not None and (at.kind == "class" or name not in at.names):
            at = at.parent
        if at is not None:
            owner = at.declared[name] if at.declared is not None and name in at.declared else at.names
            scope.declared = {**(scope.declared or {}), name: owner}
    return None


def _broken(machine: Machine, node: Broken, scope: Scope) -> Signal:
    machine.unreadable(unknown(f"this does not parse: {node.fault.message}", node, scope), scope)
    return None


def _nothing(machine: Machine, node: ast.stmt, scope: Scope) -> Signal:
    return None


def _break(machine: Machine, node: ast.stmt, scope: Scope) -> Signal:
    return BREAK


def _continue(machine: Machine, node: ast.stmt, scope: Scope) -> Signal:
    return CONTINUE


EXECUTE.update(
    {
        ast.Expr: _expression,
        ast.Assign: run_assign,
        ast.AnnAssign: run_annotated,
        ast.AugAssign: run_augmented,
        ast.If: run_if,
        ast.For: run_for,
        ast.AsyncFor: run_for,
        ast.While: run_while,
        ast.Try: run_try,
        ast.With: run_with,
        ast.AsyncWith: run_with,
        ast.Match: run_match,
        ast.FunctionDef: run_def,
        ast.AsyncFunctionDef: run_def,
        ast.ClassDef: run_class,
        ast.Return: _return,
        ast.Raise: run_raise,
        ast.Import: _import,
        ast.ImportFrom: _import,
        ast.Global: _global,
        ast.Nonlocal: _nonlocal,
        ast.Delete: run_delete,
        ast.Assert: run_assert,
        ast.Pass: _nothing,
        ast.Break: _break,
        ast.Continue: _continue,
        Broken: _broken,
    }
)
if hasattr(ast, "TryStar"):
    EXECUTE[ast.TryStar] = run_try
if hasattr(ast, "TypeAlias"):
    EXECUTE[ast.TypeAlias] = lambda machine, node, scope: names_of(scope).__setitem__(
        node.name.id, evaluate(machine, node.value, scope)
    )
