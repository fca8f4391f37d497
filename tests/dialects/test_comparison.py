"""What we say of two types is what Alembic says, over the whole cross product of the pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.reflection import every_answer
from alembic_ls.schema.types import Type, make_type


class Written(sa.types.UserDefinedType[Any]):
    """A type that is its text: what a database told back."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **_: Any) -> str:
        return self.text


def of_alembic(compare: Callable[..., bool], told: str, model: Any) -> bool | str:
    try:
        return compare(sa.Column("c", Written(told)), sa.Column("c", model))
    except Exception as error:
        return type(error).__name__


@pytest.mark.skipif(sa.__version__ < "2.1", reason="SQLAlchemy 2.0 writes a few types otherwise")
@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql", "mssql"])
def test_as_alembic_compares(
    dialect: str, pool: list[Type], sqlalchemy_type: Callable[[Type], Any], sqlalchemy_dialects: dict[str, Any]
) -> None:
    compare = MigrationContext.configure(dialect=sqlalchemy_dialects[dialect]).impl.compare_type
    models = [(type, sqlalchemy_type(type)) for type in pool if ddl(type, dialect) is not None]
    if dialect != "postgresql":  # arrays are compared nowhere else
        models = [(type, made) for type, made in models if type.name.rpartition(".")[2] != "ARRAY"]
    truth: dict[tuple[str, Type], bool | str] = {}
    wrong, decided = [], 0
    for database in pool:
        answers = every_answer(database, dialect)
        for model, made in models:
            said = types_differ(database, model, dialect)
            if not answers or said is None or ("Uuid" in (database.name, model.name) and dialect == "mysql"):
                continue
            decided += 1
            for told in answers:
                if (told, model) not in truth:
                    truth[told, model] = told != "NULL" and of_alembic(compare, told, made)
                if truth[told, model] is not said and model.name != "NullType":
                    wrong.append((database, told, model, said, truth[told, model]))
    assert wrong == []
    assert decided > 0.8 * len(models) * sum(1 for type in pool if every_answer(type, dialect))


RESTLESS = {  # the database has another name for them, so Alembic reports them for ever
    "postgresql": {"Float", "FLOAT", "NCHAR"},
    "sqlite": {"BINARY", "VARBINARY", "CLOB", "UUID", "DOUBLE_PRECISION"},
    "mysql": {"REAL", "FLOAT", "Float", "BLOB", "LargeBinary", "Text", "TEXT", "UnicodeText", "NCHAR", "NVARCHAR"},
    "mssql": set(),
    "oracle": set(),
}


@pytest.mark.parametrize("dialect", RESTLESS)
def test_nothing_is_said_of_a_type_that_stayed(dialect: str, pool: list[Type]) -> None:
    own = [type for type in pool if "." not in type.name]
    assert {type.name for type in own if types_differ(type, type, dialect)} == RESTLESS[dialect]


@pytest.mark.parametrize(
    ("database", "model", "dialect", "differ"),
    [
        (make_type("String", length=50), make_type("String"), "postgresql", False),
        (make_type("String", length=50), make_type("String", length=60), "postgresql", True),
        (make_type("String"), make_type("Text"), "postgresql", True),
        (make_type("DateTime"), make_type("DateTime", timezone=True), "postgresql", True),
        (make_type("DateTime"), make_type("DateTime", timezone=True), "sqlite", False),
        (make_type("JSON"), make_type("mysql.LONGTEXT"), "mysql", False),
        (make_type("Boolean"), make_type("mysql.TINYINT", display_width=1), "mysql", False),
        (make_type("Uuid"), make_type("CHAR", length=32), "mysql", None),
        (make_type("Enum", name="a", values=("x",)), make_type("Enum", name="b", values=("x",)), "postgresql", True),
        (make_type("Enum", name="a", values=("x",)), make_type("Enum", name="a", values=("x", "y")), "postgresql", False),
        (make_type("Raw", ddl="vector(3)"), make_type("Raw", ddl="vector(3)"), "postgresql", False),
        (make_type("Raw", ddl="vector(3)"), make_type("Raw", ddl="vector(4)"), "postgresql", None),
        (make_type("Raw", ddl="timestamptz"), make_type("DateTime", timezone=True), "postgresql", False),
        (make_type("Raw", ddl="int8"), make_type("BigInteger"), "postgresql", False),
        (make_type("String"), make_type("String", spelling="app.Name"), "mysql", False),
        (make_type("String", length=3), make_type("NullType"), "postgresql", False),
    ],
)
def test_pairs_that_people_meet(database: Type, model: Type, dialect: str, differ: bool | None) -> None:
    assert types_differ(database, model, dialect) is differ
