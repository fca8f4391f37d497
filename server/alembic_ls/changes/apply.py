"""Operations applied to a schema: what the database would tell back after each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.changes import on_columns, on_enums, on_keys, on_tables
from alembic_ls.changes.applied import Applied
from alembic_ls.changes.obscure import obscure
from alembic_ls.changes.rules import Rules
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Schema

_APPLY: dict[type, Callable[[Schema, Any, Rules], Applied]] = {
    ops.CreateTable: on_tables.create_table,
    ops.DropTable: on_tables.drop_table,
    ops.RenameTable: on_tables.rename_table,
    ops.SetTableComment: on_tables.set_table_comment,
    ops.SetTableSchema: on_tables.set_table_schema,
    ops.CreateView: on_tables.create_view,
    ops.DropView: on_tables.drop_view,
    ops.CreateSchema: on_tables.unchanged,
    ops.ChangeData: on_tables.unchanged,
    ops.AddColumn: on_columns.add_column,
    ops.DropColumn: on_columns.drop_column,
    ops.AlterColumn: on_columns.alter_column,
    ops.CreateIndex: on_keys.create_index,
    ops.DropIndex: on_keys.drop_index,
    ops.RenameIndex: on_keys.rename_index,
    ops.CreateConstraint: on_keys.create_constraint,
    ops.DropConstraint: on_keys.drop_constraint,
    ops.RenameConstraint: on_keys.rename_constraint,
    ops.NameConstraints: on_keys.name_constraints,
    ops.KeepChecks: on_keys.keep_checks,
    ops.CreateEnum: on_enums.create_enum,
    ops.DropEnum: on_enums.drop_enum,
    ops.AlterEnum: on_enums.alter_enum,
    ops.Obscure: obscure,
}


def apply(schema: Schema, operation: Operation, rules: Rules) -> Applied:
    """`schema` after `operation`, as the database would tell it back by reflection, and what it would have objected to.

    Tables that the operation leaves alone are shared with the schema before. Nothing is raised: an operation on a thing that
    is not there changes nothing and is a problem, unless something unreadable may have made the thing.
    """
    return _APPLY[type(operation)](schema, operation, rules)
