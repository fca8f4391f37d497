"""What `apply` objects to, and what only SQL, MySQL or an enum type can show."""

from __future__ import annotations

import pytest
from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    AlterEnum,
    ChangeData,
    CreateConstraint,
    CreateEnum,
    CreateIndex,
    CreateSchema,
    CreateTable,
    CreateView,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropTable,
    DropView,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableComment,
    SetTableSchema,
)
from alembic_ls.schema.tables import Column, Default, EnumType, FinalName, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import Type, make_type

INTEGER, TEXT = make_type("Integer"), make_type("Text")
ENUM = make_type("Enum", values=("a", "b"), name="letters")


def table(name: str, *columns: str) -> CreateTable:
    named = {c: Column(c, INTEGER, c != columns[0]) for c in columns}
    return CreateTable(Table(name, columns=named, primary_key=PrimaryKey(columns[:1])))


def run(dialect: str, *operations: Operation) -> tuple[Schema, list[str]]:
    """The schema after the operations, and the kinds of the problems on the way."""
    schema, kinds = Schema(), []
    for operation in operations:
        schema, problems = apply(schema, operation, Rules(dialect))
        kinds += [problem.kind for problem in problems]
    return schema, kinds


T, U = table("t", "id", "x"), table("u", "id", "t_id")
REFERS = CreateConstraint("u", ForeignKey(("t_id",), "t", ("id",), "fk"))


@pytest.mark.parametrize(
    ("operations", "kind"),
    [
        ([DropTable("t")], "missing-table"),
        ([AddColumn("t", Column("x", INTEGER))], "missing-table"),
        ([SetTableComment("t", "a comment")], "missing-table"),
        ([T, T], "existing-table"),
        ([T, U, RenameTable("t", "u")], "existing-table"),
        ([T, AddColumn("t", Column("x", TEXT))], "existing-column"),
        ([T, AlterColumn("t", "x", new_name="id")], "existing-column"),
        ([T, DropColumn("t", "y")], "missing-column"),
        ([T, AlterColumn("t", "y", nullable=True)], "missing-column"),
        ([T, CreateIndex("t", Index(("y",), "ix"))], "missing-column"),
        ([T, CreateIndex("t", Index(("x",), "ix")), CreateIndex("t", Index(("id",), "ix"))], "existing-index"),
        ([T, DropIndex("ix", "t")], "missing-index"),
        ([T, DropIndex(None, "t")], "unnamed"),
        ([RenameIndex("ix", "iy")], "missing-index"),
        ([T, DropConstraint("t", "uq", "unique")], "missing-constraint"),
        ([T, RenameConstraint("t", "uq", "vq")], "missing-constraint"),
        ([T, DropConstraint("t", None, "unique")], "unnamed"),
        ([T, CreateConstraint("t", PrimaryKey(("x",)))], "existing-constraint"),
        ([T, *[CreateConstraint("t", Unique(("x",), "uq"))] * 2], "existing-constraint"),
        ([T, U, REFERS, DropTable("t")], "still-referenced"),
        ([T, U, REFERS, DropColumn("t", "id")], "still-referenced"),
        ([T, AddColumn("t", Column("e", ENUM))], "missing-enum"),
        ([T, AlterColumn("t", "x", type=ENUM)], "missing-enum"),
        ([*[CreateEnum(EnumType("e", ()), checkfirst=False)] * 2], "existing-enum"),
        ([DropEnum("e", if_exists=False)], "missing-enum"),
        ([AlterEnum("e", added="x")], "missing-enum"),
    ],
)
def test_the_database_would_refuse(operations: list[Operation], kind: str) -> None:
    assert run("postgresql", *operations)[1] == [kind]


@pytest.mark.parametrize(
    "operation",
    [
        DropTable("no", if_exists=True),
        CreateTable(T.table, if_not_exists=True),
        AddColumn("t", Column("x", TEXT), if_not_exists=True),
        DropColumn("t", "no", if_exists=True),
        DropIndex("no", "t", if_exists=True),
        CreateIndex("t", Index(("id",), "ix"), if_not_exists=True),
        DropConstraint("t", "no", if_exists=True),
        CreateEnum(EnumType("letters", ("z",))),
        DropEnum("no"),
        DropView("no"),
        CreateSchema("s"),
        ChangeData("t", "update"),
    ],
)
def test_nothing_changes(operation: Operation) -> None:
    before = [T, CreateIndex("t", Index(("x",), "ix")), CreateEnum(EnumType("letters", ("a",)))]
    assert run("postgresql", *before, operation) == run("postgresql", *before)


@pytest.mark.parametrize(
    "operation",
    [
        AlterColumn("t", "x", type=TEXT),
        AlterColumn("t", "x", nullable=False),
        CreateConstraint("t", Unique(("x",), "uq")),
        DropConstraint("t", "uq", "unique"),
    ],
)
def test_sqlite_alters_in_batch_mode_only(operation: Operation) -> None:
    assert run("sqlite", T, operation) == (run("sqlite", T)[0], ["unsupported"])


