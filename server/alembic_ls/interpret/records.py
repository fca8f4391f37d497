"""Named tuples and dataclasses: what they have beyond the attributes of any object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.factories import where_of
from alembic_ls.interpret.values import ClassValue, HostFunction, Instance, Place
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_OF_NAMED_TUPLES = frozenset({"_make", "_fields", "_replace", "_asdict"})


def fields_of(cls: ClassValue) -> list[str]:
    """The names of the fields, in the order in which `__init__` takes them."""
    return list(dict.fromkeys(name for base in reversed(cls.mro) if isinstance(base, ClassValue) for name in base.annotations))


def is_named_tuple(cls: ClassValue) -> bool:
    """True for a class that is made by NamedTuple or namedtuple, or inherits one."""
    return cls.inherits("typing.NamedTuple") or any("named tuple" in c.facts for c in cls.mro if isinstance(c, ClassValue))


def is_dataclass(cls: ClassValue) -> bool:
    """True for a class that `dataclass` has given its `__init__`."""
    decorators = (d for c in cls.mro if isinstance(c, ClassValue) for d in c.facts.get("decorators", ()))
    return any(getattr(decorator, "path", None) == "dataclasses.dataclass" for decorator in decorators)


def items_of(machine: Machine, value: Instance) -> list[Any] | None:
    """The elements of a named tuple; None of any other object."""
    from alembic_ls.interpret.attributes import instance_attribute

    return [instance_attribute(machine, value, name) for name in fields_of(value.cls)] if is_named_tuple(value.cls) else None


def named_tuple_attribute(machine: Machine, owner: Instance | ClassValue, name: str) -> Any:
    """`_make`, `_fields`, `_replace`, `_asdict` of a named tuple, the first two of its class too; None of anything else."""
    cls = owner if isinstance(owner, ClassValue) else owner.cls
    if name not in _OF_NAMED_TUPLES or not is_named_tuple(cls):
        return None
    if name == "_fields":
        return tuple(fields_of(cls))
    if name == "_make":
        return HostFunction(name, lambda m, args, kwargs, place: _made(m, cls, args, place))
    if isinstance(owner, ClassValue):
        return None
    if name == "_replace":
        return HostFunction(name, lambda m, args, kwargs, place: _changed(owner, kwargs, place))
    items = dict(zip(fields_of(cls), items_of(machine, owner) or ()))
    return HostFunction(name, lambda m, args, kwargs, place: items)


def _made(machine: Machine, cls: ClassValue, args: list[Any], place: Place | None) -> Any:
    from alembic_ls.interpret.iteration import elements

    items = elements(machine, args[0]) if args else Unknown("this named tuple is not followed", where_of(place))
    return items if isinstance(items, Unknown) else machine.call(cls, items, {}, place)


def _changed(owner: Instance, changes: dict[str, Any], place: Place | None) -> Any:
    if isinstance(changes.get("**"), Unknown):
        return changes["**"]
    return Instance(owner.cls, {**owner.attributes, **changes}, place)


def _replace(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    owner = args[0] if args else None
    if not isinstance(owner, Instance) or not is_dataclass(owner.cls) or owner.cls.lookup("__post_init__") is not None:
        return owner if isinstance(owner, Unknown) else Unknown("what is replaced here is not followed", where_of(place))
    return _changed(owner, kwargs, place)


def _as_dict(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.attributes import instance_attribute

    owner = args[0] if len(args) == 1 and not kwargs else None
    if not isinstance(owner, Instance) or not is_dataclass(owner.cls):
        return owner if isinstance(owner, Unknown) else Unknown("what this is as a dict is not followed", where_of(place))
    found = {name: instance_attribute(machine, owner, name) for name in fields_of(owner.cls)}
    if any(isinstance(value, Instance) or type(value) in (list, dict, tuple) for value in found.values()):
        return Unknown("what this is as a dict is not followed", where_of(place))
    return found


def _as_tuple(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    found = _as_dict(machine, args, kwargs, place)
    return found if isinstance(found, Unknown) else tuple(found.values())


FACTORIES: dict[str, Any] = {"dataclasses.replace": _replace, "dataclasses.asdict": _as_dict, "dataclasses.astuple": _as_tuple}
