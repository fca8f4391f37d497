"""Columns whose type, nullability, server default or comment the models want otherwise."""

from __future__ import annotations

from typing import Any

from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.fill import existing_facts, filled
from alembic_ls.plans.lines import PLACEHOLDER, Line
from alembic_ls.plans.retyped import retype
from alembic_ls.plans.undone import do_but_on_sqlite
from alembic_ls.plans.values import stand_in
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.operations import AlterColumn
from alembic_ls.schema.tables import Column, Default, Table
from alembic_ls.schema.unknown import Unknown

_KINDS = ("modify_type", "modify_nullable", "modify_default", "modify_comment")


def steps(draft: Draft, found: Meant) -> None:
    """All that changes in a column together, its type first; a table's columns one after the other, since a batch takes them all."""
    by_column: dict[tuple[str, str], dict[str, Difference]] = {}
    tables = list(dict.fromkeys(difference.table for difference in found.of(*_KINDS)))
    for difference in sorted(found.of(*_KINDS), key=lambda difference: tables.index(difference.table)):
        by_column.setdefault((difference.table, str(difference.column)), {})[difference.kind] = difference
    for (key, name), changes in by_column.items():
        table = draft.table(key)
        there = table.columns.get(name) if table is not None else None
        if table is not None and there is not None:
            _alter(draft, table, there, changes)


def _alter(draft: Draft, table: Table, there: Column, changes: dict[str, Difference]) -> None:
    wanted: Column = next(iter(changes.values())).model
    if "modify_type" in changes:
        retype(draft, table, there, wanted)
        table = draft.table(table.key) or table
        there = table.columns[there.name]
    said: dict[str, Any] = {}
    if "modify_default" in changes and there.server_default != wanted.server_default:  # the type may have taken it along
        said["server_default"] = wanted.computed or wanted.identity or wanted.server_default
    if "modify_comment" in changes and draft.is_on_sqlite:
        do_but_on_sqlite(
            draft, AlterColumn(table.name, there.name, table.schema, comment=wanted.comment, existing=existing_facts(there))
        )
    elif "modify_comment" in changes:
        said["comment"] = wanted.comment
    if "modify_nullable" in changes:
        said["nullable"] = wanted.nullable
    if not said:
        return
    facts = existing_facts(there)
    operation = AlterColumn(table.name, there.name, table.schema, existing=facts, **said)
    back = AlterColumn(
        table.name,
        there.name,
        table.schema,
        existing=existing_facts(wanted._replace(type=there.type)),
        **{name: _now(there, name) for name in said},
    )
    up: list[Line] = [operation]
    down: list[Line] = [back]
    lost = None
    if said.get("nullable") is False:
        up = [*filled(table, there.name, _value(draft, table, wanted), only_where_null=True), operation]
    elif said.get("nullable") is True:
        value = stand_in(table, there, draft)
        if value is not None:
            down = [*filled(table, there.name, value, only_where_null=True), back]
            lost = f"The downgrade gives the rows that have no `{table.key}.{there.name}` {value}."
    draft.step(up, down, lost)


def _value(draft: Draft, table: Table, wanted: Column) -> str:
    """What the rows get that have none: what the model or the database gives to new ones."""
    own = draft.wanted.value_of(table.key, wanted.name)
    if own is not None:
        return own
    default = wanted.server_default
    if isinstance(default, Default):
        return default.text if default.is_expression else sql_literal(default.text)
    return PLACEHOLDER


def _now(column: Column, name: str) -> Any:
    if name == "server_default":
        return column.computed or column.identity or column.server_default
    value = getattr(column, name)
    return None if isinstance(value, Unknown) else value
