"""What SQL comes to where no database is needed to say it."""

from __future__ import annotations

import pytest
from alembic_ls.history.sql import read_sql
from alembic_ls.history.sql_tokens import statements_of, tokens_of
from alembic_ls.schema.operations import (
    KEEP,
    AddColumn,
    AlterColumn,
    AlterEnum,
    ChangeData,
    CreateConstraint,
    CreateEnum,
    CreateIndex,
    CreateTable,
    DropConstraint,
    DropIndex,
    DropTable,
    Obscure,
    Operation,
    RenameIndex,
    RenameTable,
    SetTableSchema,
)
from alembic_ls.schema.tables import Default, EnumType, Schema, Table, Unique
from alembic_ls.schema.types import make_type
from alembic_ls.text.anchor import Anchor
from hypothesis import given, settings
from hypothesis import strategies as st

DIALECTS = ("postgresql", "mysql", "sqlite", "mssql", "oracle", "no such dialect")


def one(text: str, dialect: str = "postgresql", before: Schema | None = None) -> Operation:
    (operation,) = read_sql(text, dialect, before=before)
    return operation


def added(text: str, dialect: str = "postgresql") -> AddColumn:
    operation = one(f"ALTER TABLE t ADD COLUMN {text}", dialect)
    assert isinstance(operation, AddColumn), operation
    return operation


def test_names_are_folded_as_the_database_does() -> None:
    assert read_sql('DROP TABLE Users, "Orders", public.x, other.Y', "postgresql") == [
        DropTable("users"),
        DropTable("Orders"),
        DropTable("x"),
        DropTable("y", "other"),
    ]
    assert read_sql("DROP TABLE Users, `Orders`, shop.x", "mysql") == [
        DropTable("Users"),
        DropTable("Orders"),
        DropTable("x", "shop"),
    ]


def test_every_operation_bears_its_origin() -> None:
    here = Anchor("versions/a.py", "upgrade", 3)
    operations = read_sql("CREATE TABLE t (a int UNIQUE); UPDATE t SET a = 1; nonsense", "postgresql", here)
    assert [operation.origin for operation in operations] == [here, here, here]
    assert isinstance(operations[2], Obscure)
    assert operations[2].why.where == here


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("'it''s'", Default("it's")),
        ("E'a\\nb'", Default("a\nb")),
        ("-1.5", Default("-1.5")),
        ("(0)", Default("0")),
        ("TRUE", Default("true")),
        ("NULL", None),
        ("now()", Default("now()", is_expression=True)),
        ("'{}'::jsonb", Default("'{}'::jsonb", is_expression=True)),
        ("(1 + 2) * 3", Default("(1 + 2) * 3", is_expression=True)),
    ],
)
def test_defaults(text: str, default: Default | None) -> None:
    assert added(f"c int DEFAULT {text} NOT NULL").column.server_default == default
    assert one(f"ALTER TABLE t ALTER c SET DEFAULT {text}") == AlterColumn("t", "c", server_default=default)


def test_what_a_column_carries_along() -> None:
    operation = added("IF NOT EXISTS c int PRIMARY KEY CONSTRAINT u UNIQUE REFERENCES p (id) ON DELETE SET NULL CHECK (c > 0)")
    assert operation.if_not_exists
    assert operation.primary_key
    assert not operation.column.nullable
    assert operation.uniques == (Unique(("c",), "u"),)
    assert [(key.table, key.refers, key.ondelete) for key in operation.foreign_keys] == [("p", ("id",), "SET NULL")]
    assert [check.sql for check in operation.checks] == ["c > 0"]


