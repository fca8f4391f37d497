"""What an operation may have touched that may or may not have been run."""

from __future__ import annotations

from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Obscure, Operation
from alembic_ls.schema.tables import Check, ForeignKey, PrimaryKey, Unique
from alembic_ls.schema.unknown import Unknown

_ASPECT_OF_KIND = {"unique": "uniques", "foreignkey": "foreign_keys", "check": "checks", "primary": "primary_key"}
_ASPECT_OF_CONSTRAINT: dict[type, str] = {
    Unique: "uniques",
    ForeignKey: "foreign_keys",
    Check: "checks",
    PrimaryKey: "primary_key",
}


def obscured(operation: Operation, why: Unknown) -> Operation:
    """An Obscure for exactly what `operation` may have changed; operations that change no schema come back as they are."""
    if isinstance(operation, (Obscure, ops.ChangeData, ops.CreateSchema)):
        return operation
    origin = operation.origin
    if isinstance(operation, ops.CreateTable):
        return Obscure(why, (operation.table.key,), origin=origin)
    if isinstance(operation, ops.CreateEnum):
        return Obscure(why, (), enums=(operation.enum.key,), origin=origin)
    if isinstance(operation, (ops.DropEnum, ops.AlterEnum)):
        renamed = operation.new_name if isinstance(operation, ops.AlterEnum) else None
        names = (operation.name, renamed) if renamed else (operation.name,)
        return Obscure(why, (), enums=tuple(_key(name, operation.schema) for name in names), origin=origin)
    if isinstance(operation, (ops.CreateView, ops.DropView)):
        return Obscure(why, (_key(operation.name, operation.schema),), origin=origin)
    if isinstance(operation, ops.RenameTable):
        return Obscure(why, (_key(operation.table, operation.schema), _key(operation.new_name, operation.schema)), origin=origin)
    if isinstance(operation, ops.SetTableSchema):
        return Obscure(why, (_key(operation.table, operation.schema), _key(operation.table, operation.new_schema)), origin=origin)
    table = operation.table if not isinstance(operation, ops.RenameIndex) else None
    return Obscure(why, (_key(table, operation.schema),) if table is not None else None, _aspects(operation), origin=origin)


def _key(name: str, schema: str | None) -> str:
    return f"{schema}.{name}" if schema else name


def _aspects(operation: Operation) -> tuple[str, ...] | None:
    """The aspects of one table that an operation on it touches, in the words of `changes.obscure.obscured`."""
    if isinstance(operation, ops.AddColumn):
        carried = (
            ("+foreign_keys", operation.foreign_keys),
            ("+uniques", operation.uniques),
            ("+indexes", operation.indexes),
            ("+checks", operation.checks),
            ("+primary_key", operation.primary_key),
        )
        return (f"column:{operation.column.name}", *(aspect for aspect, there in carried if there))
    if isinstance(operation, ops.DropColumn):
        return (f"column:{operation.column}", f"keys:{operation.column}")
    if isinstance(operation, ops.AlterColumn):
        name = operation.new_name
        if name is ops.KEEP:
            return (f"column:{operation.column}",)
        renamed = ("+columns",) if isinstance(name, Unknown) else (f"column:{name}",)
        return (f"column:{operation.column}", f"keys:{operation.column}", *renamed)
    if isinstance(operation, ops.CreateIndex):
        return ("+indexes",)
    if isinstance(operation, (ops.DropIndex, ops.RenameIndex)):
        return (f"indexes:{operation.name}",) if operation.name else ("indexes",)
    if isinstance(operation, ops.CreateConstraint):
        return ("+" + _ASPECT_OF_CONSTRAINT[type(operation.constraint)],)
    if isinstance(operation, ops.DropConstraint):
        aspects = (_ASPECT_OF_KIND[operation.kind],) if operation.kind in _ASPECT_OF_KIND else tuple(_ASPECT_OF_KIND.values())
        return tuple(f"{aspect}:{operation.name}" if operation.name else aspect for aspect in aspects)
    if isinstance(operation, ops.RenameConstraint):
        return tuple(f"{aspect}:{operation.name}" for aspect in _ASPECT_OF_KIND.values())
    if isinstance(operation, ops.SetTableComment):
        return ("comment",)
    return None
