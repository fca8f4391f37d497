"""What the models of a project are, as the imported project has them: where to seed a drift, and what would make one there."""

from __future__ import annotations

import inspect
import os
import sys
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, mapperlib


def read(metadata: sa.MetaData, root: str, dialect: sa.Dialect) -> list[dict[str, Any]]:
    """The mapped classes whose source lies below `root` and whose table is in this metadata: their columns that they declare themselves."""
    found = []
    mappers: set[Mapper[Any]] = {mapper for registry in mapperlib._all_registries() for mapper in registry.mappers}
    for mapper in sorted(mappers, key=lambda each: each.class_.__name__):
        table = mapper.local_table
        if not isinstance(table, sa.Table) or metadata.tables.get(table.key) is not table or mapper.inherits is not None:
            continue
        cls = mapper.class_
        try:
            path = os.path.realpath(inspect.getsourcefile(cls) or "")
        except TypeError:
            continue
        if not path.startswith(os.path.realpath(root) + os.sep):
            continue
        found.append(
            {
                "class": cls.__name__,
                "file": os.path.relpath(path, os.path.realpath(root)),
                "table": table.name,
                "schema": table.schema,
                "sqlmodel": any(base.__module__.startswith("sqlmodel") for base in cls.__mro__),
                "columns": [
                    {"attribute": prop.key, **_column(prop.columns[0], table, dialect, root)}
                    for prop in mapper.column_attrs
                    if prop.columns[0].table is table
                ],
                "referred": any(
                    key.column.table is table and key.parent.table is not table
                    for other in metadata.tables.values()
                    for key in other.foreign_keys
                    if _resolves(key)
                ),
            }
        )
    return found


def _resolves(key: sa.ForeignKey) -> bool:
    try:
        return key.column is not None
    except sa.exc.SQLAlchemyError:
        return False


def _column(column: sa.Column[Any], table: sa.Table, dialect: sa.Dialect, root: str) -> dict[str, Any]:
    kind = column.type
    impl = kind.dialect_impl(dialect)
    try:
        text = kind.compile(dialect)
    except sa.exc.SQLAlchemyError:
        text = "?"
    plain = (
        next((name for name, of in _PLAIN if isinstance(kind, of)), "") if not isinstance(kind, sa.types.TypeDecorator) else "own"
    )
    enum = kind.enum_class if isinstance(kind, sa.Enum) else None
    keys = [key for key in column.foreign_keys if _resolves(key)]
    return {
        "column": column.name,
        "type": text,
        "plain": plain,
        "length": getattr(impl, "length", None),
        "timezone": bool(getattr(kind, "timezone", False)),
        "nullable": bool(column.nullable),
        "primary": column.primary_key,
        "server_default": column.server_default is not None,
        "comment": column.comment,
        "indexed": bool(column.index),
        "unique": bool(column.unique),
        "in_key": any(
            column.name in each.columns and not isinstance(each, sa.CheckConstraint) and len(each.columns) > 1
            for each in table.constraints
            if hasattr(each, "columns")
        )
        or any(column.name in [part.name for part in index.columns] for index in table.indexes if len(index.columns) > 1)
        or any(column.name in str(each.sqltext) for each in table.constraints if isinstance(each, sa.CheckConstraint)),
        "referred": any(
            column in [key.column for key in other.foreign_keys if _resolves(key)] for other in table.metadata.tables.values()
        ),
        "foreign_keys": [[key.column.table.name, key.column.name, key.ondelete] for key in keys],
        "enum": None
        if enum is None
        else {
            "class": enum.__name__,
            "file": _file(enum, root),
            "labels": list(kind.enums),
            "members": {member.name: str(member.value) for member in enum},
            "native": bool(kind.native_enum),
        },
    }


def _file(cls: type, root: str) -> str | None:
    module = sys.modules.get(cls.__module__)
    path = os.path.realpath(getattr(module, "__file__", None) or "")
    root = os.path.realpath(root)
    return os.path.relpath(path, root) if path.startswith(root + os.sep) else None


_PLAIN: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("enum", sa.Enum),
    ("bool", sa.Boolean),
    ("bigint", sa.BigInteger),
    ("smallint", sa.SmallInteger),
    ("int", sa.Integer),
    ("float", sa.Float),
    ("numeric", sa.Numeric),
    ("text", sa.Text),
    ("string", sa.String),
    ("datetime", sa.DateTime),
    ("date", sa.Date),
    ("uuid", sa.Uuid),
    ("json", sa.JSON),
    ("binary", sa.LargeBinary),
)