def test_an_unknown_type_name_is_an_enum_unless_the_schema_denies_it() -> None:
    enum = make_type("postgresql.ENUM", name="color", create_type=False)
    assert added("c color").column.type == enum
    with_it = Schema(enums={"color": EnumType("color", ("red",))})
    for before, type_ in ((with_it, enum), (Schema(), make_type("Raw", ddl="color"))):
        operation = one("ALTER TABLE t ADD COLUMN c color", before=before)
        assert isinstance(operation, AddColumn)
        assert operation.column.type == type_


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("ALTER TABLE t RENAME TO u", RenameTable("t", "u")),
        ("ALTER TABLE t SET SCHEMA other", SetTableSchema("t", "other")),
        ("ALTER TABLE other.t SET SCHEMA public", SetTableSchema("t", None, "other")),
        ("ALTER INDEX a RENAME TO b", RenameIndex("a", "b")),
        ("ALTER TYPE k ADD VALUE 'x' AFTER 'y'", AlterEnum("k", added="x", after="y")),
        ("CREATE TYPE s.k AS ENUM ()", CreateEnum(EnumType("k", (), "s"), checkfirst=False)),
        ("DROP INDEX CONCURRENTLY IF EXISTS s.i CASCADE", DropIndex("i", None, "s", if_exists=True)),
        ("ALTER TABLE t ALTER c TYPE text USING c::text", AlterColumn("t", "c", type=make_type("TEXT"), using="c::text")),
        ("ALTER TABLE t DROP CONSTRAINT IF EXISTS c CASCADE", DropConstraint("t", "c", if_exists=True, cascade=True)),
    ],
)
def test_postgresql(text: str, operation: Operation) -> None:
    assert one(text) == operation


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        (
            "ALTER TABLE t MODIFY COLUMN c VARCHAR(5) NOT NULL DEFAULT 'x' COMMENT 'why' AFTER b",
            AlterColumn(
                "t", "c", type=make_type("VARCHAR", length=5), nullable=False, server_default=Default("x"), comment="why"
            ),
        ),
        (
            "ALTER TABLE t CHANGE `c` d INT UNSIGNED",
            AlterColumn(
                "t",
                "c",
                new_name="d",
                type=make_type("mysql.INTEGER", unsigned=True),
                nullable=True,
                server_default=None,
                comment=None,
            ),
        ),
        ("ALTER TABLE t DROP FOREIGN KEY fk", DropConstraint("t", "fk", "foreignkey")),
        ("ALTER TABLE t DROP PRIMARY KEY", DropConstraint("t", None, "primary")),
        ("ALTER TABLE t DROP INDEX `ix`", DropIndex("ix", "t")),
        ("DROP INDEX ix ON t", DropIndex("ix", "t")),
        ("ALTER TABLE t ADD UNIQUE KEY uq (a, b(10))", CreateConstraint("t", Unique(("a", "b"), "uq"))),
        ("ALTER TABLE t RENAME INDEX a TO b", RenameIndex("a", "b")),
        ("RENAME TABLE a TO b", RenameTable("a", "b")),
        ("ALTER TABLE t ALTER c DROP DEFAULT", AlterColumn("t", "c", server_default=None)),
    ],
)
def test_mysql(text: str, operation: Operation) -> None:
    assert one(text, "mysql") == operation


def test_mysql_create_table() -> None:
    operation = one(
        """CREATE TABLE `t` (
            `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it\\'s; "it"', # the key
            kind ENUM('a','b') CHARACTER SET utf8mb4 DEFAULT 'a', made datetime(6) DEFAULT CURRENT_TIMESTAMP(6)
                ON UPDATE CURRENT_TIMESTAMP(6),
            PRIMARY KEY (`id`), UNIQUE KEY uq (kind), KEY ix (made), CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='the table'""",
        "mysql",
    )
    assert isinstance(operation, CreateTable)
    table = operation.table
    assert list(table.columns) == ["id", "kind", "made"]
    assert table.columns["id"].type == make_type("mysql.BIGINT", display_width=20, unsigned=True)
    assert table.columns["id"].comment == """it's; "it\""""
    assert table.columns["kind"].type == make_type("mysql.ENUM", values=("a", "b"), charset="utf8mb4")
    assert table.columns["made"].server_default == Default("CURRENT_TIMESTAMP(6)", is_expression=True)
    assert (table.primary_key.columns, table.uniques[0].name, table.indexes[0].name) == (("id",), "uq", "ix")
    assert table.comment == "the table"


