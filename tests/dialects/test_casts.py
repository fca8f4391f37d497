"""What PostgreSQL casts by itself, and what it lets refer to each other: its whole cross product."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic_ls.dialects.casts import can_refer, needs_using
from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.types import Type, make_type

TYPES = [
    make_type("String", length=50),
    make_type("Text"),
    make_type("SmallInteger"),
    make_type("Integer"),
    make_type("BigInteger"),
    make_type("Numeric"),
    make_type("Float"),
    make_type("Double"),
    make_type("Boolean"),
    make_type("Uuid"),
    make_type("JSON"),
    make_type("postgresql.JSONB"),
    make_type("DateTime"),
    make_type("DateTime", timezone=True),
    make_type("Date"),
    make_type("Time"),
    make_type("Interval"),
    make_type("Enum", name="one", values=("a",)),
    make_type("Enum", name="other", values=("a",)),
]


@pytest.fixture(scope="module")
def connection(postgresql_server: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(postgresql_server, poolclass=sa.NullPool)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(sa.text("CREATE SCHEMA casts"))
        connection.execute(sa.text("SET search_path TO casts"))
        connection.execute(sa.text("CREATE TYPE one AS ENUM ('a')"))
        connection.execute(sa.text("CREATE TYPE other AS ENUM ('a')"))
        yield connection
        transaction.rollback()


def works(connection: sa.Connection, *statements: str) -> bool:
    attempt = connection.begin_nested()
    try:
        for statement in statements:
            connection.execute(sa.text(statement))
    except sa.exc.DBAPIError:
        return False
    finally:
        attempt.rollback()
    return True


def text(type_: Type) -> str:
    found = ddl(type_, "postgresql")
    assert found is not None
    return found


def test_which_casts_need_using(connection: sa.Connection) -> None:
    wrong = [
        (text(before), text(after))
        for before, after in itertools.product(TYPES, TYPES)
        if works(connection, f"CREATE TABLE t (x {text(before)})", f"ALTER TABLE t ALTER x TYPE {text(after)}")
        is needs_using(before, after)
    ]
    assert wrong == []


def test_which_types_can_refer_to_each_other(connection: sa.Connection) -> None:
    keys = [type_ for type_ in TYPES if type_.name != "JSON"]  # can be no key
    wrong = [
        (text(column), text(target))
        for column, target in itertools.product(keys, keys)
        if works(connection, f"CREATE TABLE t (x {text(target)} PRIMARY KEY)", f"CREATE TABLE u (y {text(column)} REFERENCES t)")
        is not can_refer(column, target, "postgresql")
    ]
    assert wrong == []


def test_what_is_not_known_is_not_said() -> None:
    strange = make_type("Raw", ddl="vector(3)")
    assert needs_using(strange, make_type("Integer")) is None
    assert can_refer(make_type("Integer"), strange, "postgresql") is None
