"""Python's functions of numbers and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.factories import doubt_among, pure, where_of
from alembic_ls.interpret.limits import MAX_SIZE
from alembic_ls.interpret.values import (
    Bound,
    Instance,
    Place,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _repr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 1 and native.is_flat(args[0]):
        return repr(args[0])
    return doubt_among(args, kwargs) or Unknown("the repr of this value is not known", where_of(place))


def _pow(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    import ast

    from alembic_ls.interpret.operators import binary

    if len(args) != 2 or place is None:
        return Unknown("this power is not followed", where_of(place))
    return binary(machine, ast.Pow, args[0], args[1], place)


def _int(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if args and type(args[0]) is str and len(args[0]) > 1_000:
        return Unknown("this number is too long", where_of(place))
    return pure(int)(machine, args, kwargs, place)


def _range(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    made = pure(range)(machine, args, kwargs, place)
    return (
        made
        if not isinstance(made, range) or _length(made) <= MAX_SIZE
        else Unknown("this range is too long to follow", where_of(place))
    )


def _length(value: range) -> int:
    try:
        return len(value)
    except OverflowError:
        return MAX_SIZE + 1


def _str(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.texts import text_of

    if not args:
        return ""
    if isinstance(args[0], Unknown):
        return args[0]
    if isinstance(args[0], Instance) and (found := args[0].cls.lookup("__str__")) is not None:
        return machine.call(Bound(args[0], found[0]), [], {}, place)
    text = text_of(args[0])
    return text if text is not None else Unknown("the text of this value is not known", where_of(place))


def _bool(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.truth import truth_of

    truth = truth_of(args[0]) if args else False
    return truth if truth is not None else Unknown("whether this holds is not known", where_of(place))


def _dedent(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    import textwrap

    text = args[0] if args else Unknown("no text was given", where_of(place))
    return textwrap.dedent(text) if type(text) is str else text


FACTORIES: dict[str, Any] = {
    **{f"builtins.{f.__name__}": pure(f) for f in (abs, round, divmod, ord, chr, hex, oct, bin, float)},
    "builtins.int": _int,
    "builtins.range": _range,
    "builtins.str": _str,
    "builtins.bool": _bool,
    "builtins.repr": _repr,
    "builtins.pow": _pow,
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _dedent,
}
