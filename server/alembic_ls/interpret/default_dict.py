"""`collections.defaultdict`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.values import (
    Host,
    Place,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


class DefaultDict(Host):
    """`collections.defaultdict(factory)`."""

    class_names = ("defaultdict", "dict")

    def __init__(self, factory: Any) -> None:
        self.factory = factory
        self.data: dict[Any, Any] = {}

    def item(self, machine: Any, key: Any) -> Any:
        """The value, made where it is missing."""
        if isinstance(key, Unknown):
            return key
        try:
            if key not in self.data:
                self.data[key] = machine.call(self.factory, [], {}, None)
            return self.data[key]
        except TypeError:
            return Unknown("such a key is not followed")

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`d[key] = value`; an unknown key leaves all in doubt."""
        if name == "[]":
            key, made = value
            try:
                self.data["**" if isinstance(key, Unknown) else key] = key if isinstance(key, Unknown) else made
            except TypeError:
                self.data["**"] = Unknown("such a key is not followed")

    def attribute(self, machine: Any, name: str) -> Any:
        """The methods of a dict."""
        return native.method_of(self.data, name)

    def iterate(self, machine: Any) -> Any:
        """Its keys."""
        return None if "**" in self.data else iter(list(self.data))

    def truth(self) -> bool | None:
        """Whether it holds anything."""
        return bool(self.data)

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is such a key."""
        return self.data.get("**", False) if value not in self.data else True


def _default_dict(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return DefaultDict(args[0] if args else None)


FACTORIES: dict[str, Any] = {"collections.defaultdict": _default_dict}
