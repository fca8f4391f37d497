"""What undoes an operation on a database with rows in it, under names that every dialect can make and drop."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.restore import final
from alembic_ls.dialects.names import implicit_name
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.enum_types import existing_types
from alembic_ls.plans.fill import added_column
from alembic_ls.plans.lines import Line, OnDialect
from alembic_ls.plans.values import stand_in
from alembic_ls.schema.operations import AddColumn, CreateConstraint, CreateIndex, CreateTable, DropConstraint, Operation
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Table, Unique

SHORT = {ForeignKey: "fk", Unique: "uq", Check: "ck", PrimaryKey: "pk"}
KINDS = {ForeignKey: "foreignkey", Unique: "unique", Check: "check", PrimaryKey: "primary"}
# Names for what SQLite tells back without one, the same that PostgreSQL makes up: so one name is right on both.
UNNAMED = {
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}


def do(draft: Draft, operation: Operation, lost: str | None = None) -> None:
    """A step of one operation."""
    draft.step([operation], undoing(draft, operation), lost)


def do_but_on_sqlite(draft: Draft, operation: Operation) -> None:
    """A step of one operation that SQLite has nothing of, and would make a table anew for."""
    down = undoing(draft, operation)
    if not draft.is_on_sqlite:
        draft.step([operation], down)
    elif draft.wanted.dialects != ("sqlite",):
        draft.step([OnDialect("sqlite", (operation,), True)], [OnDialect("sqlite", tuple(down), True)])


def undoing(draft: Draft, operation: Operation) -> list[Line]:
    """The lines of the downgrade that undo the operation where the draft stands now.

    A required column comes back with a value for the rows that are there then, an enum type is not made twice, and what has no
    name gets the one that PostgreSQL would make up.
    """
    return [line for each in draft.inverse(operation) for line in _as_written(draft, each)]


def _as_written(draft: Draft, operation: Operation) -> Iterator[Line]:
    if isinstance(operation, AddColumn):
        table = draft.schema.tables.get(draft.wanted.rules.key(operation.table, operation.schema))
        value = stand_in(table, operation.column, draft) if table is not None else None
        if table is not None:
            yield from added_column(draft, table, operation, value)
            return
    elif isinstance(operation, CreateTable):
        table = existing_types(draft, operation.table)
        operation = operation._replace(table=table._replace(indexes=tuple(map(locking, table.indexes))))
    elif isinstance(operation, CreateIndex):
        operation = operation._replace(index=locking(operation.index))
    elif isinstance(operation, CreateConstraint) and operation.constraint.name is None:
        operation = operation._replace(constraint=final(named(operation.constraint, operation.table)))
    elif isinstance(operation, DropConstraint) and operation.name is None:
        return  # what has no name goes with its column or table
    yield operation


def locking(index: Index) -> Index:
    """The index, to be made within the transaction."""
    return index._replace(options=tuple(option for option in index.options if option[0] != "postgresql_concurrently"))


def named(key: ForeignKey | Unique | Check | PrimaryKey, table: str) -> ForeignKey | Unique | Check | PrimaryKey:
    """The key, with a name by which it can be dropped."""
    if key.name is not None:
        return key
    return key._replace(name=implicit_name(SHORT[type(key)], table, getattr(key, "columns", ()), "postgresql"))


def dropping(draft: Draft, table: Table, key: ForeignKey | Unique) -> DropConstraint:
    """A constraint goes by its name; one that SQLite tells back without a name by the one that a batch gives it."""
    short = SHORT[type(key)]
    name = named(key, table.name).name
    made_up = implicit_name(short, table.name, key.columns, "postgresql")
    convention = ((short, UNNAMED[short]),) if draft.is_on_sqlite and name == made_up else ()
    shown = name if key.name is None else final(key).name
    return DropConstraint(table.name, shown, KINDS[type(key)], table.schema, naming_convention=convention)
