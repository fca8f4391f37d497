"""PostgreSQL's enum types, which come with no column and go with none."""

from __future__ import annotations

from collections import Counter

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.schema.operations import CreateEnum, DropEnum
from alembic_ls.schema.tables import Column, EnumType, Schema, Table
from alembic_ls.schema.types import Type


def created(draft: Draft, found: Meant) -> None:
    """The types of added and altered columns, and those that several new tables share: CREATE TABLE makes the type of one alone."""
    if not draft.is_on_postgresql:
        return
    columns = [difference.model for difference in found.of("add_column", "modify_type")]
    users: Counter[str | None] = Counter(
        key for d in found.of("add_table") for key in {_key(draft, c) for c in d.model.columns.values()} if key is not None
    )
    shared = [c for d in found.of("add_table") for c in d.model.columns.values() if users[_key(draft, c)] > 1]
    for column in [*columns, *shared]:
        enum = _enum(column)
        if enum is not None and draft.wanted.rules.key(enum.name, enum.schema) not in draft.schema.enums:
            draft.step([CreateEnum(enum)], [DropEnum(enum.name, enum.schema)])


def existing_types(draft: Draft, table: Table) -> Table:
    """The table, to be made with the enum types that are there and without making them again."""
    columns = {
        name: _of_existing(column) if _key(draft, column) in draft.schema.enums else column
        for name, column in table.columns.items()
    }
    return table._replace(columns=columns)


def _of_existing(column: Column) -> Column:
    type_ = column.type
    assert isinstance(type_, Type)
    item = type_.argument("item")
    if isinstance(item, Type):
        inner = _of_existing(column._replace(type=item)).type
        return column._replace(type=type_._replace(arguments=tuple((k, inner if k == "item" else v) for k, v in type_.arguments)))
    arguments = {**dict(type_.arguments), "create_type": False}
    return column._replace(type=type_._replace(arguments=tuple(sorted(arguments.items()))))


def dropped(draft: Draft, found: Meant) -> None:
    """The types that were in use before, and are not any more."""
    before = _used(draft, draft.wanted.history)
    still = _used(draft, draft.schema) | _used(draft, draft.wanted.models)
    for key, enum in list(draft.schema.enums.items()):
        if key in before and key not in still:
            draft.step([DropEnum(enum.name, enum.schema)], [CreateEnum(enum)])


def _used(draft: Draft, schema: Schema) -> set[str | None]:
    return {_key(draft, column) for table in schema.tables.values() for column in table.columns.values()}


def _enum(column: Column) -> EnumType | None:
    type_ = native_enum(column)
    if type_ is None or not isinstance(type_.argument("values"), tuple):
        return None
    return EnumType(type_.argument("name"), type_.argument("values"), type_.argument("schema"))


def _key(draft: Draft, column: Column) -> str | None:
    type_ = native_enum(column) if draft.is_on_postgresql else None
    return None if type_ is None else draft.wanted.rules.key(type_.argument("name"), type_.argument("schema"))
