"""What a revision does: Alembic's vocabulary, one word an operation, and a few for what SQL alone can say."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, Union

from alembic_ls.schema.tables import (
    Check,
    Column,
    Computed,
    Default,
    EnumType,
    ForeignKey,
    Identity,
    Index,
    PrimaryKey,
    Table,
    Unique,
)
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
Keep = _Keep


class CreateTable(NamedTuple):
    """`op.create_table`. The table's constraints bear the names as written (None where unnamed); `index=True`, `unique=True` and
    ForeignKey of its columns are already among its constraints."""

    table: Table
    if_not_exists: bool = False
    origin: Anchor | None = None


class DropTable(NamedTuple):
    """`op.drop_table`."""

    table: str
    schema: str | None = None
    if_exists: bool = False
    origin: Anchor | None = None


class RenameTable(NamedTuple):
    """`op.rename_table`."""

    table: str
    new_name: str
    schema: str | None = None
    origin: Anchor | None = None


class SetTableComment(NamedTuple):
    """`op.create_table_comment`, and `op.drop_table_comment` with None."""

    table: str
    comment: str | Unknown | None
    schema: str | None = None
    origin: Anchor | None = None


class AddColumn(NamedTuple):
    """`op.add_column`; with the constraints that the column itself carries (as Alembic adds them)."""

    table: str
    column: Column
    schema: str | None = None
    primary_key: bool = False
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    if_not_exists: bool = False
    in_batch: bool = False
    origin: Anchor | None = None


class DropColumn(NamedTuple):
    """`op.drop_column`."""

    table: str
    column: str
    schema: str | None = None
    if_exists: bool = False
    in_batch: bool = False
    origin: Anchor | None = None


class AlterColumn(NamedTuple):
    """`op.alter_column`. A field is KEEP where the call says nothing of it; `existing` is what its `existing_*` claim was there,
    under the names without that prefix."""

    table: str
    column: str
    schema: str | None = None
    new_name: str | Unknown | Keep = KEEP
    type: Type | Unknown | Keep = KEEP
    nullable: bool | Unknown | Keep = KEEP
    server_default: Default | Computed | Identity | Unknown | Keep | None = KEEP
    comment: str | Unknown | Keep | None = KEEP
    autoincrement: bool | Unknown | Keep = KEEP
    existing: tuple[tuple[str, Any], ...] = ()
    using: str | None = None  # postgresql_using
    in_batch: bool = False
    origin: Anchor | None = None


class CreateIndex(NamedTuple):
    """`op.create_index`."""

    table: str
    index: Index  # type: ignore[assignment]
    schema: str | None = None
    if_not_exists: bool = False
    in_batch: bool = False
    origin: Anchor | None = None


class DropIndex(NamedTuple):
    """`op.drop_index`; `table` is None where the call names none (the index is then found by its name)."""

    name: str | None
    table: str | None = None
    schema: str | None = None
    if_exists: bool = False
    in_batch: bool = False
    origin: Anchor | None = None


class RenameIndex(NamedTuple):
    """ALTER INDEX … RENAME TO."""

    name: str
    new_name: str
    schema: str | None = None
    origin: Anchor | None = None


class CreateConstraint(NamedTuple):
    """`op.create_unique_constraint`, `create_foreign_key`, `create_check_constraint`, `create_primary_key`, by the constraint's class."""

    table: str
    constraint: Unique | ForeignKey | Check | PrimaryKey
    schema: str | None = None
    in_batch: bool = False
    origin: Anchor | None = None


class DropConstraint(NamedTuple):
    """`op.drop_constraint`; `kind` is foreignkey, unique, check, primary, or None where the call does not say.

    `naming_convention` is the batch's own: it names what SQLite tells back without a name. `cascade` takes the foreign keys of
    others that need the constraint along.
    """

    table: str
    name: str | None
    kind: str | None = None
    schema: str | None = None
    if_exists: bool = False
    in_batch: bool = False
    origin: Anchor | None = None
    naming_convention: tuple[tuple[str, str], ...] = ()
    cascade: bool = False


class RenameConstraint(NamedTuple):
    """ALTER TABLE … RENAME CONSTRAINT."""

    table: str
    name: str
    new_name: str
    schema: str | None = None
    origin: Anchor | None = None


class NameConstraints(NamedTuple):
    """`op.batch_alter_table(naming_convention=…)` where it makes the table anew, as on SQLite: every constraint that the database
    told back without a name gets one, before the batch does anything else."""

    table: str
    convention: Mapping[str, object]
    schema: str | None = None
    origin: Anchor | None = None


class KeepChecks(NamedTuple):
    """`op.batch_alter_table(recreate="always", table_args=…)`: SQLite's table is made anew, and of its checks without a name those that
    the block gives are left; other databases do nothing."""

    table: str
    checks: tuple[Check, ...] = ()
    schema: str | None = None
    origin: Anchor | None = None


class CreateEnum(NamedTuple):
    """CREATE TYPE … AS ENUM, and `sa.Enum(...).create(bind)`."""

    enum: EnumType
    checkfirst: bool = True
    origin: Anchor | None = None


class DropEnum(NamedTuple):
    """DROP TYPE."""

    name: str
    schema: str | None = None
    if_exists: bool = True
    origin: Anchor | None = None


class AlterEnum(NamedTuple):
    """ALTER TYPE: one value added (`before`/`after` a neighbour), one renamed (`renamed`), the type renamed, or all its values set."""

    name: str
    schema: str | None = None
    added: str | None = None
    before: str | None = None
    after: str | None = None
    renamed: tuple[str, str] | None = None
    new_name: str | None = None
    values: tuple[str, ...] | Unknown | None = None
    if_not_exists: bool = False
    origin: Anchor | None = None


class CreateSchema(NamedTuple):
    """CREATE SCHEMA."""

    name: str
    origin: Anchor | None = None


class SetTableSchema(NamedTuple):
    """ALTER TABLE … SET SCHEMA."""

    table: str
    new_schema: str | None
    schema: str | None = None
    origin: Anchor | None = None


class CreateView(NamedTuple):
    """CREATE VIEW or MATERIALIZED VIEW: a name that is taken, whose columns are not followed."""

    name: str
    schema: str | None = None
    origin: Anchor | None = None


class DropView(NamedTuple):
    """DROP VIEW."""

    name: str
    schema: str | None = None
    origin: Anchor | None = None


class ChangeData(NamedTuple):
    """Rows written or removed, nothing of the schema: `op.bulk_insert`, UPDATE, INSERT, DELETE. `table` is None where unknown."""

    table: str | None
    verb: str  # insert, update, delete, other
    sql: str | None = None
    origin: Anchor | None = None


class Obscure(NamedTuple):
    """A statement that could not be followed, and all that it may have touched.

    `tables` are keys; None means any table, made or dropped too. `aspects` narrows what of them may have changed
    ("indexes", "foreign_keys", "columns" …, or "column:NAME"); None means everything.
    """

    why: Unknown
    tables: tuple[str, ...] | None = None
    aspects: tuple[str, ...] | None = None
    enums: tuple[str, ...] = ()
    origin: Anchor | None = None


Operation = Union[
    CreateTable, DropTable, RenameTable, SetTableComment, AddColumn, DropColumn, AlterColumn, CreateIndex, DropIndex, RenameIndex,
    CreateConstraint, DropConstraint, RenameConstraint, NameConstraints, KeepChecks, CreateEnum, DropEnum, AlterEnum, CreateSchema,
    SetTableSchema, CreateView, DropView, ChangeData, Obscure,
]  # fmt: skip
