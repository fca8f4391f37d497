"""`copy.copy` and `copy.deepcopy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import (
    Call,
    Instance,
    Place,
)

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _copy(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    value: Any = args[0] if args else None
    if type(value) in (list, dict, set):
        return value.copy()
    if isinstance(value, Call):
        return value.copy()
    if isinstance(value, Instance):
        return Instance(value.cls, dict(value.attributes), value.place)
    return value


def _deep_copy(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return _deep(machine, args[0], {}) if args else None


def _deep(machine: Machine, value: Any, made: dict[int, Any]) -> Any:
    """A copy all the way down through what can be changed; a value met again is the same copy."""
    if id(value) in made:
        return made[id(value)]
    kind = type(value)
    machine.fuel -= 1
    if kind is list:
        twin: Any = made.setdefault(id(value), [])
        twin.extend(_deep(machine, v, made) for v in value)
        return twin
    if kind is dict:
        twin = made.setdefault(id(value), {})
        twin.update((k, _deep(machine, v, made)) for k, v in value.items())
        return twin
    if kind is tuple:
        return tuple(_deep(machine, v, made) for v in value)
    if kind is set or isinstance(value, Call):
        return value.copy()
    if isinstance(value, Instance):
        twin = made.setdefault(id(value), Instance(value.cls, {}, value.place))
        twin.attributes.update((k, _deep(machine, v, made)) for k, v in value.attributes.items())
        return twin
    return value


FACTORIES: dict[str, Any] = {"copy.copy": _copy, "copy.deepcopy": _deep_copy}