@pytest.mark.parametrize(
    ("text", "table", "verb"),
    [
        ("INSERT INTO public.t (a) VALUES ('DROP TABLE x; --')", "t", "insert"),
        ("update only T set a = 1", "t", "update"),
        ("WITH x AS (DELETE FROM a RETURNING *), y AS (SELECT 1) INSERT INTO other.t SELECT * FROM x", "other.t", "insert"),
        ("DELETE FROM t WHERE a IN (SELECT a FROM u)", "t", "delete"),
        ("TRUNCATE TABLE t CASCADE", "t", "delete"),
        ("SELECT setval('s', 1)", None, "other"),
    ],
)
def test_rows_are_no_schema(text: str, table: str | None, verb: str) -> None:
    assert one(text) == ChangeData(table, verb, text)


@pytest.mark.parametrize(
    ("text", "tables", "aspects", "enums"),
    [
        ("ALTER TABLE t FROBNICATE x REFERENCES other", ("t",), None, ()),
        ("CREATE TABLE t (LIKE other INCLUDING ALL)", ("t",), None, ()),
        ("CREATE TABLE t AS SELECT * FROM other", ("t",), None, ()),
        ("SELECT a INTO t FROM other", ("t",), None, ()),
        ("CREATE INDEX i ON t (a) FROBNICATE", ("t",), ("+indexes",), ()),
        ("ALTER TYPE k FROBNICATE", (), None, ("k",)),
        ("DROP SCHEMA s CASCADE", None, None, ()),
        ("CALL do_something()", None, None, ()),
        ("DO $$ BEGIN EXECUTE 'ALTER TABLE ' || name || ' ADD COLUMN a int'; END $$", None, None, ()),
        ("DO $$ BEGIN FOR i IN 1..3 LOOP ALTER TABLE t DROP COLUMN a; END LOOP; END $$", ("t",), ("column:a", "keys:a"), ()),
        ("DO $$ BEGIN IF 1 > random() THEN DROP TYPE k; END IF; END $$", (), None, ("k",)),
        ("DO $$ BEGIN ALTER TABLE t FROBNICATE; END $$", ("t",), None, ()),
    ],
)
def test_what_is_not_understood_touches_no_more_than_it_names(
    text: str, tables: tuple[str, ...] | None, aspects: tuple[str, ...] | None, enums: tuple[str, ...]
) -> None:
    operation = one(text)
    assert isinstance(operation, Obscure)
    assert (operation.tables, operation.aspects, operation.enums) == (tables, aspects, enums)


def test_what_stands_behind_it_is_read_all_the_same() -> None:
    first, second = read_sql("ALTER TABLE t FROBNICATE; DROP TABLE u", "postgresql")
    assert isinstance(first, Obscure)
    assert second == DropTable("u")


def test_a_guard_that_cannot_be_answered_becomes_a_flag() -> None:
    guarded = (
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'k') THEN CREATE TYPE k AS ENUM ('a'); END IF; END $$"
    )
    assert one(guarded) == CreateEnum(EnumType("k", ("a",)), checkfirst=True)
    assert read_sql(guarded, "postgresql", before=Schema(enums={"k": EnumType("k", ("b",))})) == []


def test_a_return_that_may_have_come_first_leaves_what_follows_unknown() -> None:
    block = "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'r') THEN RETURN; END IF; {} END $$"
    assert read_sql(block.format("GRANT SELECT ON t TO r;"), "postgresql") == []
    assert isinstance(one(block.format("DROP TABLE t;")), Obscure)


def test_an_index_becomes_a_constraint_with_the_columns_it_has() -> None:
    text = "CREATE UNIQUE INDEX i ON t (a, b); ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i"
    created, dropped, constraint = read_sql(text, "postgresql", before=Schema({"t": Table("t")}))
    assert isinstance(created, CreateIndex)
    assert dropped == DropIndex("i", "t")
    assert constraint == CreateConstraint("t", Unique(("a", "b"), "u"))


