"""Our operations as Alembic's, for its renderer; and the few that it has no word for, as the SQL or Python that does them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from alembic_ls.dialects.quoting import dotted, identifier
from alembic_ls.schema import operations as ours
from alembic_ls.schema.tables import Check, EnumType, ForeignKey, Index, PrimaryKey, Unique
from alembic_ls.schema.types import Type
from alembic_ls.writing.objects import Objects, actions, deferred, escaped, literal

if TYPE_CHECKING:
    from alembic.operations.ops import CreateIndexOp, MigrateOperation

_SHORT = {Unique: "uq", ForeignKey: "fk", Check: "ck", PrimaryKey: "pk"}
_KINDS = {"unique": "uq", "foreignkey": "fk", "check": "ck", "primary": "pk", None: ""}


def alembic_operations(operation: ours.Operation, objects: Objects) -> list[MigrateOperation]:
    """The operation in Alembic's words; several for a table, whose indexes are made after it. None where it has no word for it."""
    make = _MAKERS.get(type(operation))
    return [] if make is None else make(operation, objects)


def source_of(operation: ours.Operation, sa: str, op: str) -> str | None:
    """Python for what Alembic's renderer has no word for; None for all else. `sa` and `op` are the prefixes of the two modules."""
    if isinstance(operation, ours.RenameTable):
        schema = f", schema={operation.schema!r}" if operation.schema else ""
        return f"{op}rename_table({operation.table!r}, {operation.new_name!r}{schema})"
    if isinstance(operation, ours.RenameIndex):
        name = dotted(operation.name, operation.schema)
        return f"{op}execute({f'ALTER INDEX {name} RENAME TO {identifier(operation.new_name)}'!r})"
    if isinstance(operation, ours.RenameConstraint):
        table = dotted(operation.table, operation.schema)
        sql = f"ALTER TABLE {table} RENAME CONSTRAINT {identifier(operation.name)} TO {identifier(operation.new_name)}"
        return f"{op}execute({sql!r})"
    if isinstance(operation, ours.CreateEnum):
        return f"{_enum(operation.enum, sa)}.create({op}get_bind(), checkfirst=True)"
    if isinstance(operation, ours.DropEnum):
        return f"{_enum(EnumType(operation.name, (), operation.schema), sa)}.drop({op}get_bind(), checkfirst=True)"
    if isinstance(operation, ours.CreateConstraint) and isinstance(operation.constraint, PrimaryKey):
        schema = f", schema={operation.schema!r}" if operation.schema else ""
        key = operation.constraint
        return f"{op}create_primary_key({key.name!r}, {operation.table!r}, {list(key.columns)!r}{schema})"
    if isinstance(operation, ours.CreateConstraint) and isinstance(operation.constraint, Check) and operation.constraint.excludes:
        name = f"CONSTRAINT {identifier(operation.constraint.name)} " if operation.constraint.name else ""
        sql = f"ALTER TABLE {dotted(operation.table, operation.schema)} ADD {name}{operation.constraint.sql}"
        return f"{op}execute({sql!r})"
    if isinstance(operation, ours.KeepChecks):
        return f"with {op}batch_alter_table({operation.table!r}{_making(operation, sa)}):\n    pass"
    return None


def _making(operation: ours.KeepChecks, sa: str) -> str:
    schema = f", schema={operation.schema!r}" if operation.schema else ""
    checks = [f"{sa}CheckConstraint({literal(escaped(check.sql))})" for check in operation.checks if check.sql is not None]
    return f"{schema}, recreate='always'" + (f", table_args={tuple_of(checks)}" if checks else "")


def tuple_of(sources: Sequence[str]) -> str:
    """The source of a tuple."""
    return f"({', '.join(sources)}{',' if len(sources) == 1 else ''})"


def _enum(enum: EnumType, sa: str) -> str:
    values = "".join(f"{value!r}, " for value in enum.values) if isinstance(enum.values, tuple) else ""
    schema = f", schema={enum.schema!r}" if enum.schema else ""
    return f"{sa}Enum({values}name={enum.name!r}{schema})"