def test_tables_that_are_left_alone_are_shared() -> None:
    before = run("postgresql", T, U)[0]
    after = apply(before, AddColumn("u", Column("z", TEXT)), Rules("postgresql")).schema
    assert after.tables["t"] is before.tables["t"]
    assert "z" not in before.tables["u"].columns


@pytest.mark.parametrize("type_", [ENUM, make_type("ARRAY", item=ENUM)])
def test_create_table_creates_the_enum_type(type_: Type) -> None:
    schema, problems = run("postgresql", CreateTable(Table("t", columns={"e": Column("e", type_)})))
    assert schema.enums == {"letters": EnumType("letters", ("a", "b"))}
    assert problems == []
    assert run("sqlite", CreateTable(Table("t", columns={"e": Column("e", type_)})))[0].enums == {}


@pytest.mark.parametrize("without", [{"native_enum": False}, {"create_type": False}])
def test_create_table_creates_no_enum_type(without: dict[str, bool]) -> None:
    type_ = make_type("Enum", values=("a", "b"), **{"name": "letters", **without})
    assert run("postgresql", CreateTable(Table("t", columns={"e": Column("e", type_)})))[0].enums == {}


def test_create_table_does_not_look_whether_the_enum_type_is_there() -> None:
    made = CreateTable(Table("t", columns={"e": Column("e", ENUM)}))
    assert run("postgresql", CreateEnum(EnumType("letters", ("a",))), made)[1] == ["existing-enum"]


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        (AlterEnum("e", added="x"), ("a", "b", "x")),
        (AlterEnum("e", added="x", before="b"), ("a", "x", "b")),
        (AlterEnum("e", added="x", after="a"), ("a", "x", "b")),
        (AlterEnum("e", added="a", if_not_exists=True), ("a", "b")),
        (AlterEnum("e", renamed=("a", "x")), ("x", "b")),
        (AlterEnum("e", values=("x",)), ("x",)),
    ],
)
def test_the_values_of_an_enum_type(operation: AlterEnum, values: tuple[str, ...]) -> None:
    assert run("postgresql", CreateEnum(EnumType("e", ("a", "b"))), operation)[0].enums["e"].values == values


def test_a_renamed_enum_type_is_what_its_columns_tell() -> None:
    made = CreateTable(Table("t", columns={"e": Column("e", ENUM), "l": Column("l", make_type("ARRAY", item=ENUM))}))
    schema, _ = run("postgresql", made, AlterEnum("letters", new_name="signs"))
    signs = make_type("Enum", values=("a", "b"), name="signs")
    assert schema.tables["t"].columns == {"e": Column("e", signs), "l": Column("l", make_type("ARRAY", item=signs))}
    assert list(schema.enums) == ["signs"]


def test_the_default_schema_goes_without_its_name() -> None:
    made = CreateTable(T.table._replace(schema="public"))
    refers = REFERS._replace(constraint=ForeignKey(("t_id",), "public.t", ("id",)))
    schema, problems = run("postgresql", made, U, refers, AddColumn("t", Column("z", TEXT), schema="public"))
    assert (list(schema.tables), problems) == (["t", "u"], [])
    assert schema.tables["u"].foreign_keys[0].table == "t"


def test_a_table_moved_to_another_schema_is_followed() -> None:
    schema, _ = run("postgresql", T, U, REFERS, SetTableSchema("t", "s"))
    assert schema.tables["s.t"].columns == T.table.columns
    assert schema.tables["u"].foreign_keys[0].table == "s.t"


def test_a_view_takes_its_name() -> None:
    schema, problems = run("postgresql", T, CreateView("v"), RenameTable("t", "v"))
    assert problems == ["existing-table"]
    assert run("postgresql", CreateView("v"), DropView("v"))[0] == Schema()
    assert schema.tables["v"].name == "v"


def test_a_final_name_is_left_alone_by_the_convention() -> None:
    rules = Rules("postgresql", {"uq": "uq_%(table_name)s_%(constraint_name)s"})
    schema = apply(Schema(), T, rules).schema
    for name, expected in (("x", "uq_t_x"), (FinalName("uq_t_y"), "uq_t_y")):
        made = apply(schema, CreateConstraint("t", Unique(("x",), name)), rules).schema
        assert made.tables["t"].uniques[0].name == expected


