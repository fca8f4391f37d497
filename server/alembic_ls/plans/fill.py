"""A required column for a table that has rows, and values for those that have none."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.dialects.quoting import dotted, identifier
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import PLACEHOLDER, Line, Remark, Sql
from alembic_ls.plans.wanted import BY_DEFAULT
from alembic_ls.schema.operations import AddColumn, AlterColumn
from alembic_ls.schema.tables import Column, Default, Table


def added_column(draft: Draft, table: Table, added: AddColumn, value: str | None) -> Sequence[Line]:
    """The column, as a table with rows takes it on all dialects. `value` is SQL for the rows, None where there is none for them."""
    column = added.column
    given = (column.server_default, column.computed, column.identity)
    if any(fact is not None for fact in given) or column.nullable is not False or value is None:
        return [added]
    return required_column(draft, table, added, value)


def required_column(draft: Draft, table: Table, added: AddColumn, value: str) -> Sequence[Line]:
    """The column nullable, then its values, then NOT NULL; or all at once by a server default that is taken away again."""
    column = added.column
    existing = existing_facts(column, nullable=True)
    if draft.wanted.fill == BY_DEFAULT:
        with_default = added._replace(column=column._replace(server_default=as_default(value)))
        existing = existing_facts(column, nullable=False)
        return [with_default, AlterColumn(table.name, column.name, table.schema, server_default=None, existing=existing)]
    first = added._replace(column=column._replace(nullable=True, server_default=None))
    last = AlterColumn(table.name, column.name, table.schema, nullable=False, existing=existing)
    if column.server_default is not None:
        last = last._replace(server_default=column.server_default)
    return [first, *filled(table, column.name, value), last]


def filled(table: Table, column: str, value: str, only_where_null: bool = False) -> list[Remark | Sql]:
    """UPDATE: the value for every row, or for those that have none; before it what the user has to say, where that is so."""
    name = identifier(column)
    where = f" WHERE {name} IS NULL" if only_where_null else ""
    update = Sql(f"UPDATE {table_name(table)} SET {name} = {value}{where}")
    if PLACEHOLDER in value:
        return [Remark(f"Say which value of {column} the rows have that are there already."), update]
    return [update]


def table_name(table: Table) -> str:
    """The table as SQL names it."""
    return dotted(table.name, table.schema)


def existing_facts(column: Column, nullable: bool | None = None) -> tuple[tuple[str, object], ...]:
    """What the database has, which some dialects have to be told when they alter it."""
    return (
        ("type", column.type),
        ("nullable", column.nullable if nullable is None else nullable),
        ("server_default", column.identity or column.computed or column.server_default),
        ("comment", column.comment),
    )


def as_default(value: str) -> Default:
    """SQL as a server default: a text literal is told without its quotes."""
    if len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1].replace("''", ""):
        return Default(value[1:-1].replace("''", "'"))
    return Default(value, True)
