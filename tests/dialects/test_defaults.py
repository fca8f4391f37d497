"""Where we say that two server defaults differ or not, Alembic says so too."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic_ls.dialects.defaults import defaults_differ
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import make_type
from alembic_ls.schema.unknown import Unknown

SQL = True
DEFAULTS: dict[str, list[Default | None]] = {
    name: [None, *(Default(text) for text in literals), *(Default(text, SQL) for text in expressions)]
    for name, literals, expressions in (
        ("String", ("x", "y", "", "it's", "0"), ("'x'", "('x')", "'it''s'", "'x'::text", "lower('X')", "CURRENT_USER", "NULL")),
        ("Integer", ("0", "1", "-1", "10"), ("0", "(0)", "10", "-1", "1 + 1", "NULL")),
        ("Numeric", ("0", "0.5", "0.50"), ("0.5", "0.50")),
        ("Boolean", ("true", "false", "1", "0", "t"), ("true", "false", "1")),
        (
            "DateTime",
            ("2020-01-01", "2020-01-01 00:00:00", "2020-01-01T00:00:00+02:00", "2020-01-03"),
            ("CURRENT_TIMESTAMP", "now()", "'2019-06-01'"),
        ),
    )
}
GENERIC = {name: getattr(sa, name) for name in DEFAULTS}


def clause(default: Default | None) -> Any:
    if default is None:
        return None
    return sa.text(default.text) if default.is_expression else default.text


def of_alembic(connection: sa.Connection, kind: str, database: Default | None, model: Default | None) -> bool | None:
    """Whether Alembic reports the default of a column that was just created; None where it or the database raises."""
    savepoint = connection.begin_nested()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sa.Table("t", sa.MetaData(), sa.Column("c", GENERIC[kind], server_default=clause(database))).create(connection)
            metadata = sa.MetaData()
            sa.Table("t", metadata, sa.Column("c", GENERIC[kind], server_default=clause(model)))
            only = {"compare_server_default": True, "include_name": lambda name, what, parents: what != "table" or name == "t"}
            return bool(compare_metadata(MigrationContext.configure(connection, opts=only), metadata))
    except sa.exc.SQLAlchemyError:
        return None
    finally:
        savepoint.rollback()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest) -> Any:
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgresql_server")
    with sa.create_engine(url).connect() as connection:
        yield connection


@pytest.mark.parametrize("kind", DEFAULTS)
def test_as_alembic_compares(connection: sa.Connection, kind: str) -> None:
    dialect = connection.dialect.name
    wrong, decided = [], 0
    for database in DEFAULTS[kind]:
        for model in DEFAULTS[kind]:
            said = defaults_differ(database, model, make_type(kind), dialect)
            truth = of_alembic(connection, kind, database, model)
            decided += said is not None
            if said is not None and truth is not None and said is not truth:
                wrong.append((database, model, said, truth))
    assert wrong == []
    assert decided > len(DEFAULTS[kind]) ** 2 / 3


def test_mysql() -> None:
    text, number = make_type("String", length=9), make_type("Integer")
    assert defaults_differ(Default("x"), Default("x"), text, "mysql") is False
    assert defaults_differ(Default("x"), Default("y"), text, "mysql") is True
    assert defaults_differ(Default("0"), Default("0", True), number, "mysql") is False
    assert defaults_differ(Default("0"), Default("1"), number, "mariadb") is True
    now = Default("now()", True)
    assert defaults_differ(now, Default("(now())", True), make_type("DateTime"), "mysql") is False
    assert defaults_differ(now, Default("CURRENT_TIMESTAMP", True), make_type("DateTime"), "mysql") is None
    assert defaults_differ(Default("NULL", True), None, text, "mysql") is False


def test_unknown_is_never_said_to_differ() -> None:
    assert defaults_differ(Unknown("computed"), Default("x"), None, "sqlite") is None
    assert defaults_differ(None, Unknown("computed"), None, "postgresql") is None
    assert defaults_differ(Default("x"), Default("y"), Unknown("computed"), "postgresql") is None
