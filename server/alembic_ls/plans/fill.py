"""A required column for a table that has rows, and values for those that have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alembic_ls.dialects.quoting import dotted, identifier
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import PLACEHOLDER, Line, Remark, Sql
from alembic_ls.plans.wanted import BY_DEFAULT
from alembic_ls.schema.operations import AddColumn, AlterColumn
from alembic_ls.schema.tables import Column, Default, Table
from alembic_ls.startup.named_tuple import NamedTuple


class _Stages(NamedTuple):
    """How a column comes to a table with rows: what adds it; the SQL of the value that the rows get; what makes it as it is to be."""

    first: AddColumn
    value: str | None = None
    last: AlterColumn | None = None


def added_column(draft: Draft, table: Table, added: AddColumn, value: str | None) -> list[Line]:
    """The column, as a table with rows takes it on all dialects. `value` is SQL for the rows, None where there is none for them."""
    return added_columns(draft, table, [(added, value)])


def added_columns(draft: Draft, table: Table, columns: Iterable[tuple[AddColumn, str | None]]) -> list[Line]:
    """The columns of one table, each with the SQL of its value for the rows: all are added, then filled, then made NOT NULL, so that
    the rows are written once, and SQLite makes the table anew once."""
    stages = [_stages(draft, table, added, value) for added, value in columns]
    values = {stage.first.column.name: stage.value for stage in stages if stage.value is not None}
    return [
        *(stage.first for stage in stages),
        *(filled_together(table, values) if values else ()),
        *(stage.last for stage in stages if stage.last is not None),
    ]


def _stages(draft: Draft, table: Table, added: AddColumn, value: str | None) -> _Stages:
    """The column nullable, then its values, then NOT NULL; or all at once by a server default that is taken away again."""
    column = added.column
    given = (column.server_default, column.computed, column.identity)
    if any(fact is not None for fact in given) or column.nullable is not False or value is None:
        return _Stages(added)
    if draft.wanted.fill == BY_DEFAULT:
        with_default = added._replace(column=column._replace(server_default=as_default(value)))
        existing = existing_facts(column, nullable=False)
        undefaulted = AlterColumn(table.name, column.name, table.schema, server_default=None, existing=existing)
        return _Stages(with_default, last=undefaulted)
    first = added._replace(column=column._replace(nullable=True))
    existing = existing_facts(column, nullable=True)
    return _Stages(first, value, AlterColumn(table.name, column.name, table.schema, nullable=False, existing=existing))


def filled(table: Table, column: str, value: str, only_where_null: bool = False) -> list[Remark | Sql]:
    """UPDATE: the value for every row, or for those that have none; before it what the user has to say, where that is so."""
    where = f" WHERE {identifier(column)} IS NULL" if only_where_null else ""
    return filled_together(table, {column: value}, where)


def filled_together(table: Table, values: Mapping[str, str], where: str = "") -> list[Remark | Sql]:
    """One UPDATE of several columns, by their names, with the SQL of their values."""
    settings = ", ".join(f"{identifier(column)} = {value}" for column, value in values.items())
    update = Sql(f"UPDATE {table_name(table)} SET {settings}{where}")
    unknown = [column for column, value in values.items() if PLACEHOLDER in value]
    if not unknown:
        return [update]
    which = "value" if len(unknown) == 1 else "values"
    return [Remark(f"Say which {which} of {' and '.join(unknown)} the rows have that are there already."), update]


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
