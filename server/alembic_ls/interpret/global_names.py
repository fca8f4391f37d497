"""`globals()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import MISSING, Host, HostFunction, Raised, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.modules import Module


class Namespace(Host):
    """`globals()`: the names of a module, of which those that nobody asked for are not made yet."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module

    def item(self, machine: Any, key: Any) -> Any:
        """The value of a name; raises Raised where the module surely has none."""
        found = self._get(machine, key)
        if found is MISSING and self.module.is_known_whole(machine):
            raise Raised(Symbol("builtins.KeyError"))
        return Unknown("which name of the module this is is not known") if found is MISSING else found

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether the module has the name."""
        if self._get(machine, value) is not MISSING:
            return True
        return False if self.module.is_known_whole(machine) else Unknown("whether the module has this name is not known")

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`globals()[name] = value`."""
        if name == "[]" and type(value[0]) is str:
            self.module.namespace[value[0]] = value[1]

    def attribute(self, machine: Any, name: str) -> Any:
        """`get` and `update`; the others see all names at once, and are not followed."""
        if name == "get":
            return HostFunction("get", self._get_or)
        return HostFunction("update", self._update) if name == "update" else Unknown(f"'{name}' of globals() is not followed")

    def _get(self, machine: Any, key: Any) -> Any:
        if isinstance(key, Unknown):
            return key
        return self.module.bound(machine, key) if type(key) is str else MISSING

    def _get_or(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        found = self._get(machine, args[0]) if args else MISSING
        return (args[1] if len(args) > 1 else None) if found is MISSING else found

    def _update(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Any) -> Any:
        given = {**args[0], **kwargs} if args and type(args[0]) is dict else kwargs
        self.module.namespace.update({k: v for k, v in given.items() if type(k) is str and k != "**"})
        return None
