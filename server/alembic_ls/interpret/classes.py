"""Class statements to ClassValues, and the members of enums."""

from __future__ import annotations

import ast
from operator import length_hint
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.definitions import decorated
from alembic_ls.interpret.evaluation import evaluate
from alembic_ls.interpret.execution import execute
from alembic_ls.interpret.iteration import elements
from alembic_ls.interpret.targets import bound_by
from alembic_ls.interpret.values import Bound, Call, ClassValue, EnumMember, Function, Generic, Host, Place, Raised, Scope, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "enum.IntFlag"})


def define_class(machine: Machine, node: ast.ClassDef, scope: Scope, place: Place) -> Any:
    """The value of a `class` statement, its body run, told to the machine's class hook."""
    bases: list[Any] = []
    for base in node.bases:
        if base.__class__ is ast.Starred:
            spread = elements(machine, evaluate(machine, base.value, scope))
            bases.extend([spread] if isinstance(spread, Unknown) else spread)
        else:
            bases.append(_as_base(machine, evaluate(machine, base, scope), place))
    keywords = {k.arg or "**": evaluate(machine, k.value, scope) for k in node.keywords}
    cls = ClassValue(node.name, scope.module, tuple(bases), keywords, place)
    inner = Scope(scope.module, cls.names, scope if scope.kind != "module" else None, "class", scope.chunk)
    inner.owner = cls
    cls.names["__module__"] = scope.module.name
    if machine.uncertain is not None:
        cls.facts["uncertain"] = machine.uncertain
    _run_body(machine, node.body, inner, cls)
    _after_body(machine, cls)
    decorators = tuple(evaluate(machine, d, scope) for d in node.decorator_list)
    cls.facts["decorators"] = decorators
    machine.class_made(cls)
    made = decorated(machine, cls, decorators)
    return made if isinstance(made, ClassValue) else cls


def _run_body(machine: Machine, body: list[Any], scope: Scope, cls: ClassValue) -> None:
    """Runs a body. A statement in it that raises costs what it would have bound: the real one does not raise where it is imported."""
    rest = iter(body)
    while True:
        try:
            execute(machine, rest, scope)
            return
        except Raised as raised:
            if machine.guarded:
                raise
            fault = body[len(body) - length_hint(rest) - 1]
            doubt = raised.value
            if not isinstance(doubt, Unknown):
                doubt = Unknown("this statement raises", Place(scope.chunk, fault).anchor)
            names = [] if isinstance(fault, ast.Expr) else bound_by(fault)
            for name in names:
                cls.names[name] = doubt
            if not names:
                cls.facts["broken"] = doubt


def _as_base(machine: Machine, value: Any, place: Place) -> Any:
    if isinstance(value, Generic):
        return _as_base(machine, value.origin, place)
    if isinstance(value, Host):
        return getattr(value, "as_base", Unknown("this base class is not followed", place.anchor))
    if isinstance(value, (ClassValue, Symbol, Unknown)):
        return value
    if isinstance(value, Call) and value.path in ("builtins.type", "sqlalchemy.util.with_metaclass", "six.with_metaclass"):
        return (
            value.args[-1]
            if value.args and isinstance(value.args[-1], (ClassValue, Symbol))
            else Unknown("this base class is not followed", place.anchor)
        )
    return Unknown("this base class is not followed", value.anchor if isinstance(value, Call) else place.anchor)


def _after_body(machine: Machine, cls: ClassValue) -> None:
    """What Python does once a body has run: `__init_subclass__` of the nearest ancestor that has one, and `__set_name__`-like naming."""
    for base in cls.mro[1:]:
        if isinstance(base, ClassValue) and isinstance(hook := base.names.get("__init_subclass__"), Function):
            try:
                machine.call(
                    Bound(cls, hook), [], {k: v for k, v in cls.keywords.items() if k not in ("metaclass", "table")}, None
                )
            except Raised:
                cls.facts["broken"] = Unknown("__init_subclass__ raises", cls.place.anchor)
            return