def _create_table(operation: ours.CreateTable, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import CreateTableOp

    table = operation.table
    columns = [objects.column(column) for column in table.columns.values()]
    given: dict[str, Any] = {"comment": table.comment} if isinstance(table.comment, str) else {}
    made = CreateTableOp(table.name, [*columns, *objects.constraints(table)], schema=table.schema, **given)
    return [made, *(_index(table.name, index, table.schema, objects) for index in table.indexes)]


def _drop_table(operation: ours.DropTable, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import DropTableOp

    return [DropTableOp(operation.table, schema=operation.schema)]


def _table_comment(operation: ours.SetTableComment, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import CreateTableCommentOp, DropTableCommentOp

    if operation.comment is None:
        return [DropTableCommentOp(operation.table, schema=operation.schema)]
    return [CreateTableCommentOp(operation.table, str(operation.comment), schema=operation.schema)]


def _add_column(operation: ours.AddColumn, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import AddColumnOp

    return [AddColumnOp(operation.table, objects.column(operation.column), schema=operation.schema)]


def _drop_column(operation: ours.DropColumn, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import DropColumnOp

    return [DropColumnOp(operation.table, operation.column, schema=operation.schema)]


def _alter_column(operation: ours.AlterColumn, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import AlterColumnOp

    existing = dict(operation.existing)
    given: dict[str, Any] = {}
    if isinstance(existing.get("type"), Type):
        given["existing_type"] = objects.type(existing["type"])
    if isinstance(existing.get("nullable"), bool):
        given["existing_nullable"] = existing["nullable"]
    default = objects.default(existing.get("server_default"))
    given["existing_server_default"] = False if default is None else default
    if isinstance(existing.get("comment"), str):
        given["existing_comment"] = existing["comment"]
    if operation.new_name is not ours.KEEP:
        given["modify_name"] = operation.new_name
    if isinstance(operation.type, Type):
        given["modify_type"] = objects.type(operation.type)
    if isinstance(operation.nullable, bool):
        given["modify_nullable"] = operation.nullable
    if operation.server_default is not ours.KEEP:
        given["modify_server_default"] = objects.default(operation.server_default)
    if operation.comment is not ours.KEEP:
        given["modify_comment"] = operation.comment
    if isinstance(operation.autoincrement, bool):
        given["autoincrement"] = operation.autoincrement
    return [AlterColumnOp(operation.table, operation.column, schema=operation.schema, **given)]


def _index(table: str, index: Index, schema: str | None, objects: Objects) -> CreateIndexOp:
    from alembic.operations.ops import CreateIndexOp
    from sqlalchemy import text

    columns: list[Any] = [text(escaped(c[1:-1])) if c.startswith("(") else c for c in index.columns]
    options: dict[str, Any] = {
        key: text(escaped(value)) if key.endswith("_where") and isinstance(value, str) else value
        for key, value in objects.options(table, index).items()
    }
    unique = index.unique is True
    return CreateIndexOp(objects.name(index.name, "ix"), table, columns, schema=schema, unique=unique, **options)


def _create_index(operation: ours.CreateIndex, objects: Objects) -> list[MigrateOperation]:
    made = _index(operation.table, operation.index, operation.schema, objects)
    if operation.if_not_exists:
        made.if_not_exists = True
    return [made]


def _drop_index(operation: ours.DropIndex, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import DropIndexOp

    return [DropIndexOp(objects.name(operation.name, "ix"), operation.table, schema=operation.schema)]


def _create_constraint(operation: ours.CreateConstraint, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import CreateCheckConstraintOp, CreateForeignKeyOp, CreateUniqueConstraintOp

    made, table, schema = operation.constraint, operation.table, operation.schema
    if isinstance(made, Check) and made.excludes:
        return []  # see `source_of`
    name = objects.name(made.name, _SHORT[type(made)])
    if isinstance(made, Unique):
        return [CreateUniqueConstraintOp(name, table, list(made.columns), schema=schema, **deferred(made))]
    if isinstance(made, Check):
        return [CreateCheckConstraintOp(name, table, escaped(made.sql or ""), schema=schema)]
    assert isinstance(made, ForeignKey)
    target_schema, _, target = made.table.rpartition(".")
    given = {**actions(made), "source_schema": schema, "referent_schema": target_schema or None}
    given = {key: value for key, value in given.items() if value is not None}
    return [CreateForeignKeyOp(name, table, target, list(made.columns), list(made.refers), **given)]


def _drop_constraint(operation: ours.DropConstraint, objects: Objects) -> list[MigrateOperation]:
    from alembic.operations.ops import DropConstraintOp

    name = objects.name(operation.name, _KINDS[operation.kind])
    return [DropConstraintOp(name, operation.table, operation.kind, schema=operation.schema)]


_MAKERS: Mapping[type, Callable[[Any, Objects], list[MigrateOperation]]] = {
    ours.CreateTable: _create_table,
    ours.DropTable: _drop_table,
    ours.SetTableComment: _table_comment,
    ours.AddColumn: _add_column,
    ours.DropColumn: _drop_column,
    ours.AlterColumn: _alter_column,
    ours.CreateIndex: _create_index,
    ours.DropIndex: _drop_index,
    ours.CreateConstraint: _create_constraint,
    ours.DropConstraint: _drop_constraint,
}
