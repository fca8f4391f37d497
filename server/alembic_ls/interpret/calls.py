"""`func(*args, **kwargs)`, for every kind of callable."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.iteration import iterated
from alembic_ls.interpret.limits import MAX_CALL_DEPTH, STEPS_IN_DOUBT, spend
from alembic_ls.interpret.managers import Managed, halves
from alembic_ls.interpret.records import fields_of, is_dataclass
from alembic_ls.interpret.values import (
    MISSING,
    Bound,
    Call,
    ClassValue,
    EnumMember,
    Extended,
    Function,
    Generic,
    Host,
    Instance,
    Member,
    NativeMethod,
    OneOf,
    OutOfFuel,
    Place,
    Raised,
    Scope,
    Spread,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def call(machine: Machine, func: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """The result of a call; Unknown where it cannot be followed. Raises Raised where the source would raise."""
    kind = type(func)
    boundary = machine.boundary
    if boundary is not None and place is not None and kind in _OF_A_FILE and _path_of(func) != place.chunk.path:
        return boundary(func, args, kwargs, lambda: call(machine, func, args, kwargs, None))
    if kind is Symbol or kind is Extended:
        factory = machine.factories.get(func.path)
        if factory is None and machine.library_hook is not None:
            machine.library_hook(func, args, kwargs)
        if factory is not None:
            return factory(machine, args, kwargs, place)
        if func.path.startswith("builtins.") and args and native.has_method(args[0], func.name) and func.path.count(".") == 2:
            return native.call_method(machine, args[0], func.name, args[1:], kwargs, place)  # `str.lower(text)`
        return Call(func, args, kwargs, place)
    if kind is Function:
        return _call_function(machine, func, args, kwargs, place)
    if kind is Bound:
        return call(machine, func.function, [func.receiver, *args], kwargs, place)
    if isinstance(func, Unknown):
        machine.unfollowed(func, func, args, kwargs)
        return func
    if kind is ClassValue:
        return instantiate(machine, func, args, kwargs, place)
    if kind is NativeMethod:
        return _call_native(machine, func, args, kwargs, place)
    if isinstance(func, Host):
        return func.call(machine, args, kwargs, place)
    if kind is Member:
        return _call_member(machine, func, args, kwargs, place)
    if kind is Call:
        return Call(func, args, kwargs, place)
    if kind is Generic:
        return call(machine, func.origin, args, kwargs, place)
    if kind is Instance:
        found = func.cls.lookup("__call__")
        if found is not None:
            return call(machine, Bound(func, found[0]), args, kwargs, place)
    return Unknown("what is called here is not followed", place.anchor if place else None)


_MANAGERS = ("contextmanager", "asynccontextmanager")
_OF_A_FILE = frozenset((Function, ClassValue, Bound))


def _path_of(func: Any) -> str | None:
    """The file in which a function or class is written."""
    if type(func) is Bound:
        func = func.function
    return func.chunk.path if type(func) in (Function, ClassValue) else None


def _call_member(machine: Machine, func: Member, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    method = machine.methods.get(func.name)
    if method is not None and (made := method(machine, func.owner, args, kwargs, place)) is not MISSING:
        return made
    if func.name in ("copy", "_copy") and isinstance(func.owner, Call):
        return func.owner.copy()
    return Call(func, args, kwargs, place)


def _call_native(machine: Machine, func: NativeMethod, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    receiver = func.receiver
    if machine.uncertain is not None and func.name in native._MUTATING:
        native.obscure_by(receiver, func.name, args, kwargs, machine.uncertain)
        return machine.uncertain
    return spend(machine, native.call_method(machine, receiver, func.name, args, kwargs, place))


def _call_function(machine: Machine, function: Function, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.evaluation import evaluate
    from alembic_ls.interpret.execution import execute

    node = function.node
    where = place.anchor if place else None
    if node is None:
        return machine.unfollowed(Unknown(f"the function '{function.name}' does not parse", where), function, args, kwargs)
    if machine.depth >= MAX_CALL_DEPTH:
        return machine.unfollowed(Unknown("calls are nested too deeply to follow", where), function, args, kwargs)
    if machine.uncertain is not None and function in machine.tiring:
        return machine.unfollowed(Unknown("this call takes too long to follow", where), function, args, kwargs)
    scope = Scope(function.scope.module, {}, function.scope, "function", function.chunk)
    scope.owner = function.owner
    doubt = bind(machine, function, node.args, args, kwargs, scope)
    if doubt is not None:
        if machine.guarded and "**" not in kwargs and not any(type(a) is Spread for a in args):
            raise Raised(Symbol("builtins.TypeError"))
        return machine.unfollowed(doubt, function, args, kwargs)
    machine.depth += 1
    saved, exits, fuel = machine.uncertain, machine.exits, machine.fuel
    machine.exits = set()
    limited = saved is not None and fuel > STEPS_IN_DOUBT
    if limited:
        machine.fuel = STEPS_IN_DOUBT
    try:
        if node.__class__ is ast.Lambda:
            return evaluate(machine, node.body, scope)
        parts = halves(node.body) if function.decorators and function.is_decorated(*_MANAGERS) else None  # type: ignore[arg-type]
        signal = execute(machine, parts[0] if parts is not None else node.body, scope)  # type: ignore[arg-type]
    except OutOfFuel:
        if not limited:
            raise
        machine.uncertain = saved
        machine.tiring.add(function)
        return machine.unfollowed(Unknown("this call takes too long to follow", where), function, args, kwargs)
    except Raised as raised:
        if machine.guarded or not function.scope.module.is_library:
            raise
        # What works does not fail in a library: something that the library needs was not followed.
        doubt = raised.value if isinstance(raised.value, Unknown) else Unknown(f"'{function.name}' of a library raises", where)
        machine.uncertain = saved
        return machine.unfollowed(doubt, doubt, args, kwargs)
    finally:
        machine.depth -= 1
        if "raise" in machine.exits and machine.guarded:  # it may not have come back at all
            exits.add("raise")
            saved = saved or machine.uncertain
        machine.uncertain, machine.exits = saved, exits
        if limited:
            machine.fuel += fuel - STEPS_IN_DOUBT
    result = signal[1] if signal is not None else None
    if "yield" in scope.names:
        given = scope.names["yield"]
        if parts is not None:
            return Managed(given[0], parts[1], scope)
        return given[0] if function.is_decorated(*_MANAGERS) else iterated(given)
    perhaps = scope.names.get("return?")
    if perhaps and not all(
        native.is_flat(v) and native.is_flat(result) and type(v) is type(result) and v == result for v in perhaps
    ):
        doubt = Unknown(f"what '{function.name}' returns depends on what is not known", where)
        return OneOf.of([*perhaps, result], doubt)
    return result


def bind(
    machine: Machine, function: Function, spec: ast.arguments, args: list[Any], kwargs: dict[str, Any], scope: Scope
) -> Unknown | None:
    """Binds arguments to parameters in `scope.names`; an Unknown where they do not fit. What is not given and not known is Unknown."""
    names = scope.names
    positional = [*spec.posonlyargs, *spec.args]
    spread = next((i for i, a in enumerate(args) if type(a) is Spread), None)
    rest = dict(kwargs)
    more = rest.pop("**", None)
    doubt = args[spread].value if spread is not None else more
    given = args if spread is None else args[:spread]
    for parameter, value in zip(positional, given):
        names[parameter.arg] = value
    if len(given) > len(positional) and spec.vararg is None:
        return Unknown(f"'{function.name}' is given more arguments than it takes")
    if spec.vararg is not None:
        names[spec.vararg.arg] = (
            tuple(args[len(positional) :]) if spread is None or spread >= len(positional) else (Spread(doubt),)
        )
    accepted = {p.arg for p in [*spec.args, *spec.kwonlyargs]}
    for name in [n for n in rest if n in accepted]:
        names[name] = rest.pop(name)
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = {**rest, "**": more} if more is not None else rest
    elif rest:
        return Unknown(f"'{function.name}' does not take '{next(iter(rest))}'")
    defaults = dict(zip([p.arg for p in positional[len(positional) - len(spec.defaults) :]], spec.defaults))
    defaults.update({p.arg: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None})
    for parameter in [*positional, *spec.kwonlyargs]:
        if parameter.arg in names:
            continue
        if doubt is not None:
            names[parameter.arg] = doubt
        elif parameter.arg in defaults:
            names[parameter.arg] = _default(machine, function, parameter.arg, defaults[parameter.arg])
        elif machine.guarded:
            return Unknown(f"'{parameter.arg}' of '{function.name}' is not given")
        else:
            names[parameter.arg] = Unknown(f"'{parameter.arg}' of '{function.name}' is not given")
    return None


def _default(machine: Machine, function: Function, name: str, node: ast.expr) -> Any:
    """The value of a parameter that is not given, made once."""
    from alembic_ls.interpret.evaluation import evaluate

    if function.defaults is None:
        function.defaults = {}
    if name not in function.defaults:
        function.defaults[name] = evaluate(machine, node, function.scope)
    return function.defaults[name]


def make_defaults(machine: Machine, function: Function) -> None:
    """Makes the values of all parameters that need not be given: where a function is defined, not where it is called."""
    spec = function.node.args if function.node is not None else None
    if spec is not None and (spec.defaults or spec.kw_defaults):
        positional = [*spec.posonlyargs, *spec.args]
        for parameter, node in zip(positional[len(positional) - len(spec.defaults) :], spec.defaults):
            _default(machine, function, parameter.arg, node)
        for parameter, default in zip(spec.kwonlyargs, spec.kw_defaults):
            if default is not None:
                _default(machine, function, parameter.arg, default)


def instantiate(machine: Machine, cls: ClassValue, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`Class(...)`: an Instance with what its `__init__` sets, a dataclass' or pydantic model's fields, or an enum's member."""
    members = machine.enum_members(cls)
    if members is not None:
        return _member_of(members, args, place)
    if not members and cls.inherits("enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "enum.IntFlag"):
        return machine.functional_enum(cls, args, kwargs, place)
    made = machine.instantiate_hook(cls, args, kwargs, place)
    if made is not MISSING:
        return made
    meta = cls.metaclass
    found = meta.lookup("__call__") if meta is not None else None
    if found is not None and isinstance(found[0], Function):
        return call(machine, found[0], [cls, *args], kwargs, place)
    return made_of(machine, cls, args, kwargs, place)


def made_of(machine: Machine, cls: ClassValue, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`type.__call__(cls, …)`: the object that the class itself makes."""
    instance = _new(machine, cls, args, kwargs, place)
    if not isinstance(instance, Instance) or instance.cls is not cls:
        return instance
    found = cls.lookup("__init__")
    if found is not None and isinstance(found[0], Function):
        call(machine, found[0], [instance, *args], kwargs, place)
        if any(isinstance(base, Symbol) and base.path.startswith("sqlalchemy.") for base in cls.mro):
            instance.attributes["made with"] = (args, kwargs)  # what its own __init__ was given, to write the call again
        return instance
    instance.attributes["()"] = (args, kwargs)  # what a library's own __init__ is given
    fields = fields_of(cls)
    instance.attributes.update(zip(fields, args))
    instance.attributes.update({k: v for k, v in kwargs.items() if k != "**"})
    if args and not fields:
        instance.attributes["args"] = tuple(args)
    after = cls.lookup("__post_init__")
    if after is not None and isinstance(after[0], Function) and is_dataclass(cls):
        call(machine, after[0], [instance], {}, place)
    return instance


def _new(machine: Machine, cls: ClassValue, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """What `__new__` makes."""
    found = cls.lookup("__new__")
    if found is not None and isinstance(found[0], Function):
        return call(machine, found[0], [cls, *args], kwargs, place)
    return Instance(cls, {}, place)


def _member_of(members: dict[str, EnumMember], args: list[Any], place: Place | None) -> Any:
    value = args[0] if args else None
    for member in members.values():
        if member is value or (not isinstance(value, Unknown) and member.value == value):
            return member
    cls = next(iter(members.values())).cls
    is_flag = cls.inherits("enum.Flag", "enum.IntFlag") or cls.lookup("_missing_") is not None
    if not is_flag and native.is_flat(value) and all(native.is_flat(m.value) for m in members.values()):
        raise Raised(Symbol("builtins.ValueError"))
    return value if isinstance(value, Unknown) else Unknown("no such member of the enum", place.anchor if place else None)
