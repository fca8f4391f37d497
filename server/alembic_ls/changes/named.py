"""The name that a constraint or index bears in the database: as given, by the naming convention, or invented by the database."""

from __future__ import annotations

from typing import Any, Union

from alembic_ls.changes.edits import mentions
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.names import cut, implicit_name
from alembic_ls.dialects.naming import conventional_name
from alembic_ls.schema.tables import Check, FinalName, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.unknown import Unknown

Key = Union[PrimaryKey, ForeignKey, Unique, Index, Check]

_KINDS: dict[type, str] = {PrimaryKey: "pk", ForeignKey: "fk", Unique: "uq", Index: "ix", Check: "ck"}
_ASPECTS: dict[type, str] = {
    PrimaryKey: "primary_key",
    ForeignKey: "foreign_keys",
    Unique: "uniques",
    Index: "indexes",
    Check: "checks",
}


def name_of(key: Key, table: Table, rules: Rules) -> str | Unknown | None:
    """The name under which `table` would hold `key`; None where the database keeps it without one.

    As SQLAlchemy's `sql.naming._constraint_name_for_table` names it, and the database what is then still without a name.
    """
    kind = "ex" if isinstance(key, Check) and key.excludes else _KINDS[type(key)]
    name = conventional_name(rules.naming_convention, kind, table, key, isinstance(key.name, FinalName))
    if name is None:
        return implicit_name(kind, table.name, _columns(key, table), rules.dialect, names_in(table))
    return name if isinstance(name, Unknown) else cut(str(name), rules.dialect)  # a database knows no final names


def with_key(table: Table, key: Key, rules: Rules) -> Table:
    """`table` with `key` under its name; a name that cannot be told leaves all keys of its sort unknown."""
    name = name_of(key, table, rules)
    aspect = _ASPECTS[type(key)]
    changes: dict[str, Any] = {}
    if isinstance(name, Unknown):
        changes["unknown"] = {**table.unknown, aspect: name}
        name = None
    named = key if name == key.name and type(name) is type(key.name) else key._replace(name=name)
    changes[aspect] = named if isinstance(key, PrimaryKey) else (*getattr(table, aspect), named)
    return table._replace(**changes)


def names_in(table: Table) -> set[str]:
    """Every name that a constraint or index of `table` bears."""
    keys: list[Key] = [table.primary_key, *table.foreign_keys, *table.uniques, *table.indexes, *table.checks]
    return {key.name for key in keys if key.name}


def unnamed_checks(table: Table) -> tuple[Check, ...]:
    """The checks that have no name, but for those of types."""
    return tuple(check for check in table.checks if check.name is None and not check.of_type)


def _columns(key: Key, table: Table) -> tuple[str, ...]:
    if not isinstance(key, Check):
        return key.columns
    return tuple(name for name in table.columns if key.sql is not None and mentions(key.sql, name))
