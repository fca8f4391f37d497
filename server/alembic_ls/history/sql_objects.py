"""Enum types, views, schemas, comments, renamed indexes: the DDL that is not about the columns of tables."""

from __future__ import annotations

from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_guards import has_index
from alembic_ls.history.sql_tables import dropped_names
from alembic_ls.schema.operations import (
    AlterColumn,
    AlterEnum,
    CreateEnum,
    CreateSchema,
    CreateView,
    DropEnum,
    DropView,
    Obscure,
    Operation,
    RenameIndex,
    SetTableComment,
)
from alembic_ls.schema.tables import EnumType
from alembic_ls.schema.unknown import Unknown


def read_create_type(cursor: Cursor) -> list[Operation]:
    """What stands behind CREATE TYPE; types that are no enums are nothing of the schema."""
    name = cursor.qualified()
    if not cursor.take("AS", "ENUM"):
        return []
    return [CreateEnum(EnumType(name.name, cursor.strings(), name.schema, cursor.where), checkfirst=False, origin=cursor.where)]


def read_drop_type(cursor: Cursor) -> list[Operation]:
    """What stands behind DROP TYPE."""
    if_exists = cursor.if_exists()
    return [DropEnum(name.name, name.schema, if_exists, cursor.where) for name in dropped_names(cursor)]


def read_alter_type(cursor: Cursor) -> list[Operation]:
    """What stands behind ALTER TYPE."""
    name = cursor.qualified()
    change = AlterEnum(name.name, name.schema, origin=cursor.where)
    if cursor.take("ADD", "VALUE"):
        if_not_exists = cursor.if_not_exists()
        value = cursor.string()
        side = cursor.take_any("BEFORE", "AFTER")
        neighbour = cursor.string() if side else None
        change = change._replace(added=value, if_not_exists=if_not_exists)
        return [change._replace(before=neighbour) if side == "BEFORE" else change._replace(after=neighbour)]
    if cursor.take("RENAME", "VALUE"):
        old = cursor.string()
        cursor.expect("TO")
        return [change._replace(renamed=(old, cursor.string()))]
    if cursor.take("RENAME", "TO"):
        return [change._replace(new_name=cursor.name())]
    if cursor.take("SET", "SCHEMA"):
        why = Unknown(f"type {name.key} was moved to another schema", cursor.where)
        return [Obscure(why, (), enums=(name.key,), origin=cursor.where)]
    if cursor.comes("OWNER", "ADD", "DROP", "ALTER", "SET", "RENAME"):  # its owner; attributes of composite types
        return []
    raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in ALTER TYPE")


def read_create_view(cursor: Cursor) -> list[Operation]:
    """What stands behind CREATE [MATERIALIZED] VIEW."""
    cursor.if_not_exists()
    name = cursor.qualified()
    return [CreateView(name.name, name.schema, cursor.where)]


def read_drop_view(cursor: Cursor) -> list[Operation]:
    """What stands behind DROP [MATERIALIZED] VIEW."""
    cursor.if_exists()
    return [DropView(name.name, name.schema, cursor.where) for name in dropped_names(cursor)]


def read_alter_view(cursor: Cursor) -> list[Operation]:
    """What stands behind ALTER [MATERIALIZED] VIEW; only a new name concerns the schema."""
    cursor.if_exists()
    name = cursor.qualified()
    if not cursor.take("RENAME", "TO"):
        return []
    return [DropView(name.name, name.schema, cursor.where), CreateView(cursor.name(), name.schema, cursor.where)]


def read_alter_index(cursor: Cursor) -> list[Operation]:
    """What stands behind ALTER INDEX; only a new name concerns the schema."""
    if_exists = cursor.if_exists()
    name = cursor.qualified()
    if not cursor.take("RENAME", "TO"):
        return []
    if if_exists and cursor.before is not None and has_index(cursor.before, name.name) is False:
        return []
    return [RenameIndex(name.name, cursor.name(), name.schema, cursor.where)]


def read_create_schema(cursor: Cursor) -> list[Operation]:
    """What stands behind CREATE SCHEMA; one that goes on with tables and grants is not followed."""
    cursor.if_not_exists()
    if cursor.take("AUTHORIZATION"):
        return [CreateSchema(cursor.name(), cursor.where)]
    name = cursor.name()
    if cursor.take("AUTHORIZATION"):
        cursor.name()
    if not cursor.done:
        raise Unreadable("a CREATE SCHEMA that makes more than a schema")
    return [CreateSchema(name, cursor.where)]


def read_drop_schema(cursor: Cursor) -> list[Operation]:
    """What stands behind DROP SCHEMA: an empty one is nothing, CASCADE takes its tables along."""
    if not any(token.key == "CASCADE" for token in cursor.tokens):
        return []
    raise Unreadable("a schema is dropped with all that is in it")


def read_comment(cursor: Cursor) -> list[Operation]:
    """What stands behind COMMENT ON."""
    what = cursor.next().key
    if what not in ("TABLE", "COLUMN"):
        return []
    parts = [cursor.name()]
    while cursor.take("."):
        parts.append(cursor.name())
    cursor.expect("IS")
    comment = None if cursor.take("NULL") else cursor.string()
    if what == "TABLE":
        return [SetTableComment(parts[-1], comment or None, _schema(cursor, parts[:-1]), cursor.where)]
    if len(parts) < 2:
        raise Unreadable("a comment on a column without its table")
    return [AlterColumn(parts[-2], parts[-1], _schema(cursor, parts[:-2]), comment=comment or None, origin=cursor.where)]


def _schema(cursor: Cursor, parts: list[str]) -> str | None:
    return cursor.without_default(parts[-1]) if parts else None
