"""`owner.name`, for every kind of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.records import named_tuple_attribute
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
    HostFunction,
    Instance,
    Member,
    NativeMethod,
    OneOf,
    Super,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def attribute_of(machine: Machine, owner: Any, name: str) -> Any:
    """The value of `owner.name`; MISSING where the owner is known whole and has no such attribute."""
    from alembic_ls.interpret.modules import Module

    if name == "dialect" and isinstance(owner, (Unknown, Call, Member)):
        return machine.symbols.get("alembic_ls.dialect", owner if isinstance(owner, Unknown) else Member(owner, name))
    if isinstance(owner, Unknown):
        if type(owner) is OneOf and owner.values and all(type(value) is Instance for value in owner.values):
            return OneOf.of([attribute_of(machine, value, name) for value in owner.values], owner)
        return owner
    if isinstance(owner, Symbol):
        if isinstance(owner, Extended) and name in owner.added:
            return owner.added[name]
        return machine.symbol_attribute(owner, name)
    if isinstance(owner, Module):
        return owner.get(machine, name)
    if isinstance(owner, ClassValue):
        return class_attribute(machine, owner, name)
    if isinstance(owner, Instance):
        return instance_attribute(machine, owner, name)
    if isinstance(owner, Host):
        found = owner.attribute(machine, name)
        if found is not MISSING:
            return found
        return Member(owner, name) if name in machine.methods else Unknown(f"'{name}' of this object is not followed")
    if isinstance(owner, EnumMember):
        return _of_member(machine, owner, name)
    if isinstance(owner, Call):
        return _of_call(owner, name)
    if isinstance(owner, Super):
        return _of_super(machine, owner, name)
    if isinstance(owner, (Function, Bound)):
        return _of_function(owner, name)
    if native.is_native(owner):
        if native.has_method(owner, name):
            return NativeMethod(owner, name)
        found = native.attribute_of(owner, name)
        if found is MISSING and hasattr(type(owner), name):
            return Unknown(f"'{name}' of this value is not followed")
        return found
    if isinstance(owner, Generic) and isinstance(owner.origin, ClassValue):
        return class_attribute(machine, owner.origin, name)
    return Member(owner, name)


def _of_call(owner: Call, name: str) -> Any:
    """What was set on it, else what its arguments say: the name of a Column or an Enum, an Enum's values, a keyword's value."""
    if owner.attributes and name in owner.attributes:
        return owner.attributes[name]
    kind = owner.path.rpartition(".")[2]
    if kind in ("Column", "Enum", "ENUM", "Table", "Index", "String", "VARCHAR"):
        if name in ("name", "length", "schema", "nullable") and name in owner.kwargs:
            return owner.kwargs[name]
        if name == "name" and kind in ("Column", "Table", "Index") and owner.args and type(owner.args[0]) is str:
            return owner.args[0]
        if name == "enums" and kind in ("Enum", "ENUM") and owner.args and all(type(a) is str for a in owner.args):
            return list(owner.args)
    return Member(owner, name)


def class_attribute(machine: Machine, cls: ClassValue, name: str) -> Any:
    """`Class.name`, by the MRO, with what the higher rooms know of it (`__table__`, `metadata`)."""
    found = cls.lookup(name)
    if found is None:
        if name == "__members__" and machine.enum_members(cls) is not None:
            return dict(cls.facts["member names"])
        if (told := named_tuple_attribute(machine, cls, name)) is not None:
            return told
        special = _SPECIAL.get(name)
        if special is not None:
            return special(cls)
        answer = machine.class_attribute(cls, name)
        if answer is not MISSING:
            return answer
        meta = cls.metaclass
        told = meta.lookup(name) if meta is not None else None
        if told is not None:
            return Bound(cls, told[0]) if isinstance(told[0], Function) and not told[0].decorators else told[0]
        doubt = cls.unknown_base
        if doubt is not None:
            return doubt
        return MISSING if not any(isinstance(b, Symbol) and b.path != "builtins.object" for b in cls.mro) else Member(cls, name)
    value, owner = found
    if machine.enum_members(owner) is not None and name in owner.facts["member names"]:
        return owner.facts["member names"][name]
    if isinstance(value, Instance) and value.cls.lookup("__get__") is not None:
        return Unknown(f"'{name}' is a descriptor", value.place.anchor if value.place else None)
    if isinstance(value, Function):
        if value.is_decorated("declared_attr", "classproperty", "cached_classproperty"):
            return machine.own_attribute(cls, name, machine.call(value, [cls], {}, None))
        return Bound(cls, value) if value.is_decorated("classmethod") else value
    return machine.own_attribute(cls, name, value)


_OBJECT = Symbol("builtins.object")
_SPECIAL: dict[str, Callable[[ClassValue], Any]] = {
    "__name__": lambda cls: cls.name,
    "__qualname__": lambda cls: cls.name,
    "__module__": lambda cls: cls.module.name,
    "__mro__": lambda cls: (*cls.mro, *(() if _OBJECT in cls.mro else (_OBJECT,))),
    "__bases__": lambda cls: tuple(cls.bases),
    "__doc__": lambda cls: None,
    "__dict__": lambda cls: cls.names,
    "__annotations__": lambda cls: {name: Unknown("annotations as values are not followed") for name in cls.annotations},
}


def instance_attribute(machine: Machine, owner: Instance, name: str) -> Any:
    """`object.name`: its own, then its class's, functions bound to it and properties called."""
    if name in owner.attributes:
        return owner.attributes[name]
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return owner.attributes
    if owner.cls.inherits("pydantic_settings.BaseSettings", "pydantic.BaseSettings"):
        from alembic_ls.interpret.process_environment import of_this_database
        from alembic_ls.interpret.settings import setting

        told = setting(machine, owner.cls, name)
        if told is not MISSING:
            return told
        default = owner.cls.lookup(name)
        if default is not None and type(default[0]) is str:
            return of_this_database(machine, default[0])
    found = owner.cls.lookup(name)
    if found is not None:
        value = found[0]
        if isinstance(value, Function):
            if value.is_property:
                made = _asked(machine, value, [owner])
                if value.is_decorated("cached_property"):
                    owner.attributes[name] = made
                return made
            if value.is_decorated("staticmethod"):
                return value
            return Bound(owner.cls if value.is_decorated("classmethod") else owner, value)
        if isinstance(value, Call) and value.path in ("dataclasses.field", "pydantic.Field", "sqlmodel.Field"):
            return _default_of(machine, owner, name, value)
        if isinstance(value, Instance) and value.cls.lookup("__get__") is not None:
            return Unknown(f"'{name}' is a descriptor", value.place.anchor if value.place else None)
        return value
    if (told := named_tuple_attribute(machine, owner, name)) is not None:
        return told
    getter = owner.cls.lookup("__getattr__")
    if getter is not None and isinstance(getter[0], Function):
        return _asked(machine, getter[0], [owner, name])
    if owner.cls.inherits_library("sqlalchemy."):
        return Member(owner, name)
    if not name.startswith("__") and _is_known_whole(owner.cls):
        return MISSING
    return Unknown(f"'{name}' of this object is not known", owner.place.anchor if owner.place else None)