def test_index_elements() -> None:
    operation = one("CREATE INDEX ON t USING gin (a, lower(b) DESC, (c || 'x'), d gin_trgm_ops) WHERE a > 0")
    assert isinstance(operation, CreateIndex)
    assert operation.index.columns == ("a", "(lower(b) DESC)", "(c || 'x')", "d")
    assert dict(operation.index.options) == {
        "postgresql_using": "gin",
        "postgresql_ops": (("d", "gin_trgm_ops"),),
        "postgresql_where": "a > 0",
    }


def test_a_colon_escaped_for_sqlalchemy_is_a_colon() -> None:
    assert one(r"ALTER TABLE t ALTER c TYPE int USING c\:\:int") == AlterColumn(
        "t", "c", type=make_type("INTEGER"), using="c::int"
    )


def test_alter_says_nothing_of_the_rest() -> None:
    operation = one("ALTER TABLE t ALTER c SET NOT NULL")
    assert isinstance(operation, AlterColumn)
    assert (operation.type, operation.server_default, operation.comment) == (KEEP, KEEP, KEEP)


def test_statements_end_at_semicolons_that_are_no_part_of_anything() -> None:
    text = """a ';' "x;y" $t$ ; $$ ; $t$ (; b) -- ;
        /* ; /* ; */ ; */ ; CREATE TRIGGER t BEGIN UPDATE x SET a = CASE b WHEN 1 THEN 2 END; IF c THEN d; END IF; END; e"""
    statements = statements_of(tokens_of(text, "postgresql"))
    assert [statement[0].value for statement in statements] == ["a", "create", "e"]


PIECES = r"""
ALTER TABLE t ADD COLUMN IF NOT EXISTS c character varying ( 50 ) [ ] DEFAULT 'x' NOT NULL PRIMARY KEY REFERENCES p ON
DELETE SET NULL CHECK ( a > 0 ) , CONSTRAINT "q" UNIQUE USING INDEX i DROP RENAME TO COLUMN TYPE CREATE UNIQUE CONCURRENTLY
ON WHERE ; DO $$ BEGIN EXCEPTION WHEN duplicate_object THEN null ; END $$ IF EXISTS SELECT FROM pg_type typname = 'k' ELSIF
ELSE END IF LOOP FOR EXECUTE RETURN CASE AS ENUM ADD VALUE BEFORE MODIFY CHANGE ( 10 , 2 ) unsigned COMMENT IS GENERATED
ALWAYS AS IDENTITY WITH INSERT INTO UPDATE LIKE VIEW SCHEMA CASCADE public . : = - 1.5e3 `b` [c] # /* */ -- E'\' " ' $x$
ENUM('a') TEMP DECLARE LANGUAGE plpgsql << l >>
""".split()


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=60),
    st.sampled_from(["", "DO $$ BEGIN ", "ALTER TABLE t ", "CREATE "]),
    st.booleans(),
)
def test_no_text_raises(pieces: list[str], start: str, known: bool) -> None:
    before = Schema({"t": Table("t")}, {"k": EnumType("k", ("a",))}) if known else None
    for dialect in DIALECTS:
        assert isinstance(read_sql(start + " ".join(pieces), dialect, before=before), list)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_no_garbage_raises(text: str) -> None:
    for dialect in DIALECTS:
        assert isinstance(read_sql(text, dialect), list)


@pytest.mark.parametrize(
    "piece", ["(", "'", '"', "/*", "$a$ ", "BEGIN ", "IF a THEN ", "a,", "CASE ", ";", "NOT ", "WITH x AS (", "\\", "$$"]
)
@pytest.mark.parametrize(
    "start", ["", "ALTER TABLE t ADD COLUMN c int DEFAULT ", "DO $x$ BEGIN ", "DO $x$ BEGIN IF ", "CREATE TRIGGER x "]
)
def test_deep_and_long_texts_are_read_to_their_end(piece: str, start: str) -> None:
    for dialect in ("postgresql", "mysql"):
        assert isinstance(read_sql(start + piece * 20_000 + " THEN ; END IF; END", dialect, before=Schema()), list)
