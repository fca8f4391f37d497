"""What `invert` returns leads back to where the operation began."""

from __future__ import annotations

import pytest
from alembic_ls.changes.apply import apply
from alembic_ls.changes.invert import invert
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    AlterEnum,
    CreateEnum,
    CreateIndex,
    CreateTable,
    CreateView,
    DropColumn,
    DropEnum,
    DropIndex,
    DropTable,
    DropView,
    Operation,
    RenameTable,
)
from alembic_ls.schema.tables import (
    Column,
    Computed,
    Default,
    EnumType,
    Identity,
    Index,
    PrimaryKey,
    Schema,
    Table,
)
from alembic_ls.schema.types import make_type

INTEGER, TEXT = make_type("Integer"), make_type("Text")


def same(schema: Schema) -> object:
    """A schema up to origins, and to the order of columns and keys."""
    tables = {}
    for key, table in schema.tables.items():
        keys = (*table.foreign_keys, *table.uniques, *table.indexes, *table.checks)
        tables[key] = (
            dict(table.columns),
            table.primary_key,
            sorted(repr(k._replace(origin=None)) for k in keys),
            table.comment,
            table.is_view,
        )
    return tables, dict(schema.enums)


PARENT = Table("t", columns={"id": Column("id", INTEGER, False)}, primary_key=PrimaryKey(("id",)))
STATE = EnumType("state", ("on", "off"))


@pytest.mark.parametrize(
    ("history", "operation", "undone_by"),
    [
        ([CreateTable(PARENT)], RenameTable("t", "u"), [RenameTable("u", "t")]),
        ([CreateTable(PARENT)], AlterColumn("t", "id", new_name="key"), [AlterColumn("t", "key", new_name="id")]),
        ([], CreateEnum(STATE), [DropEnum("state")]),
        ([CreateEnum(STATE)], DropEnum("state"), [CreateEnum(STATE)]),
        ([CreateEnum(STATE)], AlterEnum("state", new_name="s"), [AlterEnum("s", new_name="state")]),
        ([CreateEnum(STATE)], AlterEnum("state", added="x"), [AlterEnum("state", values=("on", "off"))]),
        ([CreateEnum(STATE)], AlterEnum("state", renamed=("on", "x")), [AlterEnum("state", renamed=("x", "on"))]),
        ([], CreateView("v"), [DropView("v")]),
        ([CreateTable(PARENT)], AddColumn("t", Column("x", TEXT)), [DropColumn("t", "x")]),
        ([CreateTable(PARENT)], CreateIndex("t", Index(("id",), "ix")), [DropIndex("ix", "t")]),
    ],
)
def test_undoes_it_in_its_own_words(history: list[Operation], operation: Operation, undone_by: list[Operation]) -> None:
    rules = Rules("postgresql")
    schema = Schema()
    for earlier in history:
        schema = apply(schema, earlier, rules).schema
    assert list(invert(operation, schema, rules)) == undone_by


@pytest.mark.parametrize("default", [Identity(), Identity(True), Computed("1 + 1"), Default("1")])
def test_undoes_what_fills_a_column(default: Default | Computed | Identity) -> None:
    rules = Rules("postgresql")
    before = apply(Schema(), CreateTable(PARENT._replace(primary_key=PrimaryKey())), rules).schema
    operation = AlterColumn("t", "id", server_default=default)
    after = apply(before, operation, rules).schema
    assert same(after) != same(before)
    for undo in invert(operation, before, rules):
        after = apply(after, undo, rules).schema
    assert same(after) == same(before)


def test_a_created_table_takes_its_enum_type_with_it() -> None:
    rules = Rules("postgresql")
    typed = PARENT._replace(columns={"state": Column("state", make_type("Enum", name="state", values=("on", "off")))})
    operation = CreateTable(typed._replace(primary_key=PrimaryKey()))
    assert invert(operation, Schema(), rules) == (DropTable("t"), DropEnum("state"))
