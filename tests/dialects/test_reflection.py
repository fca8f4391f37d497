"""What we say that a database tells back is what SQLAlchemy's inspector finds in a real one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.names import clip
from alembic_ls.dialects.reflection import told_back
from alembic_ls.schema.types import Type, make_type


def created_and_reflected(connection: sa.Connection, type: Any) -> Any:
    """The inspector's type of a column that was just created; None where the database refuses it."""
    savepoint = connection.begin_nested()
    try:
        sa.Table("t", sa.MetaData(), sa.Column("c", type)).create(connection)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            return sa.inspect(connection).get_columns("t")[0]["type"]
    except (sa.exc.DBAPIError, sa.exc.CompileError):
        return None
    finally:
        savepoint.rollback()


def text_of(reflected: Any, dialect: sa.Dialect) -> str | None:
    if reflected is None:
        return None
    return "NULL" if isinstance(reflected, sa.types.NullType) else str(reflected.compile(dialect))


@pytest.mark.skipif(sa.__version__ < "2.1", reason="SQLAlchemy 2.0 writes a few types otherwise")
def test_sqlite_tells_back(pool: list[Type], sqlalchemy_type: Callable[[Type], Any]) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        pairs = {
            type: (told_back(type, "sqlite"), text_of(created_and_reflected(connection, sqlalchemy_type(type)), engine.dialect))
            for type in pool
            if ddl(type, "sqlite") is not None and not type.argument("collation")
        }
    assert {type: pair for type, pair in pairs.items() if pair[0] != pair[1]} == {}


@pytest.fixture(scope="module")
def postgresql_connection(postgresql_server: sa.URL) -> Any:
    engine = sa.create_engine(postgresql_server, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in (
            "CREATE SCHEMA other",
            "CREATE EXTENSION IF NOT EXISTS hstore",
            "CREATE EXTENSION IF NOT EXISTS citext",
        ):
            savepoint = connection.begin_nested()
            try:
                connection.execute(sa.text(statement))
            except sa.exc.DBAPIError:
                savepoint.rollback()
        yield connection


def test_postgresql_tells_back(
    postgresql_connection: sa.Connection, pool: list[Type], sqlalchemy_type: Callable[[Type], Any]
) -> None:
    differ = MigrationContext.configure(dialect_name="postgresql").impl.compare_type
    wrong, told = [], {}
    for type in pool:
        if ddl(type, "postgresql") is None or type.argument("collation", "C") != "C":
            continue  # which other collations there are depends on the server
        made = sqlalchemy_type(type)
        reflected = created_and_reflected(postgresql_connection, made)
        text = text_of(reflected, postgresql_connection.dialect)
        if text is None and type.name.rpartition(".")[2] in ("CITEXT", "HSTORE"):
            continue  # the extension is not installed
        if text is not None and text != "NULL":
            told[type] = text
            assert types_differ(type, type, "postgresql") is differ(sa.Column("c", reflected), sa.Column("c", made))
        if (text or "").lower() != (told_back(type, "postgresql") or "").lower():
            wrong.append((type, text, told_back(type, "postgresql")))
    assert wrong == []
    assert len(told) > 100


RAW = """int int2 int4 int8 serial bigserial smallserial bool float4 float8 float float(10) float(30) decimal decimal(5) dec(5,2)
varchar varchar(7) char char(3) bpchar(4) timestamptz timestamptz(3) timestamp timetz varbit varbit(4) bit(3)
text[] int[][] integer[3] numeric(10,2)[] xml point name pg_lsn tsvector int4range""".split()
SPOKEN = [
    "double precision",
    "character varying ( 20 )",
    "national character varying(8)",
    "timestamp (3) with time zone",
    "time without time zone",
    "interval year to month",
    "interval second (2)",
    "interval(3)",
    "bit varying (5)",
    'varchar(5) COLLATE "C"',
    "integer ARRAY",
    "integer ARRAY[4]",
    "bpchar",
    "no_such_type",
]


@pytest.mark.parametrize("text", RAW + SPOKEN)
def test_postgresql_tells_back_what_was_said_in_sql(postgresql_connection: sa.Connection, text: str) -> None:
    class Said(sa.types.UserDefinedType[Any]):
        cache_ok = True

        def get_col_spec(self, **_: Any) -> str:
            return text

    found = text_of(created_and_reflected(postgresql_connection, Said()), postgresql_connection.dialect)
    assert (told_back(make_type("Raw", ddl=text), "postgresql") or "").lower() == (found or "").lower()


@pytest.mark.parametrize("name", ["x" * 70, "ü" * 40, "a" + "ü" * 40])
def test_postgresql_clips_names(postgresql_connection: sa.Connection, name: str) -> None:
    savepoint = postgresql_connection.begin_nested()
    postgresql_connection.execute(sa.text(f"CREATE TYPE {name} AS ENUM ('a')"))
    enums: Any = sa.inspect(postgresql_connection)
    assert [enum["name"] for enum in enums.get_enums()] == [clip(name, "postgresql")]
    savepoint.rollback()