def enum_members(cls: ClassValue) -> dict[str, EnumMember] | None:
    """The members of an enum class by name, in order, aliases left out; None for a class that is no enum or has none."""
    known = cls.facts.get("members", cls)
    if known is not cls:
        return known  # type: ignore[no-any-return]
    cls.facts["members"] = None
    if not any(isinstance(b, Symbol) and b.path in _ENUMS for b in cls.mro):
        return None
    members: dict[str, EnumMember] = {}
    names: dict[str, EnumMember] = {}
    counter = 0
    is_flag = cls.inherits("enum.Flag", "enum.IntFlag")
    has_new = cls.lookup("__new__") is not None
    ignored = cls.names.get("_ignore_", ())
    for name, value in cls.names.items():
        if (
            (name.startswith("_") and name.endswith("_"))
            or isinstance(value, Function)
            or name in ignored
            or isinstance(value, ClassValue)
        ):
            continue
        if isinstance(value, Call) and value.path == "enum.auto":
            counter = 1 << counter.bit_length() if is_flag else counter + 1
            value = name.lower() if cls.inherits("enum.StrEnum") else counter
            if cls.lookup("_generate_next_value_") is not None:
                value = _generated(cls, name, counter, members)
        elif isinstance(value, Call) and value.path == "enum.member" and value.args:
            value = value.args[0]
        elif isinstance(value, Call) and value.path == "enum.nonmember":
            continue
        elif type(value) is int:
            counter = value
        if has_new:
            value = Unknown(
                "what __new__ makes of this member is not followed", cls.places[name].anchor if name in cls.places else None
            )
        elif type(value) is tuple and cls.inherits("builtins.str") and value:
            value = value[0]
        same = next((m for m in members.values() if _alias(m.value, value)), None)
        names[name] = same if same is not None else EnumMember(cls, name, value)
        if same is None:
            members[name] = names[name]
    cls.facts["members"] = members or None
    cls.facts["member names"] = names
    return members or None


def _alias(a: Any, b: Any) -> bool:
    return not isinstance(a, (Unknown, Call)) and not isinstance(b, (Unknown, Call)) and bool(a == b)


def _generated(cls: ClassValue, name: str, counter: int, members: dict[str, EnumMember]) -> Any:
    """`_generate_next_value_(name, start, count, last_values)`, nearly always `return name` or `name.lower()`."""
    machine = cls.facts.get("machine")
    found = cls.lookup("_generate_next_value_")
    if machine is None or found is None:
        return Unknown("the value of this member is not known")
    return machine.call(found[0], [name, 1, counter - 1, [m.value for m in members.values()]], {}, None)


def functional_enum(
    machine: Machine, base: ClassValue | Symbol, args: list[Any], kwargs: dict[str, Any], place: Place | None
) -> Any:
    """`Enum("Name", "A B")`, with names as a string, a list, pairs or a dict."""
    if len(args) < 2 or type(args[0]) is not str or place is None:
        return Unknown("this enum is not followed", place.anchor if place else None)
    names = args[1]
    if type(names) is str:
        names = names.replace(",", " ").split()
    pairs = names.items() if type(names) is dict else names if type(names) in (list, tuple) else None
    if pairs is None:
        return Unknown("the names of this enum are not known", place.anchor)
    mixin = kwargs.get("type")
    bases = (mixin, base) if isinstance(mixin, (Symbol, ClassValue)) else (base,)
    cls = ClassValue(args[0], machine.current_module(place), bases, {}, place)
    for number, pair in enumerate(pairs, 1):
        name, value = pair if type(pair) is tuple and len(pair) == 2 else (pair, number)
        if isinstance(name, Unknown) or type(name) is not str:
            return Unknown("the names of this enum are not known", place.anchor)
        cls.names[name] = value
    return cls


def enum_symbol(path: str) -> bool:
    """True for the library classes that make an enum."""
    return path in _ENUMS
