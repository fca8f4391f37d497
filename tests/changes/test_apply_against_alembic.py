"""Operations run by real Alembic in a real database leave what `apply` says they leave."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    CreateConstraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    NameConstraints,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from alembic_ls.schema.tables import Check, Column, Default, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.types import make_type

INTEGER, STRING = make_type("Integer"), make_type("String", length=20)
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def table(name: str, *columns: str, **keys: Any) -> CreateTable:
    """A table of integers, the first of which is its key."""
    named = {c: Column(c, INTEGER, nullable=c != columns[0]) for c in columns}
    return CreateTable(Table(name, columns=named, **{"primary_key": PrimaryKey(columns[:1]), **keys}))


A = table("a", "id", "x", "y")
B = table("b", "id", "a_id", foreign_keys=(ForeignKey(("a_id",), "a", ("id",)),))
BATCH = {"in_batch": True}

ON_BOTH: dict[str, list[Operation]] = {
    "nothing has a name": [table("a", "id", "x", "y", uniques=(Unique(("x",)), Unique(("x", "y"))), indexes=(Index(("y",)),)), B],
    "all have names": [
        A,
        table(
            "b",
            "id",
            "a_id",
            uniques=(Unique(("a_id",), "uq_b"),),
            foreign_keys=(ForeignKey(("a_id",), "a", ("id",), "fk_b", "CASCADE"),),
            indexes=(Index(("a_id", "id"), "ix_b", True),),
        ),
    ],
    "a column": [A, AddColumn("a", Column("z", STRING))],
    "a column that is required": [A, AddColumn("a", Column("z", STRING, False, Default("q")))],
    "an indexed column": [A, AddColumn("a", Column("z", STRING), indexes=(Index(("z",)),))],
    "an index, dropped": [A, CreateIndex("a", Index(("x",), "ix_x")), DropIndex("ix_x", "a")],
    "an index dropped by its name alone": [A, CreateIndex("a", Index(("x",), "ix_x")), DropIndex("ix_x")],
    "a unique index": [A, CreateIndex("a", Index(("x",), "ix_x", True))],
    "a table dropped": [A, B, DropTable("b")],
    "a table renamed": [A, B, RenameTable("a", "aa"), RenameTable("b", "bb")],
    "a column renamed": [
        table("a", "id", "x", "y", uniques=(Unique(("x",), "uq_x"),), indexes=(Index(("x", "y"), "ix_xy"),)),
        B,
        AlterColumn("a", "x", new_name="xx"),
        AlterColumn("a", "id", new_name="ident"),
        AlterColumn("b", "a_id", new_name="aa_id"),
    ],
    "a column altered in batch": [
        A,
        AlterColumn("a", "x", nullable=False, **BATCH),
        AlterColumn("a", "y", server_default=Default("1"), **BATCH),
        AlterColumn("a", "y", server_default=None, type=STRING, **BATCH),
    ],
    "a column dropped in batch": [
        table("a", "id", "x", "y", uniques=(Unique(("x", "y"), "uq_xy"), Unique(("y",), "uq_y"))),
        DropColumn("a", "x", **BATCH),
    ],
    "a foreign key's column dropped in batch": [A, B, DropColumn("b", "a_id", **BATCH)],
    "constraints in batch": [
        A,
        B,
        CreateConstraint("a", Unique(("x",), "uq_x"), **BATCH),
        CreateConstraint("a", Unique(("y",), "uq_y"), **BATCH),
        CreateConstraint("b", ForeignKey(("id",), "a", ("x",), "fk_x", "CASCADE"), **BATCH),
        DropConstraint("a", "uq_y", "unique", **BATCH),
        DropConstraint("b", "fk_x", "foreignkey", **BATCH),
    ],
    "a unique of the primary key's column": [table("a", "id", "x", uniques=(Unique(("id",)),))],
    "a self-reference": [table("a", "id", "x", foreign_keys=(ForeignKey(("x",), "a", ("id",)),)), RenameTable("a", "b")],
}
ON_POSTGRESQL: dict[str, list[Operation]] = {
    "a column of an index, a unique and a key dropped": [
        table("a", "id", "x", "y", uniques=(Unique(("x", "y")),), indexes=(Index(("x", "y")),), checks=(Check("x > 0", "ck"),)),
        B,
        DropColumn("a", "x"),
        DropColumn("b", "a_id"),
    ],
    "a column of a two-column primary key dropped": [
        table("a", "id", "x", "y", primary_key=PrimaryKey(("id", "x"))),
        DropColumn("a", "x"),
    ],
    "a column of a partial index dropped": [
        A,
        CreateIndex("a", Index(("y",), "ix_y", options=(("postgresql_where", "x > 0"),))),
        CreateIndex("a", Index(("y",), "ix_i", options=(("postgresql_include", ("x",)),))),
        CreateIndex("a", Index(("id",), "ix_id")),
        DropColumn("a", "x"),
    ],
    "constraints without names": [
        A,
        B,
        CreateConstraint("a", Unique(("x",))),
        CreateConstraint("a", Unique(("x", "y"))),
        CreateConstraint("b", ForeignKey(("id",), "a", ("id",))),
        AddColumn("b", Column("z", INTEGER), foreign_keys=(ForeignKey(("z",), "a", ("id",)),), uniques=(Unique(("z",)),)),
    ],
    "the same unique twice": [
        table("a", "id", "x", "y", uniques=(Unique(("x",)), Unique(("x",), "uq_x"), Unique(("y", "x")))),
        CreateConstraint("a", Unique(("id",))),
        CreateConstraint("a", Unique(("y", "x"))),
    ],
    "a primary key made later": [
        CreateTable(Table("a", columns={"x": Column("x", INTEGER), "y": Column("y", INTEGER)})),
        CreateConstraint("a", PrimaryKey(("x", "y"), "pk_a")),
        DropConstraint("a", "pk_a", "primary"),
    ],
    "things renamed": [
        table("a", "id", "x", "y", uniques=(Unique(("x",)),), indexes=(Index(("y",)),)),
        RenameTable("a", "b"),
        RenameIndex("ix_a_y", "ix_b_y"),
        RenameConstraint("b", "a_x_key", "b_x_key"),
    ],
    "a unique whose index is renamed": [table("a", "id", "x", uniques=(Unique(("x",)),)), RenameIndex("a_x_key", "other")],
}


@pytest.mark.parametrize("convention", [None, CONVENTION], ids=["unnamed", "convention"])
@pytest.mark.parametrize("operations", [pytest.param(o, id=name) for name, o in ON_BOTH.items()])
def test_on_both(real: Any, operations: list[Operation], convention: dict[str, str] | None) -> None:
    if real.dialect == "postgresql":
        operations = [o._replace(in_batch=False) if getattr(o, "in_batch", False) else o for o in operations]  # type: ignore[call-arg]
    assert real.ours(operations, convention) == real.after(operations, convention)


def test_a_batch_names_by_its_own_convention(sqlite: Any) -> None:
    convention = {"fk": "%(table_name)s_%(column_0_name)s_fkey", "uq": "u_%(column_0_name)s"}
    unnamed = table("a", "id", "x", "y", uniques=(Unique(("x",)), Unique(("y",), "named")))
    refers = table("b", "id", "p", "q", foreign_keys=tuple(ForeignKey((c,), "a", ("id",)) for c in ("p", "q")))
    made: list[Operation] = [unnamed, refers]
    with sqlite.connect() as connection:
        for operation in made:
            sqlite.can_run(connection, operation, None)
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("a", naming_convention=convention) as batch:
            batch.drop_constraint("u_x", type_="unique")
        with op.batch_alter_table("b", naming_convention=convention) as batch:
            batch.drop_constraint("b_q_fkey", type_="foreignkey")
        told = sqlite.reflected(connection)
    made += [NameConstraints("a", convention), DropConstraint("a", "u_x", "unique", in_batch=True)]
    made += [NameConstraints("b", convention), DropConstraint("b", "b_q_fkey", "foreignkey", in_batch=True)]
    assert sqlite.ours(made) == told


@pytest.mark.parametrize("operations", [pytest.param(o, id=name) for name, o in ON_POSTGRESQL.items()])
def test_on_postgresql(postgresql: Any, operations: list[Operation]) -> None:
    assert postgresql.ours(operations) == postgresql.after(operations)
