"""Indexes, unique constraints and foreign keys that changed: what was removed and what was added in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Union

from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import ForeignKey, Index, Unique
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex

KINDS = frozenset(("add_index", "remove_index", "add_constraint", "remove_constraint", "add_fk", "remove_fk"))
Key = Union[Index, Unique, ForeignKey]

_WORD = regex(r"\w+")


class KeyChange(NamedTuple):
    """One key that the models want otherwise than the database has it; a side is None where it has none."""

    removed: Difference | None
    added: Difference | None

    @property
    def table(self) -> str:
        """The key of the table that both are of."""
        return self._any.table

    @property
    def before(self) -> Key | None:
        """The key as the database has it."""
        key: Key | None = self.removed.database if self.removed is not None else None
        return key

    @property
    def after(self) -> Key | None:
        """The key as the models want it."""
        key: Key | None = self.added.model if self.added is not None else None
        return key

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What Alembic reports of it."""
        return tuple(difference for difference in (self.removed, self.added) if difference is not None)

    @property
    def kinds(self) -> frozenset[str]:
        """What is removed and added: some of "index", "constraint", "fk"."""
        return frozenset(difference.kind.rpartition("_")[2] for difference in self.differences)

    def adds_over(self, columns: Iterable[str]) -> bool:
        """True where the models' key has one of these columns of its table."""
        return self.after is not None and not names_in(self.after).isdisjoint(columns)

    def removes_over(self, columns: Iterable[str]) -> bool:
        """True where the database's key has one of these columns of its table."""
        return self.before is not None and not names_in(self.before).isdisjoint(columns)

    @property
    def _any(self) -> Difference:
        return self.differences[0]


def names_in(key: Key) -> frozenset[str]:
    """The columns of a key; of an expression, `(lower(name) DESC)`, every word, which may be one."""
    names: set[str] = set()
    for element in key.columns:
        names.update(_WORD.findall(element) if element.startswith("(") else (element,))
    return frozenset(names)


def differences_of(changes: Iterable[KeyChange]) -> list[Difference]:
    """What Alembic reports of all of them."""
    return [difference for change in changes for difference in change.differences]


def key_changes(differences: Iterable[Difference]) -> list[KeyChange]:
    """The keys' differences, a removal and an addition of the same thing joined to one change.

    The same is, within a table: what Alembic itself replaces; what bears the same name; what is over the same columns; and
    last, where the columns of one contain those of the other.
    """
    removed: dict[str, list[Difference]] = {}
    added: dict[str, list[Difference]] = {}
    for difference in differences:
        side = added if difference.kind.startswith("add_") else removed
        side.setdefault(difference.table, []).append(difference)
    changes = []
    for table, gone in removed.items():
        come = added.get(table, [])
        for are_same in _SAME:
            changes += _pairs(gone, come, are_same)
        changes += [KeyChange(difference, None) for difference in gone]
    changes += [KeyChange(None, difference) for come in added.values() for difference in come]
    return changes


def _pairs(gone: list[Difference], come: list[Difference], are_same: Callable[[Key, Key], bool]) -> list[KeyChange]:
    """The pairs that `are_same` finds, taken off both lists."""
    pairs = []
    for old in list(gone):
        for new in come:
            if _comparable(old, new) and are_same(old.database, new.model):
                pairs.append(KeyChange(old, new))
                gone.remove(old)
                come.remove(new)
                break
    return pairs


def _comparable(old: Difference, new: Difference) -> bool:
    return (old.kind == "remove_fk") == (new.kind == "add_fk")


def _same_name(old: Key, new: Key) -> bool:
    return old.name is not None and old.name == new.name


def _same_columns(old: Key, new: Key) -> bool:
    return set(old.columns) == set(new.columns)


def _more_columns(old: Key, new: Key) -> bool:
    if isinstance(old, ForeignKey) or type(old) is not type(new):
        return False
    return set(old.columns) < set(new.columns) or set(old.columns) > set(new.columns)


_SAME = (_same_name, _same_columns, _more_columns)
