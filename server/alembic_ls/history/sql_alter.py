"""ALTER TABLE, action by action."""

from __future__ import annotations

from alembic_ls.history.sql_columns import ColumnParts, constraint_comes, index_of, read_column, read_constraint, read_default
from alembic_ls.history.sql_cursor import Cursor, Qualified, Unreadable
from alembic_ls.history.sql_types import read_type
from alembic_ls.schema.operations import (
    KEEP,
    AddColumn,
    AlterColumn,
    CreateConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    Obscure,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableComment,
    SetTableSchema,
)
from alembic_ls.schema.tables import PrimaryKey, Unique
from alembic_ls.schema.unknown import Unknown

# First words of actions that change nothing a model says: owners, triggers, storage, partitions.
_HARMLESS = frozenset(
    """OWNER ENABLE DISABLE FORCE NO CLUSTER RESET REPLICA INHERIT ATTACH DETACH VALIDATE ENGINE AUTO_INCREMENT DEFAULT
    CHARSET CHARACTER COLLATE CONVERT ROW_FORMAT ORDER LOCK ALGORITHM OF NOT WITH""".split()
)


def read_alter_table(cursor: Cursor) -> list[Operation]:
    """What stands behind ALTER TABLE."""
    if_exists = cursor.if_exists()
    cursor.take("ONLY")
    table = cursor.qualified()
    if if_exists and cursor.surely_absent(table):
        return []
    cursor.take("*")
    operations: list[Operation] = []
    while not cursor.done:
        operations += _read_action(cursor, table)
        if not cursor.take(",") and not cursor.done:
            raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in ALTER TABLE")
    return operations


def _read_action(cursor: Cursor, table: Qualified) -> list[Operation]:
    if cursor.take("ADD"):
        return _read_add(cursor, table)
    if cursor.take("DROP"):
        return _read_drop(cursor, table)
    if cursor.take("ALTER"):
        return _read_alter(cursor, table)
    if cursor.take("RENAME"):
        return _read_rename(cursor, table)
    if cursor.take("MODIFY"):
        cursor.take("COLUMN")
        cursor.if_exists()
        return _redefined(cursor, table, cursor.peek().value)
    if cursor.take("CHANGE"):
        cursor.take("COLUMN")
        cursor.if_exists()
        return _redefined(cursor, table, cursor.name())
    if cursor.take("SET", "SCHEMA"):
        return [SetTableSchema(table.name, cursor.without_default(cursor.name()), table.schema, cursor.where)]
    if cursor.take("COMMENT"):
        cursor.take("=")
        return [SetTableComment(table.name, cursor.string() or None, table.schema, cursor.where)]
    if cursor.comes("SET") or cursor.peek().key in _HARMLESS:
        cursor.skip_item()
        return []
    raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in ALTER TABLE")


def _read_add(cursor: Cursor, table: Qualified) -> list[Operation]:
    if cursor.dialect == "mysql" and (found := _read_added_index(cursor, table)) is not None:
        return found
    if constraint_comes(cursor):
        return _read_added_constraint(cursor, table)
    cursor.take("COLUMN")
    if_not_exists = cursor.if_not_exists()
    if cursor.take("("):  # MySQL, Oracle: several columns
        operations = [added_column(table, read_column(cursor), False, cursor)]
        while cursor.take(","):
            operations.append(added_column(table, read_column(cursor), False, cursor))
        cursor.expect(")")
        return operations
    added = added_column(table, read_column(cursor), if_not_exists, cursor)
    _skip_position(cursor)
    operations = [added]
    while cursor.dialect == "mssql" and cursor.comes(",") and cursor.peek(1).key not in ("ALTER", "DROP", "ADD"):
        cursor.next()
        operations.append(added_column(table, read_column(cursor), False, cursor))
    return operations


def added_column(table: Qualified, parts: ColumnParts, if_not_exists: bool, cursor: Cursor) -> Operation:
    """The operation that adds a column as it was read."""
    return AddColumn(
        table.name,
        parts.column,
        table.schema,
        primary_key=parts.primary_key is not None,
        foreign_keys=parts.foreign_keys,
        uniques=parts.uniques,
        checks=parts.checks,
        if_not_exists=if_not_exists,
        origin=cursor.where,
    )


