"""The name that a constraint or index bears in the database: as given, by the naming convention, or invented by the database."""

from __future__ import annotations

from typing import TypeVar, Union

from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Table, Unique

try:  # until dialects/names.py and naming.py are there
    from alembic_ls.dialects.names import cut, implicit_name
    from alembic_ls.dialects.naming import conventional_name
except ImportError:

    def cut(name, dialect):  # type: ignore
        return name

    def implicit_name(kind, table, columns, dialect, taken):  # type: ignore
        return None

    def conventional_name(convention, kind, table, key):  # type: ignore
        return key.name


AnyKey = Union[PrimaryKey, ForeignKey, Unique, Index, Check]
Key = TypeVar("Key", bound=AnyKey)

KINDS: dict[type, str] = {PrimaryKey: "pk", ForeignKey: "fk", Unique: "uq", Index: "ix", Check: "ck"}


def named(key: Key, table: Table, rules: Rules) -> Key:
    """`key` under the name by which `table` would hold it.

    As SQLAlchemy's `sql.naming._constraint_name_for_table` names it, and the database what is then still without a name.
    """
    kind = KINDS[type(key)]
    name = conventional_name(rules.naming_convention, kind, table, key)
    if name is not None:
        name = cut(name, rules.dialect)
    elif kind != "ix":
        columns = () if isinstance(key, Check) else key.columns
        name = implicit_name(kind, table.name, columns, rules.dialect, names_in(table))
    return key if name == key.name else key._replace(name=name)  # type: ignore[return-value]


def names_in(table: Table) -> set[str]:
    """Every name that a constraint or index of `table` bears."""
    keys: tuple[AnyKey, ...] = (table.primary_key, *table.foreign_keys, *table.uniques, *table.indexes, *table.checks)
    return {key.name for key in keys if key.name}
