"""What an unreadable statement may have touched is unknown after it, and no more."""

from __future__ import annotations

import pytest
from alembic_ls.changes.apply import apply
from alembic_ls.changes.diff import diff
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    CreateConstraint,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Obscure,
    Operation,
    RenameTable,
)
from alembic_ls.schema.tables import Column, EnumType, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import make_type
from alembic_ls.schema.unknown import Unknown, known

RULES = Rules("postgresql")
WHY = Unknown("no reader for it")
INTEGER, TEXT = make_type("Integer"), make_type("Text")


def table(name: str, *columns: str) -> Table:
    return Table(
        name,
        columns={c: Column(c, INTEGER, c != columns[0]) for c in columns},
        primary_key=PrimaryKey(columns[:1]),
        uniques=(Unique(columns[1:2], f"uq_{name}"),),
        indexes=(Index(columns[1:2], f"ix_{name}"),),
    )


T, U = table("t", "id", "x"), table("u", "id", "y")


def after(*operations: Operation) -> Schema:
    """The schema after operations that are no problem."""
    schema = Schema()
    for operation in operations:
        schema, problems = apply(schema, operation, RULES)
        assert problems == ()
    return schema


def drift(database: Schema, *models: Table) -> list[list[str | None]]:
    return [difference.as_list() for difference in diff(database, Schema({model.key: model for model in models}), RULES)]


OTHER = table("t", "id", "z")  # unlike T in all but the key


def test_without_it_the_drift_is_seen() -> None:
    assert len(drift(after(CreateTable(T), CreateTable(U)), OTHER)) > 5


def test_anything_may_have_happened() -> None:
    schema = after(CreateTable(T), CreateTable(U), CreateEnum(EnumType("e", ("a",))), Obscure(WHY))
    assert drift(schema, OTHER, table("v", "id", "w")) == []
    assert schema.enums["e"].values == WHY
    assert schema.unknown == (WHY,)


def test_a_table_made_after_it_is_known_again() -> None:
    schema = after(Obscure(WHY), CreateTable(T))
    assert drift(schema, T._replace(columns={"id": T.columns["id"]}, uniques=(), indexes=())) != []
    assert schema.tables["t"].unknown == {}


def test_only_one_table() -> None:
    schema = after(CreateTable(T), CreateTable(U), Obscure(WHY, ("public.t",)))
    assert drift(schema, OTHER, U) == []
    assert drift(schema, OTHER) == [["remove_index", "u", "ix_u"], ["remove_table", "u", None]]
    assert drift(schema, U) == []  # t may be gone


def test_a_table_that_it_may_have_made() -> None:
    schema = after(Obscure(WHY, ("t",)))
    assert drift(schema, T) == []
    assert drift(schema) == []
    assert not schema.tables["t"].complete


@pytest.mark.parametrize(
    ("aspects", "silent"),
    [
        (("indexes",), {"add_index", "remove_index"}),
        (("uniques",), {"add_constraint", "remove_constraint"}),
        (("columns",), {"add_column", "remove_column"}),
        (("column:x",), {"remove_column"}),
        (("column:z",), {"add_column"}),
        (("comment",), set()),
    ],
)
def test_only_an_aspect(aspects: tuple[str, ...], silent: set[str]) -> None:
    whole = {row[0] for row in drift(after(CreateTable(T)), OTHER)}
    schema = after(CreateTable(T), Obscure(WHY, ("t",), aspects))
    assert {row[0] for row in drift(schema, OTHER)} == whole - silent


def test_a_column_touched_after_it_is_there() -> None:
    added, altered = AddColumn("t", Column("n", TEXT)), AlterColumn("t", "x", type=TEXT)
    schema = after(CreateTable(T), Obscure(WHY, ("t",), ("columns",)), altered, added)
    assert schema.tables["t"].columns["x"] == Column("x", TEXT, WHY, WHY, WHY, WHY, WHY)
    assert schema.tables["t"].columns["n"] == Column("n", TEXT)
    assert drift(schema, T) == [["modify_type", "t", "x"], ["remove_column", "t", "n"]]


def test_an_index_made_after_it_is_surely_there() -> None:
    schema = after(CreateTable(T), Obscure(WHY, ("t",), ("indexes",)), CreateIndex("t", Index(("x",), "ix_new")))
    assert drift(schema, T) == [["remove_index", "t", "ix_new"]]


def test_a_name_that_may_be_there_is_no_problem() -> None:
    after(
        CreateTable(T),
        Obscure(WHY, ("t",)),
        DropIndex("what", "t"),
        DropConstraint("t", "what"),
        DropColumn("t", "what"),
        AlterColumn("t", "what", nullable=True),
        RenameTable("t", "other"),
        Obscure(WHY),
        DropTable("nobody"),
        CreateIndex("nobody", Index(("x",), "ix")),
        CreateConstraint("nobody", Unique(("x",), "uq")),
    )


def test_a_guarded_creation_leaves_one_or_the_other() -> None:
    schema = after(Obscure(WHY), CreateTable(T, if_not_exists=True))
    assert drift(schema, OTHER) == []
    assert drift(schema) != []  # but it is there now
    assert not known(schema.tables["t"].columns["x"].type)


def test_a_guarded_column_leaves_one_or_the_other() -> None:
    schema = after(CreateTable(T), Obscure(WHY, ("t",), ("column:n",)), AddColumn("t", Column("n", TEXT), if_not_exists=True))
    assert drift(schema, T) == [["remove_column", "t", "n"]]
    assert schema.tables["t"].columns["n"].type == WHY


def test_a_name_that_the_convention_does_not_tell() -> None:
    rules = Rules("postgresql", {"uq": Unknown("a function")})
    schema = apply(Schema(), CreateTable(T._replace(uniques=(Unique(("x",)),))), rules).schema
    model = Schema({"t": T._replace(uniques=(Unique(("x",), "uq_of_some_sort"),))})
    assert diff(schema, model, rules) == []