def _read_added_index(cursor: Cursor, table: Qualified) -> list[Operation] | None:
    """MySQL's ADD [UNIQUE] INDEX; a UNIQUE one is a unique index and a constraint at once, and is told back as both."""
    start = cursor.at
    unique = cursor.take("UNIQUE")
    cursor.take_any("FULLTEXT", "SPATIAL")
    if not cursor.take_any("INDEX", "KEY"):
        cursor.at = start
        return None
    if_not_exists = cursor.if_not_exists()
    name = None if cursor.comes("(", "USING") else cursor.name()
    index = index_of(cursor, name, unique)
    if unique:
        return [
            CreateConstraint(
                table.name, Unique(index.columns, index.name, origin=cursor.where), table.schema, origin=cursor.where
            )
        ]
    return [CreateIndex(table.name, index, table.schema, if_not_exists, origin=cursor.where)]


def _read_added_constraint(cursor: Cursor, table: Qualified) -> list[Operation]:
    start = cursor.at
    name = cursor.name() if cursor.take("CONSTRAINT") and not cursor.comes("PRIMARY", "FOREIGN", "UNIQUE", "CHECK") else None
    if cursor.take("UNIQUE", "USING", "INDEX") or cursor.take("PRIMARY", "KEY", "USING", "INDEX"):
        index = cursor.name()
        cursor.skip_item()
        return _constraint_from_index(cursor, table, index, name or index)
    cursor.at = start
    return [CreateConstraint(table.name, read_constraint(cursor), table.schema, origin=cursor.where)]


def _constraint_from_index(cursor: Cursor, table: Qualified, index: str, name: str) -> list[Operation]:
    """UNIQUE USING INDEX: the index becomes the constraint's and takes its name; its columns are those of the schema before."""
    existing = cursor.index(table, index)
    if existing is None:
        why = Unknown(f"the columns of index {index}, of which a constraint is made, are not known here", cursor.where)
        return [Obscure(why, (table.key,), ("uniques", "indexes", "primary_key"), origin=cursor.where)]
    is_primary = any(token.key == "PRIMARY" for token in cursor.tokens)
    constraint = (
        PrimaryKey(existing.columns, name, cursor.where) if is_primary else Unique(existing.columns, name, origin=cursor.where)
    )
    return [
        DropIndex(index, table.name, table.schema, origin=cursor.where),
        CreateConstraint(table.name, constraint, table.schema, origin=cursor.where),
    ]


def _read_drop(cursor: Cursor, table: Qualified) -> list[Operation]:
    where = cursor.where
    if cursor.take("PRIMARY", "KEY"):
        return [DropConstraint(table.name, None, "primary", table.schema, origin=where)]
    if cursor.take("FOREIGN", "KEY"):
        if_exists = cursor.if_exists()
        return [DropConstraint(table.name, cursor.name(), "foreignkey", table.schema, if_exists, origin=where)]
    if cursor.comes("CONSTRAINT", "CHECK") and cursor.take_any("CONSTRAINT", "CHECK"):
        if_exists = cursor.if_exists()
        name = cursor.name()
        cascade = cursor.take_any("CASCADE", "RESTRICT") == "CASCADE"
        return [DropConstraint(table.name, name, None, table.schema, if_exists, origin=where, cascade=cascade)]
    if cursor.dialect == "mysql" and cursor.take_any("INDEX", "KEY"):
        if_exists = cursor.if_exists()
        return [DropIndex(cursor.name(), table.name, table.schema, if_exists, origin=where)]
    if cursor.comes("PARTITION"):
        cursor.skip_item()
        return []
    cursor.take("COLUMN")
    if_exists = cursor.if_exists()
    name = cursor.name()
    cursor.take_any("CASCADE", "RESTRICT")
    return [DropColumn(table.name, name, table.schema, if_exists, origin=where)]


