"""`table.indexes` and its like, of any table that the source holds: its keys as values, and what taking some of them out leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from alembic_ls.declare.alterations import Added, Alteration, Doubted, Removed
from alembic_ls.interpret.iteration import known_elements
from alembic_ls.interpret.values import MISSING, Host, HostFunction, Member, Place, Raised, Symbol
from alembic_ls.schema.tables import FinalName, ForeignKey, Index, Table
from alembic_ls.schema.unknown import Unknown

# The collections of a Table's keys, and what of the table they hold. `foreign_keys` holds one for each column; they stand for their
# constraints here.
KEYS = {
    "indexes": ("indexes",),
    "constraints": ("uniques", "foreign_keys", "checks", "primary_key"),
    "foreign_keys": ("foreign_keys",),
    "foreign_key_constraints": ("foreign_keys",),
}
_CLASS_OF = {
    "Unique": "UniqueConstraint",
    "ForeignKey": "ForeignKeyConstraint",
    "Check": "CheckConstraint",
    "PrimaryKey": "PrimaryKeyConstraint",
    "Index": "Index",
}
_TAKES_SOME = frozenset(("difference_update", "discard", "remove"))
_CHANGES = _TAKES_SOME | {"add", "clear", "intersection_update", "pop", "symmetric_difference_update", "update"}


class TableValue(Protocol):
    """A table that the source holds."""

    def built(self) -> Table | Unknown:
        """All that it has now."""

    def column(self, name: str) -> Any:
        """One of its columns, as a value of the source."""

    def change(self, alteration: Alteration) -> None:
        """From now on it is so."""


class KeyHost(Host):
    """A constraint or an index of a table."""

    def __init__(self, owner: TableValue, aspect: str, held: Any, is_looped: bool = False) -> None:
        self.owner = owner
        self.aspect = aspect
        self.held = held
        self.is_looped = is_looped  # straight over the collection that holds it
        self.class_names = (_CLASS_OF.get(type(held).__name__, ""), "Constraint")

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name, columns, options."""
        if name == "constraint":
            return self
        if name == "name":
            return self.held.name if self.held.name is None else str(self.held.name)
        if name in ("ondelete", "onupdate", "unique"):
            return getattr(self.held, name, None)
        if name in ("columns", "column_keys"):
            columns = getattr(self.held, "columns", ())
            return [self.owner.column(column) if name == "columns" else column for column in columns]
        if name == "table":
            return self.owner
        if name in ("copy", "_copy"):
            return HostFunction(name, self._copied)
        if name == "referred_table" and isinstance(self.held, ForeignKey):
            return ReferredTable(self.held.table)
        if name in ("dialect_kwargs", "kwargs") and isinstance(self.held, Index):
            return {**dict.fromkeys(self.held.unheeded), **dict(self.held.options)}
        return Member(self, name)

    def _copied(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Added:
        """A copy for another table. That of a unique constraint attaches itself to the first one too, and a loop over its constraints
        fails at the next one, for a set must not grow meanwhile; only were this one the last, in whatever order, would it go well.
        Raises Raised then."""
        if self.is_looped and self.aspect == "uniques" and machine.guarded:
            raise Raised(Symbol("builtins.RuntimeError"))
        name = self.held.name
        return Added(self.aspect, self.held._replace(name=name if name is None else FinalName(name)))


class ReferredTable(Host):
    """The table that a foreign key refers to, by its name alone."""

    class_names = ("Table",)

    def __init__(self, key: str) -> None:
        self.key = key

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name."""
        if name == "name":
            return self.key.rpartition(".")[2]
        if name == "schema":
            return self.key.rpartition(".")[0] or None
        return self.key if name in ("key", "fullname") else Member(self, name)


class KeysHost(Host):
    """`table.indexes` and its like: what it holds at the moment when it is asked."""

    def __init__(self, owner: TableValue, name: str) -> None:
        self.owner = owner
        self.name = name

    def held(self) -> list[KeyHost] | Unknown:
        """Its keys; Unknown where they are not all known."""
        table = self.owner.built()
        if isinstance(table, Unknown):
            return table
        found: list[KeyHost] = []
        for aspect in KEYS[self.name]:
            if aspect in table.unknown:
                return table.unknown[aspect]
            keys = (table.primary_key,) if aspect == "primary_key" else getattr(table, aspect)
            found += [KeyHost(self.owner, aspect, key) for key in keys]
        return found

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """All of them."""
        held = self.held()
        return None if isinstance(held, Unknown) else iter(held)

    def looped(self, machine: Any) -> Iterator[Any] | None:
        """All of them, each knowing that the collection must not change meanwhile."""
        held = self.held()
        return None if isinstance(held, Unknown) else (KeyHost(k.owner, k.aspect, k.held, is_looped=True) for k in held)

    def truth(self) -> bool | None:
        """Whether there are any."""
        held = self.held()
        return None if isinstance(held, Unknown) else bool(held)

    def attribute(self, machine: Any, name: str) -> Any:
        """What changes the collection, and a copy of it."""
        if name == "copy":
            return HostFunction(name, lambda *_: self.held())
        return (
            HostFunction(name, lambda m, args, kwargs, place: self._changed(m, name, args, place))
            if name in _CHANGES
            else MISSING
        )

    def _changed(self, machine: Any, method: str, args: list[Any], place: Place | None) -> Any:
        taken = self._taken(machine, method, args)
        if taken is None or machine.uncertain is not None:
            doubt = Unknown(f"how the table's {self.name} are changed is not followed", place.anchor if place else None)
            for aspect in KEYS[self.name]:
                self.owner.change(Doubted(aspect, doubt))
            return doubt
        for key in taken:
            self.owner.change(Removed(key.aspect, key.held))
        return None

    def _taken(self, machine: Any, method: str, args: list[Any]) -> list[KeyHost] | None:
        """The keys that a call takes out; None where that is not known."""
        given: Any = None
        if method in _TAKES_SOME and len(args) == 1:
            given, doubt = known_elements(machine, args[0]) if method == "difference_update" else (args, None)
            given = None if doubt is not None else given
        elif method == "clear":
            given = self.held()
        if type(given) is not list or not all(isinstance(key, KeyHost) and key.owner is self.owner for key in given):
            return None
        return given
