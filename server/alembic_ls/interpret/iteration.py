"""Elements of a value, and one item of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.limits import MAX_SIZE, spend
from alembic_ls.interpret.records import items_of
from alembic_ls.interpret.values import Bound, Call, ClassValue, Generic, Host, Instance, Member, Place, Raised, Spread, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


class Iterated(Host):
    """An iterator: what has been taken from it is gone. All that a generator would give is made when the generator is."""

    __slots__ = ("doubt", "rest")

    def __init__(self, rest: list[Any], doubt: Unknown | None = None) -> None:
        self.rest = rest
        self.doubt = doubt  # why there may be others than the rest

    def take(self, machine: Machine, count: int | None = None) -> tuple[list[Any], Unknown | None]:
        """The next elements, None for all that are left; and why they may be others. Taken under doubt, nobody knows what is left."""
        taken, self.rest = (self.rest, []) if count is None else (self.rest[:count], self.rest[count:])
        doubt = self.doubt
        if machine.uncertain is not None:
            self.doubt = machine.uncertain
        return taken, doubt

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """What is left."""
        taken, doubt = self.take(machine)
        return iter(taken) if doubt is None else None

    def attribute(self, machine: Any, name: str) -> Any:
        """None is followed."""
        return Unknown(f"'{name}' of an iterator is not followed")

    def contains(self, machine: Any, value: Any) -> Any:
        """Looks through what is left."""
        from alembic_ls.interpret.comparisons import contains

        taken, doubt = self.take(machine)
        return doubt if doubt is not None else contains(machine, taken, value)


def iterated(made: Any) -> Any:
    """An iterator over a list that was made; the doubt, where it is one."""
    if type(made) is not list:
        return made
    doubt = next((element.value for element in made if type(element) is Spread), None)
    return Iterated(made if doubt is None else [e for e in made if type(e) is not Spread], doubt)


def elements(machine: Machine, value: Any) -> list[Any] | Unknown:
    """The elements of an iterable value, in order; Unknown where they are not all known."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        spend(machine, value)
        for element in value:
            if type(element) is Spread:
                return element.value
        return list(value)
    if kind is dict and (open_ := native.partial(value)) is not None:
        return open_
    if kind in (str, dict, bytes, range) or kind in native.VIEWS:
        return spend(machine, list(value)) if len(value) <= MAX_SIZE else Unknown("too many elements to follow")
    if isinstance(value, Unknown):
        return value
    if isinstance(value, ClassValue):
        members = machine.enum_members(value)
        return list(members.values()) if members is not None else Unknown("the elements of this class are not followed")
    if isinstance(value, Instance):
        if (found := value.cls.lookup("__iter__")) is not None:
            return elements(machine, machine.call(Bound(value, found[0]), [], {}, None))
        if (items := items_of(machine, value)) is not None:
            return items
    if isinstance(value, Host):
        if type(value) is Iterated and value.doubt is not None:
            return value.doubt
        found = value.iterate(machine)
        return list(found) if found is not None else Unknown("the elements of this object are not followed")
    return Unknown("what is looped over here is not known", value.anchor if isinstance(value, Call) else None)


def known_elements(machine: Machine, value: Any) -> tuple[list[Any], Unknown | None]:
    """The elements that are surely in an iterable value, and why there may be others; None where there are none."""
    if type(value) in (list, tuple, set, frozenset):
        spend(machine, value)
        doubt = next((element.value for element in value if type(element) is Spread), None)
        return (list(value), None) if doubt is None else ([e for e in value if type(e) is not Spread], doubt)
    if type(value) is Iterated:
        return value.take(machine)
    if type(value) is dict and (doubt := native.partial(value)) is not None:
        return [key for key in value if key != "**"], doubt
    items = elements(machine, value)
    return ([], items) if isinstance(items, Unknown) else (items, None)


def item_of(machine: Machine, owner: Any, key: Any, place: Place) -> Any:
    """`owner[key]`. Raises Raised for a key that a known container lacks."""
    if isinstance(owner, (Symbol, Generic)) or (isinstance(owner, ClassValue) and machine.enum_members(owner) is None):
        origin = owner
        return Generic(origin, key if type(key) is tuple else (key,))
    if isinstance(owner, ClassValue):
        if isinstance(key, Unknown):
            return key
        if type(key) is str and key not in owner.facts["member names"]:
            raise Raised(Symbol("builtins.KeyError"))
        return owner.facts["member names"].get(key, Unknown("no such member", place.anchor))
    if isinstance(owner, Host):
        return owner.item(machine, key)
    if isinstance(key, Unknown):
        return key
    if isinstance(owner, (Call, Member)):
        return Call(Symbol("operator.getitem"), [owner, key], {}, place)
    if isinstance(owner, Instance):
        if (found := owner.cls.lookup("__getitem__")) is not None:
            return machine.call(Bound(owner, found[0]), [key], {}, place)
        if (items := items_of(machine, owner)) is not None:
            return item_of(machine, tuple(items), key, place)
        return Unknown("the items of this object are not followed", place.anchor)
    if native.is_native(owner):
        if any(type(element) is Spread for element in owner) if type(owner) in (list, tuple) else False:
            return Unknown("not all elements are known here", place.anchor)
        key = native.plain(key) if type(owner) is not dict else key
        try:
            return owner[key] if type(key) is not slice else spend(machine, owner[key])
        except KeyError:
            if (doubt := native.partial(owner)) is not None:
                return doubt
            raise Raised(Symbol("builtins.KeyError")) from None
        except IndexError:
            raise Raised(Symbol("builtins.IndexError")) from None
        except (TypeError, ValueError):
            return Unknown("this item is not known", place.anchor)
    return Unknown("this item is not known", place.anchor)
