"""CREATE TABLE, CREATE INDEX, and the dropping of both."""

from __future__ import annotations

from alembic_ls.history.sql_columns import ColumnParts, constraint_comes, index_of, read_column, read_constraint
from alembic_ls.history.sql_cursor import Cursor, Qualified, Unreadable
from alembic_ls.schema.operations import CreateIndex, CreateTable, DropIndex, DropTable, Obscure, Operation, RenameTable
from alembic_ls.schema.tables import Check, Column, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.unknown import Unknown


class _Parts:
    """What is gathered while the parentheses of a CREATE TABLE are read."""

    __slots__ = ("checks", "columns", "foreign_keys", "indexes", "primary_key", "uniques")

    def __init__(self) -> None:
        self.columns: dict[str, Column] = {}
        self.primary_key = PrimaryKey()
        self.foreign_keys: list[ForeignKey] = []
        self.uniques: list[Unique] = []
        self.indexes: list[Index] = []
        self.checks: list[Check] = []

    def add_column(self, parts: ColumnParts) -> None:
        self.columns[parts.column.name] = parts.column
        self.primary_key = parts.primary_key or self.primary_key
        self.foreign_keys += parts.foreign_keys
        self.uniques += parts.uniques
        self.checks += parts.checks

    def add_constraint(self, constraint: PrimaryKey | ForeignKey | Unique | Check, dialect: str) -> None:
        if isinstance(constraint, PrimaryKey):
            self.primary_key = constraint
            for name in constraint.columns if dialect != "sqlite" else ():
                if name in self.columns:
                    self.columns[name] = self.columns[name]._replace(nullable=False)
        elif isinstance(constraint, ForeignKey):
            self.foreign_keys.append(constraint)
        elif isinstance(constraint, Unique):
            self.uniques.append(constraint)
        else:
            self.checks.append(constraint)


def read_create_table(cursor: Cursor, temporary: bool) -> list[Operation]:
    """What stands behind CREATE TABLE. Of a temporary table nothing is told back, so it is none of the schema's."""
    if_not_exists = cursor.if_not_exists()
    name = cursor.qualified()
    if temporary:
        return []
    if not cursor.take("(") or cursor.comes("LIKE"):
        return [_opaque(cursor, name)]
    parts = _Parts()
    while True:
        if cursor.comes("LIKE") and cursor.peek(1).key not in (",", ")"):
            return [_opaque(cursor, name)]
        _read_member(cursor, parts)
        if not cursor.take(","):
            break
    cursor.expect(")")
    if any(token.key in ("AS", "SELECT", "INHERITS") for token in cursor.tokens[cursor.at :]):
        return [_opaque(cursor, name)]
    own = parts.primary_key.columns
    table = Table(
        name.name,
        name.schema,
        parts.columns,
        parts.primary_key,
        tuple(fk._replace(refers=own) if not fk.refers and fk.table == name.key else fk for fk in parts.foreign_keys),
        tuple(parts.uniques),
        tuple(parts.indexes),
        tuple(parts.checks),
        _comment(cursor),
        origin=cursor.where,
    )
    return [CreateTable(table, if_not_exists, cursor.where)]


def _opaque(cursor: Cursor, name: Qualified) -> Operation:
    why = Unknown(f"the columns of table {name.key} are made from another table or a query", cursor.where)
    return Obscure(why, (name.key,), origin=cursor.where)


def _read_member(cursor: Cursor, parts: _Parts) -> None:
    if constraint_comes(cursor):
        parts.add_constraint(read_constraint(cursor), cursor.dialect)
    elif cursor.dialect == "mysql" and _index_comes(cursor):
        cursor.take_any("FULLTEXT", "SPATIAL")
        cursor.take_any("INDEX", "KEY")
        name = None if cursor.comes("(", "USING") else cursor.name()
        parts.indexes.append(index_of(cursor, name, unique=False))
    else:
        parts.add_column(read_column(cursor))
    if not cursor.comes(",", ")"):
        raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in CREATE TABLE")


def _index_comes(cursor: Cursor) -> bool:
    if cursor.peek().kind != "word":
        return False
    return cursor.comes("INDEX", "KEY") or (cursor.comes("FULLTEXT", "SPATIAL") and cursor.peek(1).key in ("INDEX", "KEY"))


def _comment(cursor: Cursor) -> str | None:
    """MySQL's table option COMMENT='…'."""
    while not cursor.done:
        if cursor.next().key == "COMMENT" and cursor.dialect == "mysql":
            cursor.take("=")
            return cursor.string() or None
    return None


def read_create_index(cursor: Cursor, unique: bool) -> list[Operation]:
    """What stands behind CREATE [UNIQUE] INDEX."""
    cursor.take("CONCURRENTLY")
    if_not_exists = cursor.if_not_exists()
    name = None
    schema = None
    if not cursor.comes("ON"):
        qualified = cursor.qualified()
        name, schema = qualified.name, qualified.schema
    if cursor.dialect == "mysql" and cursor.take("USING"):
        cursor.name()
    cursor.expect("ON")
    cursor.take("ONLY")
    table = cursor.qualified()
    index = index_of(cursor, name, unique)
    if not cursor.done:
        raise Unreadable(f"nothing known begins with {cursor.rest()[:30]!r} in CREATE INDEX")
    return [CreateIndex(table.name, index, table.schema or schema, if_not_exists, origin=cursor.where)]


def read_drop_table(cursor: Cursor) -> list[Operation]:
    """What stands behind DROP TABLE."""
    if_exists = cursor.if_exists()
    return [DropTable(name.name, name.schema, if_exists, cursor.where) for name in dropped_names(cursor)]


def read_drop_index(cursor: Cursor) -> list[Operation]:
    """What stands behind DROP INDEX; MySQL and SQL Server name the table too."""
    cursor.take("CONCURRENTLY")
    if_exists = cursor.if_exists()
    names = dropped_names(cursor)
    table = cursor.qualified() if cursor.take("ON") else None
    if table is not None:
        return [DropIndex(name.name, table.name, table.schema, if_exists, origin=cursor.where) for name in names]
    return [DropIndex(name.name, None, name.schema, if_exists, origin=cursor.where) for name in names]


def dropped_names(cursor: Cursor) -> list[Qualified]:
    """NAME, NAME … [CASCADE | RESTRICT]."""
    names = [cursor.qualified()]
    while cursor.take(","):
        names.append(cursor.qualified())
    while cursor.take_any("CASCADE", "RESTRICT", "CONSTRAINTS", "PURGE"):
        pass
    return names


def read_rename_table(cursor: Cursor) -> list[Operation]:
    """What stands behind MySQL's RENAME TABLE: several, in their order."""
    operations: list[Operation] = []
    while True:
        old = cursor.qualified()
        cursor.expect("TO")
        operations.append(RenameTable(old.name, cursor.qualified().name, old.schema, cursor.where))
        if not cursor.take(","):
            return operations
