"""`NamedTuple`, without what `typing` does with the annotations and without source that is compiled for each class.

There are more than a hundred such classes, and a cold `alembic-ls check` makes nearly all of them.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined]  # what `namedtuple` reads its fields with
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        """Makes of a class body with annotated fields what `typing.NamedTuple` makes of it, but for the type hints at run time."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.pop("__annotations__"))  # in the body thanks to `from __future__ import annotations`
            defaults = {field: body.pop(field) for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"a field of {name} without a default follows one with a default")
            new = _FUNCTION(_code(len(fields)).replace(co_varnames=("cls", *fields)), {"new": tuple.__new__}, "__new__")
            new.__defaults__ = tuple(defaults.values())
            made = {
                "__doc__": f"{name}({', '.join(fields)})",
                "__slots__": (),
                "__match_args__": fields,
                "__new__": new,
                "_fields": fields,
                "_field_defaults": defaults,
                **_METHODS,
            }
            for number, field in enumerate(fields):
                made[field] = _tuplegetter(number, f"Alias for field number {number}")
            return type(name, (tuple,), {**made, **body})

    class NamedTuple(metaclass=_Maker):
        """The base of a class of named fields; see `typing.NamedTuple`."""


@cache
def _code(count: int) -> CodeType:
    """What a `__new__` for so many fields runs; only their names are others in each class."""
    names = "".join(f"f{number}, " for number in range(count))
    made: CodeType = eval(f"lambda cls, {names}: new(cls, ({names}))").__code__
    return made


def _make(cls: Any, values: Any) -> Any:
    made = tuple.__new__(cls, values)
    if len(made) != len(cls._fields):
        raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
    return made


def _replace(self: Any, /, **given: Any) -> Any:
    made = tuple.__new__(type(self), map(given.pop, self._fields, self))
    if given:
        raise TypeError(f"{type(self).__name__} has no field {next(iter(given))!r}")
    return made


def _repr(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in zip(self._fields, self))})"


_FUNCTION: Any = type(_make)
_METHODS = {
    "_make": classmethod(_make),
    "_replace": _replace,
    "__repr__": _repr,
    "_asdict": lambda self: dict(zip(self._fields, self)),
    "__getnewargs__": lambda self: tuple(self),
}
