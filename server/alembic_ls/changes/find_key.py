"""Where a table's index or constraint of some name is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from alembic_ls.changes.named import name_of
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.names import cut
from alembic_ls.schema.tables import Check, ForeignKey, PrimaryKey, Schema, Table, Unique
from alembic_ls.startup.named_tuple import NamedTuple

Aspect = Literal["uniques", "foreign_keys", "checks", "primary_key", "indexes"]

_KINDS: dict[str, tuple[Aspect, ...]] = {
    "unique": ("uniques",),
    "foreignkey": ("foreign_keys",),
    "check": ("checks",),
    "primary": ("primary_key",),
}
# As Alembic's documentation of batch mode has it, and with all columns.
_USUAL: tuple[dict[str, object], ...] = (
    {
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    },
    {"uq": "uq_%(table_name)s_%(column_0_N_name)s"},
)
_ANY: tuple[Aspect, ...] = ("uniques", "foreign_keys", "checks", "primary_key")


class FoundKey(NamedTuple):
    """A key in its table."""

    table: Table
    aspect: Aspect
    key: Any

    def removed(self) -> Table:
        """The table without the key."""
        if self.aspect == "primary_key":
            return self.table._replace(primary_key=PrimaryKey())
        keys = tuple(key for key in getattr(self.table, self.aspect) if key is not self.key)
        return self.table._replace(**{self.aspect: keys})  # type: ignore[arg-type]

    def replaced(self, by: Any) -> Table:
        """The table with `by` in the key's place."""
        if self.aspect == "primary_key":
            return self.table._replace(primary_key=by)
        keys = tuple(by if key is self.key else key for key in getattr(self.table, self.aspect))
        return self.table._replace(**{self.aspect: keys})  # type: ignore[arg-type]


def find_index(schema: Schema, name: str, home: str | None, rules: Rules, of_constraints: bool = False) -> FoundKey | None:
    """The index `name`, looked for in the table `home` first; beyond it only where names of indexes are the schema's own, as they
    are not on MySQL. MySQL's unique constraints are indexes; with `of_constraints` those of PostgreSQL are found as well."""
    aspects: tuple[Aspect, ...] = ("indexes", "uniques") if rules.is_mysql or of_constraints else ("indexes",)
    if of_constraints and rules.dialect == "postgresql":
        aspects = (*aspects, "primary_key")
    first = schema.tables.get(home) if home is not None else None
    name = cut(name, rules.dialect)
    if first is not None and (found := _by_name(first, name, aspects)) is not None:
        return found
    if home is not None and rules.is_mysql:
        return None
    for table in schema.tables.values():
        if (found := _by_name(table, name, aspects)) is not None:
            return found
    return None


def find_constraint(table: Table, name: str | None, kind: str | None, rules: Rules) -> FoundKey | None:
    """The constraint `name` of `table`; without a name the one of its kind, where there is but one.

    SQLite tells back constraints that have no name; a batch names them by a convention (its `naming_convention`) to drop them.
    """
    aspects = _KINDS.get(kind or "", _ANY)
    if name is None:
        candidates = [] if kind is None else list(_of(table, aspects))
        return candidates[0] if len(candidates) == 1 else None
    name = cut(name, rules.dialect)
    found = _by_name(table, name, aspects)
    if found is None and kind is not None:
        found = _by_name(table, name, _ANY)
    if found is None and rules.is_mysql:
        found = _by_name(table, name, ("indexes",))
    if found is None and rules.dialect == "sqlite":
        found = _by_a_convention(table, name, kind, rules)
    return found


def find_rival(table: Table, constraint: Unique | ForeignKey | Check, name: str, rules: Rules) -> FoundKey | None:
    """What of `table` bears a name that a new constraint wants for itself: another constraint, or the index of a unique one."""
    if rules.is_mysql:  # has names of foreign keys, of checks and of indexes apart
        aspects: tuple[Aspect, ...] = ("foreign_keys",) if isinstance(constraint, ForeignKey) else ("checks",)
        return _by_name(table, name, ("uniques", "indexes") if isinstance(constraint, Unique) else aspects)
    if isinstance(constraint, Unique) and rules.dialect != "sqlite":
        return _by_name(table, name, (*_ANY, "indexes"))
    return _by_name(table, name, _ANY)


def unnamed(table: Table, kind: str | None) -> list[FoundKey]:
    """The constraints of one kind that SQLite tells back without a name."""
    aspects = _KINDS.get(kind or "", _ANY)
    return [found for found in _of(table, aspects) if found.key.name is None and found.aspect != "checks"]


def _by_a_convention(table: Table, name: str, kind: str | None, rules: Rules) -> FoundKey | None:
    """The unnamed constraint that is meant by a name: the only one there is, or the one that a usual convention calls so."""
    candidates = unnamed(table, kind)
    if len(candidates) == 1:
        return candidates[0]
    for convention in (rules.naming_convention, *_USUAL):
        called = rules._replace(naming_convention=convention)
        meant = [found for found in candidates if name_of(found.key, table, called) == name]
        if len(meant) == 1:
            return meant[0]
    return None


def _by_name(table: Table, name: str, aspects: tuple[Aspect, ...]) -> FoundKey | None:
    for aspect in aspects:
        if aspect == "primary_key":
            if table.primary_key.name == name:
                return FoundKey(table, aspect, table.primary_key)
            continue
        for key in getattr(table, aspect):
            if key.name == name:
                return FoundKey(table, aspect, key)
    return None


def _of(table: Table, aspects: tuple[Aspect, ...]) -> Iterator[FoundKey]:
    for aspect in aspects:
        if aspect == "primary_key":
            if table.primary_key.columns:
                yield FoundKey(table, aspect, table.primary_key)
        else:
            yield from (FoundKey(table, aspect, key) for key in getattr(table, aspect))


def unsure_of(schema: Schema, aspect: Aspect, home: str | None) -> bool:
    """True where the aspect is unknown in the table `home`, or in some table where that is None."""
    if home is None:
        return any(table.unknown and aspect in table.unknown for table in schema.tables.values())
    table = schema.tables.get(home)
    return table is not None and aspect in table.unknown