def _read_alter(cursor: Cursor, table: Qualified) -> list[Operation]:
    if cursor.comes("CONSTRAINT", "INDEX", "CHECK") and cursor.peek().kind == "word":
        cursor.skip_item()  # deferrability, visibility
        return []
    cursor.take("COLUMN")
    cursor.if_exists()
    column = cursor.name()
    change = AlterColumn(table.name, column, table.schema, origin=cursor.where)
    if cursor.take("SET", "DATA", "TYPE") or cursor.take("TYPE"):
        found = read_type(cursor)
        if cursor.take("COLLATE"):
            cursor.qualified()
        return [change._replace(type=found.type, using=_read_using(cursor))]
    if cursor.take("SET", "DEFAULT"):
        return [change._replace(server_default=read_default(cursor))]
    if cursor.take("DROP", "DEFAULT"):
        return [change._replace(server_default=None)]
    if cursor.take("SET", "NOT", "NULL"):
        return [change._replace(nullable=False)]
    if cursor.take("DROP", "NOT", "NULL"):
        return [change._replace(nullable=True)]
    if cursor.comes("SET", "RESET") and cursor.peek(1).key in (
        "STATISTICS",
        "STORAGE",
        "COMPRESSION",
        "(",
        "VISIBLE",
        "INVISIBLE",
    ):
        cursor.skip_item()
        return []
    if cursor.dialect == "mssql":
        return _redefined_type(cursor, change)
    if cursor.comes("ADD", "DROP", "SET", "RESTART"):  # identity and generation, for which there is no operation
        cursor.skip_item()
        why = Unknown(f"how {table.name}.{column} generates its values was altered by SQL", cursor.where)
        return [Obscure(why, (table.key,), (f"column:{column}",), origin=cursor.where)]
    raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in ALTER COLUMN")


def _read_using(cursor: Cursor) -> str | None:
    if not cursor.take("USING"):
        return None
    return cursor.text_of(*cursor.expression(frozenset()))


def _redefined_type(cursor: Cursor, change: AlterColumn) -> list[Operation]:
    """SQL Server's ALTER COLUMN name type [NULL | NOT NULL]: NULL where nothing is said."""
    found = read_type(cursor)
    nullable = not cursor.take("NOT", "NULL")
    cursor.take("NULL")
    return [change._replace(type=found.type, nullable=nullable)]


def _redefined(cursor: Cursor, table: Qualified, old: str) -> list[Operation]:
    """MySQL's MODIFY and CHANGE: what the new definition does not say, the column no longer has."""
    parts = read_column(cursor)
    column = parts.column
    _skip_position(cursor)
    change = AlterColumn(
        table.name,
        old,
        table.schema,
        new_name=column.name if column.name != old else KEEP,
        type=column.type,
        nullable=column.nullable,
        server_default=column.computed or column.server_default,
        comment=column.comment,
        autoincrement=column.autoincrement if column.autoincrement != "auto" else KEEP,  # type: ignore[arg-type]
        origin=cursor.where,
    )
    keys: list[Operation] = [CreateConstraint(table.name, unique, table.schema, origin=cursor.where) for unique in parts.uniques]
    if parts.primary_key is not None:
        keys.append(CreateConstraint(table.name, parts.primary_key, table.schema, origin=cursor.where))
    return [change, *keys]


def _skip_position(cursor: Cursor) -> None:
    """FIRST, AFTER column: the order of columns is nothing that is compared."""
    if cursor.take("AFTER"):
        cursor.name()
    else:
        cursor.take("FIRST")


def _read_rename(cursor: Cursor, table: Qualified) -> list[Operation]:
    where = cursor.where
    if cursor.take_any("TO", "AS"):
        new = cursor.qualified()
        return [RenameTable(table.name, new.name, table.schema, where)]
    if cursor.comes("CONSTRAINT") and cursor.peek(2).key == "TO":
        cursor.next()
        name = cursor.name()
        cursor.expect("TO")
        return [RenameConstraint(table.name, name, cursor.name(), table.schema, where)]
    if cursor.comes("INDEX", "KEY") and cursor.peek(2).key == "TO":
        cursor.next()
        name = cursor.name()
        cursor.expect("TO")
        return [RenameIndex(name, cursor.name(), table.schema, where)]
    cursor.take("COLUMN")
    cursor.if_exists()
    column = cursor.name()
    if cursor.dialect == "mysql" and cursor.done:
        return [RenameTable(table.name, column, table.schema, where)]
    cursor.expect("TO")
    return [AlterColumn(table.name, column, table.schema, new_name=cursor.name(), origin=where)]
