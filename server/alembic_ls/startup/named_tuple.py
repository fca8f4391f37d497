"""`NamedTuple`, without what `typing` does with the annotations: it compiles every one, which is most of a class's cost.

There are more than a hundred such classes, and a cold `alembic-ls check` makes nearly all of them.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        """Makes of a class body with annotated fields what `typing.NamedTuple` makes of it, but for the type hints at run time."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.pop("__annotations__")  # in the body thanks to `from __future__ import annotations`
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for attribute, value in body.items():
                setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Maker):
        """The base of a class of named fields; see `typing.NamedTuple`."""