def _asked(machine: Machine, function: Function, args: list[Any]) -> Any:
    """What a property or `__getattr__` answers: no place tells in which file it is asked, so it is taken to be another one."""
    if machine.boundary is None:
        return machine.call(function, args, {}, None)
    return machine.boundary(function, args, {}, lambda: machine.call(function, args, {}, None))


def _is_known_whole(cls: ClassValue) -> bool:
    """True where nothing but the bodies of the project's own classes gives its instances attributes."""
    return all(
        "broken" not in base.facts and not base.facts.get("decorators") and "metaclass" not in base.keywords
        if isinstance(base, ClassValue)
        else isinstance(base, Symbol) and base.path in ("builtins.object", "typing.Generic", "abc.ABC")
        for base in cls.mro
    )


def _default_of(machine: Machine, owner: Instance, name: str, field: Call) -> Any:
    """What `dataclasses.field(…)` or pydantic's `Field(…)` gives an object for which nothing else was said."""
    default = field.kwargs.get("default", field.args[0] if field.args else ...)
    if default is not ...:
        return default
    if "default_factory" not in field.kwargs:
        return Unknown(f"the value of '{name}' is not known here", field.anchor)
    made = owner.attributes[name] = machine.call(field.kwargs["default_factory"], [], {}, None)
    return made


def _of_member(machine: Machine, owner: EnumMember, name: str) -> Any:
    if name in ("value", "_value_"):
        return owner.value
    if name in ("name", "_name_"):
        return owner.name
    found = owner.cls.lookup(name)
    if found is not None:
        value = found[0]
        if isinstance(value, Function):
            if value.is_property:
                return machine.call(value, [owner], {}, None)
            if value.is_decorated("staticmethod"):
                return value
            return Bound(owner.cls if value.is_decorated("classmethod") else owner, value)
        members = machine.enum_members(owner.cls) or {}
        return owner.cls.facts.get("member names", members).get(name, value)
    if owner.mixes_in_value and native.has_method(owner.value, name):
        return NativeMethod(owner.value, name)
    return owner.cls if name == "__class__" else MISSING


def _of_super(machine: Machine, owner: Super, name: str) -> Any:
    receiver = owner.receiver
    cls = receiver if isinstance(receiver, ClassValue) else receiver.cls if isinstance(receiver, Instance) else owner.owner
    order = list(cls.mro)
    if name == "__call__" and isinstance(receiver, ClassValue) and owner.owner not in order:  # in a metaclass
        from alembic_ls.interpret.calls import made_of

        return HostFunction(name, lambda machine, args, kwargs, place: made_of(machine, receiver, args, kwargs, place))
    after = order[order.index(owner.owner) + 1 :] if owner.owner in order else order[1:]
    for base in after:
        if isinstance(base, ClassValue) and name in base.names:
            value = base.names[name]
            if not isinstance(value, Function) or value.is_decorated("staticmethod"):
                return value
            if value.is_property or value.is_decorated("declared_attr"):
                return machine.call(value, [receiver], {}, None)
            return Bound(receiver, value)
        if isinstance(base, Unknown):
            return base
    if name == "__init__" and isinstance(receiver, Instance):
        return HostFunction("__init__", lambda machine, args, kwargs, place: receiver.attributes.update({"()": (args, kwargs)}))
    if name == "__new__":
        return HostFunction("__new__", lambda machine, args, kwargs, place: _bare(args, place))
    return Symbol(f"builtins.object.{name}") if name.startswith("__init") else Member(owner, name)


def _bare(args: list[Any], place: Any) -> Any:
    """`object.__new__(cls)`."""
    if args and isinstance(args[0], ClassValue):
        return Instance(args[0], {}, place)
    return Unknown("what is made here is not followed", place.anchor if place else None)


def _of_function(owner: Function | Bound, name: str) -> Any:
    function = owner.function if isinstance(owner, Bound) else owner
    if name == "__name__" and isinstance(function, Function):
        return function.name
    if isinstance(function, Function) and function.attributes and name in function.attributes:
        return function.attributes[name]
    if name == "__func__":
        return function
    if isinstance(function, Function) and function.is_property:
        return Member(function, name)  # @x.setter
    return MISSING if not name.startswith("__") else Unknown(f"'{name}' of a function is not followed")
