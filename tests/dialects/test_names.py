"""Names that nobody wrote: cut as SQLAlchemy cuts them, made up as PostgreSQL makes them up."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic_ls.dialects.names import cut, implicit_name


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "mssql", "oracle"])
@pytest.mark.parametrize("length", [30, 55, 62, 63, 64, 65, 127, 128, 129, 200])
@pytest.mark.parametrize("letter", ["x", "ü"])
def test_cut_as_sqlalchemy_cuts(dialect: str, length: int, letter: str, sqlalchemy_dialects: dict[str, Any]) -> None:
    column = letter * (length - len("ix_t_"))
    table = sa.Table("t", sa.MetaData(), sa.Column(column, sa.Integer, index=True))
    (index,) = table.indexes
    preparer = sqlalchemy_dialects[dialect].identifier_preparer
    expected = preparer.format_constraint(index, _alembic_quote=False)
    assert cut(f"ix_t_{column}", dialect) == expected


LONG_TABLE = "a_table_with_quite_a_long_name_that_goes_on_and_on"
LONG_COLUMNS = ("a_column_with_a_name_of_some_length", "another_column_with_a_name_of_length", "b")
CASES = [
    ("t", ("a",)),
    ("t", ("a", "b")),
    (LONG_TABLE, ("a",)),
    ("t", LONG_COLUMNS),
    (LONG_TABLE, LONG_COLUMNS),
    ("t" * 63, ("c" * 63,)),
    ("t" * 40, ("c" * 30,)),
    ("ü" * 30, ("ß" * 25, "é")),
]


@pytest.fixture(scope="module")
def connection(postgresql_server: sa.URL) -> Any:
    with sa.create_engine(postgresql_server, poolclass=sa.NullPool).connect() as connection:
        yield connection


@pytest.mark.parametrize(("table", "columns"), CASES)
def test_implicit_as_postgresql_names(connection: sa.Connection, table: str, columns: tuple[str, ...]) -> None:
    savepoint = connection.begin_nested()
    quoted = [f'"{column}"' for column in columns]
    listed = ", ".join(quoted)
    fields = ", ".join(f"{column} int" for column in quoted)
    connection.execute(sa.text(f'CREATE TABLE "{table}" ({fields}, PRIMARY KEY ({listed}))'))
    for addition in (f"UNIQUE ({listed})", f"UNIQUE ({listed})", f'FOREIGN KEY ({listed}) REFERENCES "{table}" ({listed})') * 2:
        connection.execute(sa.text(f'ALTER TABLE "{table}" ADD {addition}'))
    for _ in range(2):
        connection.execute(sa.text(f'ALTER TABLE "{table}" ADD CHECK ("{columns[0]}" > 0)'))
    query = "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype != 'n' ORDER BY oid"
    found = list(connection.execute(sa.text(query), {"table": f'"{table}"'}).scalars())
    savepoint.rollback()
    made: list[str] = []
    for kind in ("pk", "uq", "uq", "fk", "uq", "uq", "fk"):
        name = implicit_name(kind, table, columns, "postgresql", made)
        assert name is not None
        made.append(name)
    for _ in range(2):
        made.append(implicit_name("ck", table, columns[:1], "postgresql", made) or "")
    assert made == found


def test_a_check_of_several_columns_is_named_after_the_table_alone() -> None:
    assert implicit_name("ck", "t", ("a", "b"), "postgresql") == "t_check"
    assert implicit_name("ck", "t", ("a", "b"), "postgresql", {"t_check"}) == "t_check1"


def test_mysql_names_after_the_first_column_and_by_number() -> None:
    assert implicit_name("uq", "t", ("a", "b"), "mysql") == "a"
    assert implicit_name("uq", "t", ("a", "b"), "mysql", {"a", "a_2"}) == "a_3"
    assert implicit_name("fk", "t", ("a",), "mariadb", {"t_ibfk_1"}) == "t_ibfk_2"
    assert implicit_name("pk", "t", ("a",), "mysql") == "PRIMARY"


def test_sqlite_gives_none() -> None:
    assert [implicit_name(kind, "t", ("a",), "sqlite") for kind in ("uq", "fk", "pk", "ck")] == [None] * 4
