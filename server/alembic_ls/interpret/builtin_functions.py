"""Python's built-in functions and the few of its library that decide what models and revisions do, by their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import (
    container_functions,
    copies,
    default_dict,
    object_functions,
    plain_functions,
    process_environment,
    records,
)
from alembic_ls.interpret.factories import where_of
from alembic_ls.interpret.values import (
    ClassValue,
    Place,
    Raised,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _second_argument(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return args[1] if len(args) > 1 else Unknown("this cast is not followed", where_of(place))


def _nothing(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return None


def _import_module(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    name = args[0] if args else kwargs.get("name")
    package = args[1] if len(args) > 1 else kwargs.get("package")
    if type(name) is not str:
        doubt = name if isinstance(name, Unknown) else Unknown("which module is imported here is not known", where_of(place))
        machine.note(doubt)
        return doubt
    if name.startswith("."):
        if type(package) is not str:
            return Unknown("from which package this is imported is not known", where_of(place))
        level = len(name) - len(name.lstrip("."))
        base = package.split(".")
        name = ".".join([*base[: len(base) - level + 1], name.lstrip(".")])
    found = machine.module(name)
    if found is None:
        if machine.guarded:
            raise Raised(Symbol("builtins.ImportError"))
        return Unknown(f"the module '{name}' was not found", where_of(place))
    return found


def _enum(path: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return machine.functional_enum(Symbol(path), args, kwargs, place)

    return factory


def _run_async(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return args[0] if args else None


def _partial(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.values import HostFunction

    if not args:
        return Unknown("this partial is not followed", where_of(place))
    function, first = args[0], args[1:]
    return HostFunction("partial", lambda m, a, k, p: m.call(function, [*first, *a], {**kwargs, **k}, p))


def _named_tuple(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) < 2 or type(args[0]) is not str or place is None:
        return Unknown("this named tuple is not followed", where_of(place))
    fields = args[1].replace(",", " ").split() if type(args[1]) is str else args[1]
    if type(fields) not in (list, tuple) or not all(
        type(f) is str or (type(f) is tuple and f and type(f[0]) is str) for f in fields
    ):
        return Unknown("this named tuple is not followed", where_of(place))
    cls = ClassValue(args[0], machine.current_module(place), (Symbol("builtins.tuple"),), {}, place)
    for field in fields:
        cls.annotations[field if type(field) is str else field[0]] = (None, cls.module.scope)
    cls.facts["named tuple"] = True
    defaults = kwargs.get("defaults") or ()
    if type(defaults) not in (list, tuple):
        return Unknown("the defaults of this named tuple are not followed", where_of(place))
    cls.names.update(zip(reversed(cls.annotations), reversed(defaults)))
    return cls


FACTORIES: dict[str, Any] = {
    **plain_functions.FACTORIES,
    **container_functions.FACTORIES,
    **object_functions.FACTORIES,
    **copies.FACTORIES,
    **records.FACTORIES,
    **process_environment.FACTORIES,
    **default_dict.FACTORIES,
    "builtins.print": _nothing,
    "builtins.__import__": _import_module,
    "importlib.import_module": _import_module,
    "typing.cast": _second_argument,
    "typing.NewType": _second_argument,
    "asyncio.run": _run_async,
    "functools.partial": _partial,
    "collections.namedtuple": _named_tuple,
    **{f"enum.{name}": _enum(f"enum.{name}") for name in ("Enum", "StrEnum", "IntEnum")},
}
