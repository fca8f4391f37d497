"""Operations in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.analysis.words import default_text, key_text, type_text
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import KEEP, Operation
from alembic_ls.schema.tables import Check, Column, Computed, Default, ForeignKey, Identity, Index, PrimaryKey, Unique
from alembic_ls.schema.unknown import Unknown


def describe(operation: Operation, dialect: str) -> str:
    """What an operation does, in one line."""
    return _WORDS[type(operation)](operation, dialect)


def _create_table(operation: ops.CreateTable, dialect: str) -> str:
    columns = operation.table.columns
    return f"create table `{operation.table.key}` ({', '.join(columns)})"


def _add_column(operation: ops.AddColumn, dialect: str) -> str:
    carried: list[ForeignKey | Unique | Index] = [*operation.foreign_keys, *operation.uniques, *operation.indexes]
    keys = [key_text(key) for key in carried]
    return ", ".join([f"add column `{operation.table}.{operation.column.name}` {_column(operation.column, dialect)}", *keys])


def _column(column: Column, dialect: str) -> str:
    null = "" if column.nullable is not False else " NOT NULL"
    default = "" if column.server_default is None else f" DEFAULT {default_text(column.server_default)}"
    return f"{type_text(column.type, dialect)}{null}{default}"


def _alter_column(operation: ops.AlterColumn, dialect: str) -> str:
    changes = []
    if operation.new_name is not KEEP:
        changes.append(f"rename to `{_text(operation.new_name)}`")
    if operation.type is not KEEP:
        changes.append(f"type {type_text(operation.type, dialect)}")
    if operation.nullable is not KEEP:
        changes.append(f"nullable {_text(operation.nullable)}")
    if operation.server_default is not KEEP:
        changes.append(_default(operation.server_default))
    if operation.comment is not KEEP:
        changes.append(f"comment {_text(operation.comment)}")
    if operation.autoincrement is not KEEP:
        changes.append(f"autoincrement {_text(operation.autoincrement)}")
    return f"alter column `{operation.table}.{operation.column}`: {', '.join(changes) or 'nothing'}"


def _default(default: Default | Computed | Identity | Unknown | None) -> str:
    if isinstance(default, Computed):
        return f"computed as {default.sql}"
    return "identity" if isinstance(default, Identity) else f"server default {default_text(default)}"


def _create_constraint(operation: ops.CreateConstraint, dialect: str) -> str:
    constraint = operation.constraint
    if isinstance(constraint, Check):
        text = f"check{_named(constraint.name)} ({constraint.sql or '?'})"
    elif isinstance(constraint, PrimaryKey):
        text = f"primary key{_named(constraint.name)} ({', '.join(constraint.columns)})"
    else:
        text = key_text(constraint)
    return f"create {text} on `{operation.table}`"


def _alter_enum(operation: ops.AlterEnum, dialect: str) -> str:
    change = "values changed"
    if operation.added is not None:
        change = f"add value `{operation.added}`"
    elif operation.renamed is not None:
        change = f"rename value `{operation.renamed[0]}` to `{operation.renamed[1]}`"
    elif operation.new_name is not None:
        change = f"rename to `{operation.new_name}`"
    return f"alter enum type `{operation.name}`: {change}"


def _obscure(operation: ops.Obscure, dialect: str) -> str:
    return f"something that could not be followed: {operation.why.reason}"


def _change_data(operation: ops.ChangeData, dialect: str) -> str:
    verb = "change" if operation.verb == "other" else operation.verb
    return f"{verb} rows" + (f" of `{operation.table}`" if operation.table else "")


def _named(name: str | None) -> str:
    return f" `{name}`" if name else ""


def _text(value: object) -> str:
    return "unknown" if isinstance(value, Unknown) else str(value).lower() if isinstance(value, bool) else str(value)


_WORDS: dict[type, Callable[[Any, str], str]] = {
    ops.CreateTable: _create_table,
    ops.DropTable: lambda operation, dialect: f"drop table `{operation.table}`",
    ops.RenameTable: lambda operation, dialect: f"rename table `{operation.table}` to `{operation.new_name}`",
    ops.SetTableComment: lambda operation, dialect: f"comment of table `{operation.table}`: {_text(operation.comment)}",
    ops.AddColumn: _add_column,
    ops.DropColumn: lambda operation, dialect: f"drop column `{operation.table}.{operation.column}`",
    ops.AlterColumn: _alter_column,
    ops.CreateIndex: lambda operation, dialect: f"create {key_text(operation.index)} on `{operation.table}`",
    ops.DropIndex: lambda operation, dialect: f"drop index{_named(operation.name)}",
    ops.RenameIndex: lambda operation, dialect: f"rename index `{operation.name}` to `{operation.new_name}`",
    ops.CreateConstraint: _create_constraint,
    ops.DropConstraint: lambda operation, dialect: f"drop constraint{_named(operation.name)} of `{operation.table}`",
    ops.RenameConstraint: lambda operation, dialect: (
        f"rename constraint `{operation.name}` of `{operation.table}` to `{operation.new_name}`"
    ),
    ops.NameConstraints: lambda operation, dialect: f"name the constraints of `{operation.table}` that have no name",
    ops.KeepChecks: lambda operation, dialect: f"make `{operation.table}` anew, without its checks that have no name",
    ops.CreateEnum: lambda operation, dialect: f"create enum type `{operation.enum.key}`",
    ops.DropEnum: lambda operation, dialect: f"drop enum type `{operation.name}`",
    ops.AlterEnum: _alter_enum,
    ops.CreateSchema: lambda operation, dialect: f"create schema `{operation.name}`",
    ops.SetTableSchema: lambda operation, dialect: f"move table `{operation.table}` to schema `{operation.new_schema}`",
    ops.CreateView: lambda operation, dialect: f"create view `{operation.name}`",
    ops.DropView: lambda operation, dialect: f"drop view `{operation.name}`",
    ops.ChangeData: _change_data,
    ops.Obscure: _obscure,
}
