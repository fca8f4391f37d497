"""`with` statements: what a context manager gives, and what it does when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.assignments import assign
from alembic_ls.interpret.branches import obscure_bound
from alembic_ls.interpret.errors import catches
from alembic_ls.interpret.evaluation import evaluate
from alembic_ls.interpret.execution import Signal, execute
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import (
    Bound,
    Call,
    Host,
    Instance,
    Member,
    Raised,
    Scope,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def run_with(machine: Machine, node: Any, scope: Scope) -> Signal:
    entered = []
    for item in node.items:
        manager = evaluate(machine, item.context_expr, scope)
        value = enter(machine, manager)
        entered.append(manager)
        if item.optional_vars is not None:
            assign(machine, item.optional_vars, value, scope)
    pending: Raised | None = None
    signal: Signal = None
    guards = any(_may_swallow(manager) for manager in entered)
    machine.guarded += guards
    uncertain, exits = machine.uncertain, machine.exits
    if guards:
        machine.exits = set()
    try:
        signal = execute(machine, node.body, scope)
    except Raised as raised:
        pending = raised
    finally:
        machine.guarded -= guards
        if guards:
            if "raise" in machine.exits and machine.uncertain is not None:
                obscure_bound(machine, node.body, machine.uncertain, scope)
                if machine.exits == {"raise"}:
                    machine.uncertain = uncertain
            exits |= machine.exits - {"raise"}
            machine.exits = exits
        for manager in reversed(entered):
            if _leave(machine, manager, pending):
                pending = None
    if pending is not None:
        raise pending
    return signal


def _may_swallow(manager: Any) -> bool:
    return (isinstance(manager, Call) and manager.path == "contextlib.suppress") or (
        isinstance(manager, Instance) and manager.cls.lookup("__exit__") is not None
    )


def _leave(machine: Machine, manager: Any, pending: Raised | None) -> bool:
    """Leaves a context; True where it swallows what was raised."""
    if isinstance(manager, Host) and (leave := getattr(manager, "leave", None)) is not None:
        leave(machine)
    elif isinstance(manager, Instance):
        found = manager.cls.lookup("__exit__") or manager.cls.lookup("__aexit__")
        if found is not None:
            given = [None, None, None] if pending is None else [Unknown("the class of what was raised"), pending.value, None]
            return truth_of(machine.call(Bound(manager, found[0]), given, {}, None)) is True
    elif pending is not None and isinstance(manager, Call) and manager.path == "contextlib.suppress":
        return any(catches(a, pending.value) for a in manager.args)
    return False


def enter(machine: Machine, manager: Any) -> Any:
    """What `with manager as x` binds to x."""
    if isinstance(manager, Host):
        enter_host = getattr(manager, "enter", None)
        return enter_host(machine) if enter_host is not None else manager
    if isinstance(manager, Instance):
        for name in ("__enter__", "__aenter__"):
            found = manager.cls.lookup(name)
            if found is not None:
                return machine.call(Bound(manager, found[0]), [], {}, None)
        return manager
    if isinstance(manager, (Call, Member, Unknown)):
        return Unknown("what this context manager gives is not known", manager.anchor if isinstance(manager, Call) else None)
    return manager
