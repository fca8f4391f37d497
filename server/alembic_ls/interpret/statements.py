"""Statement trees to their effects on names. Both ways are tried where a condition is not known."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.calls import make_defaults
from alembic_ls.interpret.expressions import binary, compare, evaluate, truth_of, unknown
from alembic_ls.interpret.iteration import Iterated, elements
from alembic_ls.interpret.limits import MAX_ROUNDS, MAX_SIZE
from alembic_ls.interpret.targets import bound_by
from alembic_ls.interpret.values import (
    Bound,
    Call,
    ClassValue,
    Function,
    Generic,
    Host,
    Instance,
    Member,
    OneOf,
    OutOfFuel,
    Place,
    Raised,
    Scope,
    Spread,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.imports import import_of
from alembic_ls.syntax.parse import Broken

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

# What a statement answers where it leaves its block: None where it does not.
Signal = Any
BREAK = ("break", None)
CONTINUE = ("continue", None)
LEFT = ("raise", None)


def execute(machine: Machine, statements: list[Any], scope: Scope) -> Signal:
    """Runs the statements one after the other; what left the block, ("return", value), BREAK, CONTINUE, or None."""
    for statement in statements:
        machine.fuel -= 1
        if machine.fuel < 0:
            raise OutOfFuel
        signal = _EXECUTE[statement.__class__](machine, statement, scope)
        if signal is not None:
            return signal
    return None


def names_of(scope: Scope) -> dict[str, Any]:
    """The names that an assignment in this scope binds."""
    return scope.module.namespace if scope.kind == "module" else scope.names


def fork(machine: Machine, doubt: Unknown, branches: list[list[Any]], scope: Scope) -> Signal:
    """Runs each branch as one that may or may not happen: what they leave different is Unknown afterwards."""
    machine.forks += 1
    names = names_of(scope)
    # Only what the branches bind themselves: other names may be made while they run, because somebody asks for them first here.
    visited = [0]
    bound = dict.fromkeys(name for body in branches for statement in body for name in bound_by(statement, visited))
    machine.fuel -= visited[0] // 4  # branches in branches are looked through again and again
    before = {name: names[name] for name in bound if name in names}
    outcomes: list[tuple[Signal, dict[str, Any]]] = []
    saved = machine.uncertain
    for body in branches:
        _restore(names, bound, before)
        machine.uncertain = saved or doubt
        undo = machine.savepoint() if machine.savepoint is not None and not machine.guarded else None
        try:
            signal = execute(machine, body, scope)
        except Raised:
            signal = LEFT
            if machine.guarded:
                machine.exits.add("raise")
            if undo is not None:
                undo()  # what fails as a whole leaves nothing behind
        outcomes.append((signal, {name: names[name] for name in bound if name in names}))
    machine.uncertain = saved
    live = [after for signal, after in outcomes if signal is None]
    left = [signal for signal, _ in outcomes if signal is not None and signal is not LEFT]
    _restore(names, bound, _merged(live or [after for _, after in outcomes], doubt))
    if not live:
        if not left:
            raise Raised(doubt)
        values = [value for kind, value in left if kind == "return"]
        if values:
            return ("return", values[0] if all(_same(v, values[0]) for v in values) and len(values) == len(branches) else doubt)
        return left[0]
    if "raise" in machine.exits:
        machine.uncertain = machine.uncertain or doubt  # until the `try` that may have caught it
    if left:
        machine.uncertain = machine.uncertain or doubt  # until the loop's round or this call ends: what follows may not happen
        for kind, value in left:
            machine.exits.add(kind)
            if kind == "return":
                scope.names.setdefault("return?", []).append(value)
    return None


def _restore(names: dict[str, Any], bound: dict[str, None], values: dict[str, Any]) -> None:
    for name in bound:
        if name in values:
            names[name] = values[name]
        else:
            names.pop(name, None)


def _merged(outcomes: list[dict[str, Any]], doubt: Unknown) -> dict[str, Any]:
    first, rest = outcomes[0], outcomes[1:]
    if not rest:
        return first
    merged = {}
    for name in {key: None for outcome in outcomes for key in outcome}:
        values = [outcome.get(name, doubt) for outcome in outcomes]
        merged[name] = values[0] if all(_same(values[0], v) for v in values[1:]) else OneOf.of(values, doubt)
    return merged


def _same(a: Any, b: Any) -> bool:
    return a is b or (native.is_flat(a) and native.is_flat(b) and type(a) is type(b) and a == b)


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
        set_attribute(machine, owner, target.attr, value, Place(scope.chunk, target))  # type: ignore[attr-defined]
    elif kind is ast.Subscript:
        _set_item(machine, target, value, scope)
    elif kind is ast.Starred:
        assign(machine, target.value, value, scope)  # type: ignore[attr-defined]


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


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> Signal:
    if node.value.__class__ is not ast.Constant:
        evaluate(machine, node.value, scope)
    return None


def _assign(machine: Machine, node: ast.Assign, scope: Scope) -> Signal:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        assign(machine, target, value, scope)
        _remember_place(target, scope)
    return None


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> Signal:
    if scope.kind == "class" and scope.owner is not None and node.target.__class__ is ast.Name:
        scope.owner.annotations[node.target.id] = (node.annotation, scope)
        _remember_place(node.target, scope)
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, scope), scope)
    return None


def _remember_place(target: ast.expr, scope: Scope) -> None:
    if scope.kind == "class" and scope.owner is not None and target.__class__ is ast.Name:
        scope.owner.places[target.id] = Place(scope.chunk, target)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> Signal:
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


def _if(machine: Machine, node: ast.If, scope: Scope) -> Signal:
    test = evaluate(machine, node.test, scope)
    truth = truth_of(test)
    if truth is None:
        doubt = test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
        return fork(machine, doubt, [node.body, node.orelse], scope)
    return execute(machine, node.body if truth else node.orelse, scope)


def _for(machine: Machine, node: Any, scope: Scope) -> Signal:
    source = evaluate(machine, node.iter, scope)
    items = _one_by_one(machine, source)
    if isinstance(items, Unknown):
        assign(machine, node.target, items, scope)
        with _Rounds(machine, node, scope):
            signal = fork(machine, items, [node.body, []], scope)
        return signal if signal is not None and signal[0] == "return" else None
    with _Rounds(machine, node, scope) as rounds:
        for element in items:
            if type(element) is Spread:  # the loop went on over what was appended under doubt
                assign(machine, node.target, element.value, scope)
                signal = fork(machine, element.value, [node.body, []], scope)
            else:
                assign(machine, node.target, element, scope)
                signal = execute(machine, node.body, scope)
            rounds.ended()
            if signal is None or signal is CONTINUE:
                continue
            if signal is BREAK:
                return None
            return signal
    return rounds.otherwise(node.orelse)


def _one_by_one(machine: Machine, source: Any) -> Any:
    """The elements as a loop takes them: of a list that grows meanwhile, of an iterator that is left halfway; Unknown where not known."""
    if type(source) is list and native.partial(source) is None:
        return source
    if type(source) is Iterated and source.doubt is None:
        return _taken(machine, source)
    return elements(machine, source)


def _taken(machine: Machine, source: Iterated) -> Iterator[Any]:
    while taken := source.take(machine, 1)[0]:
        yield taken[0]


class _Rounds:
    """Ends the doubts that `continue` and `break` leave in a loop, where nobody knows whether they are reached: the one with its
    round, the other with the loop. That of `return` goes on."""

    __slots__ = ("exits", "left", "machine", "node", "scope", "uncertain")

    def __init__(self, machine: Machine, node: Any, scope: Scope) -> None:
        self.machine = machine
        self.node = node
        self.scope = scope
        self.uncertain = machine.uncertain
        self.exits = machine.exits
        self.left: Unknown | None = None  # why the loop may have been left before its end

    def __enter__(self) -> _Rounds:
        self.machine.exits = set()
        return self

    def ended(self) -> None:
        """A round is over."""
        machine = self.machine
        if machine.exits == {"continue"}:
            self._obscure(self.node.body)  # what stands behind the `continue`
            machine.exits.clear()
            machine.uncertain = self.uncertain

    def __exit__(self, *_: object) -> None:
        machine = self.machine
        if "break" in machine.exits:
            self.left = machine.uncertain
            self._obscure([self.node])
        if machine.exits & {"return", "raise"}:
            self.exits |= machine.exits & {"return", "raise"}
        else:
            machine.uncertain = self.uncertain
        machine.exits = self.exits

    def otherwise(self, body: list[Any]) -> Signal:
        """Runs the `else` of a loop that came to its end, or may have."""
        if self.left is not None and body:
            return fork(self.machine, self.left, [body, []], self.scope)
        return execute(self.machine, body, self.scope)

    def _obscure(self, body: list[Any]) -> None:
        """Names that rounds bind which may not have been are unknown."""
        if (doubt := self.machine.uncertain) is not None:
            obscure_bound(self.machine, body, doubt, self.scope)


def obscure_bound(machine: Machine, body: list[Any], doubt: Unknown, scope: Scope) -> None:
    """Whatever names the statements bind are unknown: nobody knows how far they were run."""
    names = names_of(scope)
    for statement in body:
        for name in bound_by(statement):
            if name in names:
                names[name] = doubt


def _while(machine: Machine, node: ast.While, scope: Scope) -> Signal:
    with _Rounds(machine, node, scope) as rounds:
        return _repeated(machine, node, scope, rounds)


def _repeated(machine: Machine, node: ast.While, scope: Scope, rounds: _Rounds) -> Signal:
    forks = machine.forks
    for _ in range(MAX_ROUNDS):
        test = evaluate(machine, node.test, scope)
        truth = truth_of(test)
        if truth is None:
            doubt = test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
            signal = fork(machine, doubt, [node.body, []], scope)
            return signal if signal is not None and signal[0] == "return" else None
        if not truth:
            return rounds.otherwise(node.orelse)
        signal = execute(machine, node.body, scope)
        if signal is BREAK:
            return None
        if signal is not None and signal is not CONTINUE:
            return signal
        rounds.ended()
        if machine.exits or (machine.uncertain is not None and machine.forks > forks):
            break  # it may have left the loop: what another round does may not happen
    doubt = machine.uncertain or unknown("how often this is repeated is not known", node.test, scope)
    signal = fork(machine, doubt, [node.body, []], scope)
    return signal if signal is not None and signal[0] == "return" else None


def _try(machine: Machine, node: Any, scope: Scope) -> Signal:
    signal: Signal = None
    machine.guarded += 1
    pending: Raised | None = None
    uncertain, exits, machine.exits = machine.uncertain, machine.exits, set()
    try:
        signal = execute(machine, node.body, scope)
        finished = True
    except Raised as raised:
        finished, pending = False, raised
    finally:
        machine.guarded -= 1
        doubt = machine.uncertain if "raise" in machine.exits else None
        if doubt is not None and not machine.exits - {"raise"}:
            machine.uncertain = uncertain
        exits |= machine.exits - {"raise"}
        machine.exits = exits
    if doubt is not None and finished:
        # It may have been left anywhere: by what comes then, both ways are gone.
        obscure_bound(machine, node.body, doubt, scope)
        ways = [node.orelse if signal is None else [], *(handler.body for handler in node.handlers)]
        other = fork(machine, doubt, ways, scope)
        signal = ("return", doubt) if signal is not None and signal[0] == "return" else signal or other
    elif finished and signal is None:
        signal = execute(machine, node.orelse, scope)
    elif pending is not None:
        try:
            handled, signal = _handle(machine, node, pending, scope)
            pending = None if handled else pending
        except Raised as raised:
            pending = raised
    last = execute(machine, node.finalbody, scope)
    if last is not None:
        return last
    if pending is not None:
        raise pending
    return signal


def _handle(machine: Machine, node: Any, raised: Raised, scope: Scope) -> tuple[bool, Signal]:
    for handler in node.handlers:
        wanted = evaluate(machine, handler.type, scope) if handler.type is not None else None
        if _catches(wanted, raised.value):
            if handler.name:
                names_of(scope)[handler.name] = raised.value
            machine.handled.append(raised.value)
            try:
                return True, execute(machine, handler.body, scope)
            finally:
                machine.handled.pop()
                if handler.name:
                    names_of(scope).pop(handler.name, None)
    return False, None


def _catches(wanted: Any, value: Any) -> bool:
    if wanted is None:
        return True
    if type(wanted) is tuple:
        return any(_catches(one, value) for one in wanted)
    raised = value.func if isinstance(value, Call) else value.cls if isinstance(value, Instance) else value
    if isinstance(raised, ClassValue):
        return any(_catches_one(wanted, base) for base in raised.mro)
    return _catches_one(wanted, raised)


def _catches_one(wanted: Any, raised: Any) -> bool:
    if wanted is raised:
        return True
    if not isinstance(wanted, Symbol):
        return False
    if wanted.name in ("Exception", "BaseException", "SQLAlchemyError", "DBAPIError", "OperationalError", "ProgrammingError"):
        return wanted.path.startswith("builtins.") or (isinstance(raised, Symbol) and raised.path.startswith("sqlalchemy."))
    if not isinstance(raised, Symbol):
        return False
    if wanted == raised:
        return True
    import builtins

    kinds = getattr(builtins, wanted.name, None), getattr(builtins, raised.name, None)
    return all(isinstance(k, type) for k in kinds) and issubclass(kinds[1], kinds[0])  # type: ignore[arg-type]


def _with(machine: Machine, node: Any, scope: Scope) -> Signal:
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
        return any(_catches(a, pending.value) for a in manager.args)
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


def _match(machine: Machine, node: Any, scope: Scope) -> Signal:
    subject = evaluate(machine, node.subject, scope)
    for index, case in enumerate(node.cases):
        verdict = _matches(machine, case.pattern, subject, scope)
        if verdict and case.guard is not None:
            verdict = truth_of(evaluate(machine, case.guard, scope))
        if verdict is None:
            doubt = subject if isinstance(subject, Unknown) else unknown("which case it is is not known", node, scope)
            return fork(machine, doubt, [c.body for c in node.cases[index:]] + [[]], scope)
        if verdict:
            return execute(machine, case.body, scope)
    return None


def _matches(machine: Machine, pattern: Any, subject: Any, scope: Scope) -> bool | None:
    kind = pattern.__class__.__name__
    if kind == "MatchAs" and pattern.pattern is None:
        if pattern.name:
            names_of(scope)[pattern.name] = subject
        return True
    if kind == "MatchOr":
        verdicts = [_matches(machine, p, subject, scope) for p in pattern.patterns]
        return True if True in verdicts else None if None in verdicts else False
    if isinstance(subject, Unknown):
        return None
    if kind == "MatchValue":
        result = compare(machine, ast.Eq, subject, evaluate(machine, pattern.value, scope), pattern.value, scope)
        return result if isinstance(result, bool) else None
    if kind == "MatchSingleton":
        return subject is pattern.value
    return None


def _function(machine: Machine, node: Any, scope: Scope) -> Signal:
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


def _class(machine: Machine, node: ast.ClassDef, scope: Scope) -> Signal:
    from alembic_ls.interpret.classes import define_class

    names_of(scope)[node.name] = define_class(machine, node, scope, _name_place(node, scope))
    return None


def _return(machine: Machine, node: ast.Return, scope: Scope) -> Signal:
    return ("return", evaluate(machine, node.value, scope) if node.value is not None else None)


def _raise(machine: Machine, node: ast.Raise, scope: Scope) -> Signal:
    if node.exc is None:
        raise Raised(machine.handled[-1] if machine.handled else Unknown("raised again"))
    raise Raised(evaluate(machine, node.exc, scope))


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


def _delete(machine: Machine, node: ast.Delete, scope: Scope) -> Signal:
    for target in node.targets:
        if target.__class__ is ast.Name:
            names_of(scope).pop(target.id, None)
        elif target.__class__ in (ast.Tuple, ast.List):
            _delete(machine, ast.Delete(target.elts), scope)
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
    doubt = machine.uncertain or (key if isinstance(key, Unknown) else native.partial(owner))
    if doubt is not None:
        native.obscure(owner, doubt)
    elif type(owner) in (dict, list):
        try:
            del owner[key]
        except (LookupError, TypeError, ValueError) as error:
            if not (type(owner) is dict and "**" in owner):
                raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None


def _assert(machine: Machine, node: ast.Assert, scope: Scope) -> Signal:
    if machine.guarded:
        test = evaluate(machine, node.test, scope)
        truth = truth_of(test)
        if truth is False:
            raise Raised(Symbol("builtins.AssertionError"))
        if truth is None:
            machine.exits.add("raise")
            machine.uncertain = machine.uncertain or (
                test if isinstance(test, Unknown) else unknown("whether this holds is not known", node.test, scope)
            )
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


class _Fallback(dict):  # type: ignore[type-arg]
    """Statements that are newer than this reader knows bind nothing that it could name."""

    def __missing__(self, kind: type) -> Any:
        return lambda machine, node, scope: machine.unreadable(unknown(f"{kind.__name__} is not followed", node, scope), scope)


_EXECUTE: dict[type[ast.AST], Any] = _Fallback(
    {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.If: _if,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.Try: _try,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Match: _match,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Import: _import,
        ast.ImportFrom: _import,
        ast.Global: _global,
        ast.Nonlocal: _nonlocal,
        ast.Delete: _delete,
        ast.Assert: _assert,
        ast.Pass: _nothing,
        ast.Break: _break,
        ast.Continue: _continue,
        Broken: _broken,
    }
)
if hasattr(ast, "TryStar"):
    _EXECUTE[ast.TryStar] = _try
if hasattr(ast, "TypeAlias"):
    _EXECUTE[ast.TypeAlias] = lambda machine, node, scope: names_of(scope).__setitem__(
        node.name.id, evaluate(machine, node.value, scope)
    )

__all__ = ["Generic", "assign", "decorated", "define_function", "enter", "execute", "fork", "names_of", "set_attribute"]
