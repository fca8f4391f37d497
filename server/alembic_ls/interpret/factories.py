"""What the followed functions of Python have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.values import (
    EnumMember,
    Place,
    Raised,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def doubt_among(args: list[Any], kwargs: dict[str, Any]) -> Unknown | None:
    """The first argument that is not known."""
    return next((a for a in [*args, *kwargs.values()] if isinstance(a, Unknown)), None)


def where_of(place: Place | None) -> Any:
    """Where a call was written."""
    return place.anchor if place is not None else None


def pure(function: Any) -> Any:
    """A factory for a function of plain values: called by Python itself where all arguments are native, Unknown else."""

    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        doubt = doubt_among(args, kwargs)
        if doubt is not None:
            return doubt
        args = [a.value if type(a) is EnumMember and a.mixes_in_value else a for a in args]
        if not all(native.is_native(a) for a in [*args, *kwargs.values()]):
            return Unknown(f"what {function.__name__}() gives here is not followed", where_of(place))
        try:
            return function(*args, **kwargs)
        except (TypeError, ArithmeticError, AttributeError, RecursionError):
            return Unknown(f"what {function.__name__}() gives here is not followed", where_of(place))
        except (ValueError, LookupError) as error:
            raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None

    return factory


def at_least(least: int, factory: Any) -> Any:
    """The factory, where it is given as many arguments as it cannot do without."""

    def checked(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if len(args) < least:
            return Unknown("too few arguments are given here", where_of(place))
        return factory(machine, args, kwargs, place)

    return checked