class TestMySQL:
    """There is no MySQL to ask here; these are what its manual and Alembic's source say."""

    def test_innodb_indexes_a_foreign_key(self) -> None:
        schema, _ = run("mysql", T, U, REFERS)
        assert [(i.columns, i.name) for i in schema.tables["u"].indexes] == [(("t_id",), "fk")]

    def test_not_where_an_index_begins_with_its_columns(self) -> None:
        schema, _ = run("mysql", T, U, CreateIndex("u", Index(("t_id", "id"), "ix")), REFERS)
        assert [i.name for i in schema.tables["u"].indexes] == ["ix"]

    def test_it_gives_way_to_a_written_one(self) -> None:
        schema, _ = run("mysql", T, U, REFERS, CreateIndex("u", Index(("t_id", "id"), "ix")))
        assert [i.name for i in schema.tables["u"].indexes] == ["ix"]

    def test_it_outlives_the_foreign_key(self) -> None:
        schema, problems = run("mysql", T, U, REFERS, DropConstraint("u", "fk", "foreignkey"))
        assert [i.name for i in schema.tables["u"].indexes] == ["fk"]
        schema, problems = run("mysql", T, U, REFERS, DropConstraint("u", "fk", "foreignkey"), DropIndex("fk", "u"))
        assert (schema.tables["u"].indexes, problems) == ((), [])

    def test_of_two_the_newer_one_stays(self) -> None:
        again = REFERS._replace(constraint=ForeignKey(("t_id",), "t", ("id",), "again"))
        schema, _ = run("mysql", T, U, REFERS, DropConstraint("u", "fk", "foreignkey"), again)
        assert [i.name for i in schema.tables["u"].indexes] == ["again"]

    def test_restrict_is_not_told(self) -> None:
        restricts = REFERS._replace(constraint=ForeignKey(("t_id",), "t", ("id",), "fk", "RESTRICT"))
        assert run("mysql", T, U, restricts)[0].tables["u"].foreign_keys[0].ondelete is None

    def test_an_unnamed_one_bears_the_column(self) -> None:
        schema, _ = run("mysql", T, U, REFERS._replace(constraint=ForeignKey(("t_id",), "t", ("id",))))
        assert schema.tables["u"].foreign_keys[0].name == "u_ibfk_1"
        assert schema.tables["u"].indexes[0].name == "t_id"
        renamed = apply(schema, RenameTable("u", "v"), Rules("mysql")).schema
        assert renamed.tables["v"].foreign_keys[0].name == "v_ibfk_1"

    def test_a_dropped_column_leaves_the_rest_of_an_index(self) -> None:
        indexes = CreateIndex("t", Index(("id", "x"), "ix")), CreateIndex("t", Index(("x",), "iy"))
        schema, _ = run("mysql", T, *indexes, DropColumn("t", "x"))
        assert [(i.columns, i.name) for i in schema.tables["t"].indexes] == [(("id",), "ix")]

    def test_a_unique_constraint_is_an_index(self) -> None:
        unique = CreateConstraint("t", Unique(("x",), "uq"))
        assert run("mysql", T, unique, DropIndex("uq", "t"))[0].tables["t"].uniques == ()

    @pytest.mark.parametrize(
        ("existing", "nullable", "default"),
        [
            ((), True, None),
            ((("nullable", False),), False, None),
            ((("nullable", False), ("server_default", Default("1"))), False, Default("1")),
        ],
    )
    def test_what_modify_does_not_restate_is_lost(
        self, existing: tuple[tuple[str, object], ...], nullable: bool, default: Default | None
    ) -> None:
        made = CreateTable(Table("t", columns={"x": Column("x", INTEGER, False, Default("1"))}))
        column = run("mysql", made, AlterColumn("t", "x", type=TEXT, existing=existing))[0].tables["t"].columns["x"]
        assert (column.type, column.nullable, column.server_default) == (TEXT, nullable, default)

    def test_modify_makes_it_the_type_that_the_call_claims(self) -> None:
        made = CreateTable(Table("t", columns={"x": Column("x", INTEGER, False)}))
        claim = (("type", TEXT),)
        for alter, changed in (({"nullable": True}, TEXT), ({"new_name": "x"}, TEXT), ({"server_default": None}, INTEGER)):
            column = run("mysql", made, AlterColumn("t", "x", existing=claim, **alter))[0].tables["t"].columns["x"]  # type: ignore[arg-type]
            assert column.type == changed
        assert (
            run("postgresql", made, AlterColumn("t", "x", nullable=True, existing=claim))[0].tables["t"].columns["x"].type
            == INTEGER
        )

    def test_a_default_alone_is_altered_alone(self) -> None:
        made = CreateTable(Table("t", columns={"x": Column("x", INTEGER, False)}))
        column = run("mysql", made, AlterColumn("t", "x", server_default=Default("1")))[0].tables["t"].columns["x"]
        assert (column.nullable, column.server_default) == (False, Default("1"))


def test_sqlite_drops_by_a_convention_what_has_no_name() -> None:
    made = CreateTable(T.table._replace(uniques=(Unique(("x",)), Unique(("id", "x")))))
    schema, problems = run("sqlite", made, DropConstraint("t", "uq_t_id_x", "unique", in_batch=True))
    assert ([u.columns for u in schema.tables["t"].uniques], problems) == ([("x",)], [])
    schema, problems = run("sqlite", made, DropConstraint("t", "some_name", "unique", in_batch=True))
    assert (list(schema.tables["t"].unknown), problems) == (["uniques"], [])
