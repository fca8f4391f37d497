"""Arguments of the operations by name, and what they come to."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import MISSING, Call, EnumMember, Place, Spread
from alembic_ls.schema.tables import FinalName
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor


class Arguments:
    """The arguments of one call by the names of its parameters, `beyond` those behind them. `doubt` says why there may be others."""

    __slots__ = ("beyond", "doubt", "in_batch", "place", "values")

    def __init__(self, names: tuple[str, ...], args: list[Any], kwargs: dict[str, Any], place: Place | None) -> None:
        self.place = place
        self.in_batch = False
        self.beyond = args[len(names) :]
        self.doubt: Unknown | None = kwargs.get("**")
        self.values = dict(kwargs) if self.doubt is None else {k: v for k, v in kwargs.items() if k != "**"}
        for name, value in zip(names, args, strict=False):
            if type(value) is Spread:
                self.doubt = value.value
                break
            self.values[name] = value

    @property
    def anchor(self) -> Anchor | None:
        """Where the call was written."""
        return self.place.anchor if self.place is not None else None

    def get(self, name: str, default: Any = None) -> Any:
        """The argument's value, `default` where it was not given; Unknown where it may have been."""
        value = self.values.get(name, MISSING)
        if value is not MISSING:
            return value
        return default if self.doubt is None else self.doubt

    def text(self, name: str) -> str | Unknown | None:
        """An argument that names something."""
        return text_of_name(self.get(name), self.place)

    def flag(self, name: str) -> bool:
        """An option that is on; one that is not known counts as off."""
        return self.values.get(name) is True

    def names(self, name: str) -> tuple[str, ...] | Unknown:
        """An argument that lists names of columns; a single text stands for itself."""
        value = self.get(name)
        if type(value) is str:
            return (value,)
        if isinstance(value, Unknown) or type(value) not in (list, tuple):
            return value if isinstance(value, Unknown) else Unknown("these columns are not known", self.anchor)
        found = []
        for one in value:
            text = one.value if type(one) is Spread else text_of_name(one, self.place)
            if not isinstance(text, str):
                return text if isinstance(text, Unknown) else Unknown("these columns are not known", self.anchor)
            found.append(text)
        return tuple(found)


def text_of_name(value: Any, place: Place | None) -> str | Unknown | None:
    """A name as a text: strings, names marked by `op.f()` or `quoted_name`, members of text enums, columns."""
    if value is None or isinstance(value, (str, Unknown)):
        return value
    if isinstance(value, EnumMember) and type(value.value) is str:
        return value.value
    if isinstance(value, Call) and value.args and isinstance(value.args[0], str):
        if value.path == "sqlalchemy.quoted_name" or value.path.startswith("sqlalchemy.column"):
            return value.args[0]
        if value.path.endswith(".conv"):
            return FinalName(value.args[0])
    name = getattr(value, "column_name", None) or getattr(value, "table_name", None)
    if isinstance(name, str):
        return name
    return Unknown("this name is not known", place.anchor if place is not None else None)
