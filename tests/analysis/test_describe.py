"""Operations in words."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from alembic_ls.analysis.describe import describe
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Check, Column, Default, EnumType, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.types import make_type
from alembic_ls.schema.unknown import Unknown

_TEXT = make_type("Text")
_KEY = ForeignKey(("a",), "user", ("id",), "fk", ondelete="CASCADE")

SAID: list[tuple[Any, str]] = [
    (ops.CreateTable(Table("t", columns={"a": Column("a", _TEXT)})), "create table `t` (a)"),
    (ops.DropTable("t"), "drop table `t`"),
    (ops.RenameTable("t", "u"), "rename table `t` to `u`"),
    (ops.SetTableComment("t", "x"), "comment of table `t`: x"),
    (ops.AddColumn("t", Column("a", _TEXT, False, Default("it's"))), "add column `t.a` TEXT NOT NULL DEFAULT 'it''s'"),
    (
        ops.AddColumn("t", Column("a", _TEXT), foreign_keys=(_KEY,)),
        "add column `t.a` TEXT, foreign key (a) to `user` ON DELETE CASCADE",
    ),
    (ops.DropColumn("t", "a"), "drop column `t.a`"),
    (
        ops.AlterColumn("t", "a", new_name="b", type=_TEXT, nullable=False, server_default=None, comment="x"),
        "alter column `t.a`: rename to `b`, type TEXT, nullable false, server default none, comment x",
    ),
    (ops.AlterColumn("t", "a", nullable=Unknown("?")), "alter column `t.a`: nullable unknown"),
    (ops.AlterColumn("t", "a"), "alter column `t.a`: nothing"),
    (ops.CreateIndex("t", Index(("a",), "ix", True)), "create unique index `ix` on `t`"),
    (ops.DropIndex("ix", "t"), "drop index `ix`"),
    (ops.RenameIndex("ix", "iy"), "rename index `ix` to `iy`"),
    (ops.CreateConstraint("t", Unique(("a", "b"))), "create unique constraint (a, b) on `t`"),
    (ops.CreateConstraint("t", Check("a > 0", "ck")), "create check `ck` (a > 0) on `t`"),
    (ops.CreateConstraint("t", PrimaryKey(("a",))), "create primary key (a) on `t`"),
    (ops.DropConstraint("t", None), "drop constraint of `t`"),
    (ops.RenameConstraint("t", "c", "d"), "rename constraint `c` of `t` to `d`"),
    (ops.NameConstraints("t", {}), "name the constraints of `t` that have no name"),
    (ops.KeepChecks("t"), "make `t` anew, without its checks that have no name"),
    (ops.CreateEnum(EnumType("e", ("x",))), "create enum type `e`"),
    (ops.DropEnum("e"), "drop enum type `e`"),
    (ops.AlterEnum("e", added="y"), "alter enum type `e`: add value `y`"),
    (ops.AlterEnum("e", renamed=("x", "y")), "alter enum type `e`: rename value `x` to `y`"),
    (ops.AlterEnum("e", new_name="f"), "alter enum type `e`: rename to `f`"),
    (ops.CreateSchema("s"), "create schema `s`"),
    (ops.SetTableSchema("t", "s"), "move table `t` to schema `s`"),
    (ops.CreateView("v"), "create view `v`"),
    (ops.DropView("v"), "drop view `v`"),
    (ops.ChangeData("t", "update"), "update rows of `t`"),
    (ops.ChangeData(None, "other"), "change rows"),
    (ops.Obscure(Unknown("a loop over files")), "something that could not be followed: a loop over files"),
]


@pytest.mark.parametrize(("operation", "words"), SAID, ids=[words for _, words in SAID])
def test_an_operation_in_words(operation: Operation, words: str) -> None:
    assert describe(operation, "postgresql") == words


def test_there_are_words_for_every_operation() -> None:
    assert {type(operation) for operation, _ in SAID} == set(get_args(Operation))
