"""Python's questions about objects: attributes, classes, kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.factories import doubt_among, where_of
from alembic_ls.interpret.values import (
    MISSING,
    Bound,
    Call,
    ClassValue,
    EnumMember,
    Function,
    Host,
    Instance,
    Member,
    NativeMethod,
    Place,
    Raised,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "list": (list,),
    "tuple": (tuple,),
    "dict": (dict,),
    "set": (set,),
    "frozenset": (frozenset,),
    "bytes": (bytes,),
    "complex": (complex,),
    "range": (range,),
    "slice": (slice,),
    "NoneType": (type(None),),
}


def _getattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.attributes import attribute_of

    doubt = doubt_among(args[:2], {})
    if doubt is not None or len(args) < 2 or type(args[1]) is not str:
        return doubt or Unknown("which attribute this is is not known", where_of(place))
    found = attribute_of(machine, args[0], args[1])
    if found is MISSING or (isinstance(found, Member) and len(args) > 2 and isinstance(args[0], (ClassValue, Instance))):
        if len(args) > 2:
            return args[2]
        raise Raised(Symbol("builtins.AttributeError"))
    return found


def _hasattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.attributes import attribute_of

    doubt = doubt_among(args, {})
    if doubt is not None or len(args) < 2 or type(args[1]) is not str:
        return doubt or Unknown("which attribute this is is not known", where_of(place))
    found = attribute_of(machine, args[0], args[1])
    if isinstance(found, (Unknown, Member)):
        if isinstance(args[0], Instance) and isinstance(found, Unknown):
            return False if args[0].cls.unknown_base is None else found
        return found if isinstance(found, Unknown) else Unknown(f"whether there is a '{args[1]}' is not known", where_of(place))
    return found is not MISSING


def _setattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.assignments import set_attribute

    if len(args) == 3 and type(args[1]) is str:
        set_attribute(machine, args[0], args[1], args[2], place)
    return None


def _isinstance(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) != 2:
        return Unknown("this isinstance is not followed", where_of(place))
    value, wanted = args
    kinds = wanted if type(wanted) is tuple else (wanted,)
    verdicts = [is_instance(value, kind) for kind in kinds]
    if True in verdicts:
        return True
    return Unknown("what kind of value this is is not known", where_of(place)) if None in verdicts else False


def is_instance(value: Any, kind: Any) -> bool | None:
    """Whether `value` is an instance of the class; None where that is not known."""
    if isinstance(value, Unknown) or isinstance(kind, Unknown):
        return None
    if isinstance(kind, Symbol) and kind.path == "builtins.object":
        return True
    if isinstance(kind, Symbol) and kind.path.startswith(("collections.abc.", "typing.", "numbers.")):
        return _is_abstract(value, kind)
    if isinstance(kind, Symbol) and native.is_native(value):
        if kind.path.startswith("builtins."):
            return isinstance(value, _PYTHON_TYPES.get(kind.name, ()))
        return any(f"{k.__module__}.{k.__name__}" == kind.path for k in type(value).__mro__)  # datetime.date
    if isinstance(value, (Instance, EnumMember)):
        return any(base is kind or base == kind for base in value.cls.mro) if isinstance(kind, (ClassValue, Symbol)) else None
    if isinstance(kind, Symbol) and kind.path == "builtins.type":
        return isinstance(value, (ClassValue, Symbol)) and (not isinstance(value, Symbol) or value.name[:1].isupper())
    if isinstance(value, Host):
        return value.is_instance(kind) if isinstance(kind, Symbol) else None
    if isinstance(value, Call) and isinstance(kind, Symbol) and value.path:
        return True if value.path == kind.path else None if value.path.partition(".")[0] == kind.path.partition(".")[0] else False
    if native.is_native(value) or isinstance(value, (ClassValue, Function)):
        return False
    return None


def _is_abstract(value: Any, kind: Symbol) -> bool | None:
    """Whether one of Python's own values is of an abstract class: Iterable, Mapping, Number."""
    import collections.abc
    import numbers

    wanted = getattr(numbers if kind.path.startswith("numbers.") else collections.abc, kind.name, None)
    return isinstance(value, wanted) if isinstance(wanted, type) and native.is_native(value) else None


def _issubclass(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 2 and isinstance(args[0], ClassValue):
        kinds = args[1] if type(args[1]) is tuple else (args[1],)
        if any(any(base is kind or base == kind for base in args[0].mro) for kind in kinds):
            return True
        doubt = args[0].unknown_base
        return doubt if doubt is not None else False
    return Unknown("whether this is a subclass is not known", where_of(place))


def _type(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 3 and place is not None and type(args[0]) is str and type(args[1]) is tuple and type(args[2]) is dict:
        cls = ClassValue(args[0], machine.current_module(place), args[1], dict(kwargs), place)
        cls.names.update(args[2])
        machine.class_made(cls)
        return cls
    value = args[0] if args else None
    if isinstance(value, (Instance, EnumMember)):
        return value.cls
    if isinstance(value, ClassValue):
        return Symbol("builtins.type")
    if native.is_native(value):
        return Symbol(f"{type(value).__module__}.{type(value).__name__}")
    if isinstance(value, Call) and isinstance(value.func, (Symbol, ClassValue)):
        return value.func
    return Unknown("the type of this value is not known", where_of(place))


def _callable(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    value = args[0] if args else None
    if isinstance(value, (Function, Bound, ClassValue, Symbol, NativeMethod)):
        return True
    if isinstance(value, Instance) and value.cls.lookup("__call__") is not None:
        return True
    return False if native.is_native(value) else Unknown("whether this can be called is not known", where_of(place))


FACTORIES: dict[str, Any] = {
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.type": _type,
    "builtins.callable": _callable,
}
