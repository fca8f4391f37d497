"""Our DDL texts are SQLAlchemy's, over every type of the pool and every dialect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown
from sqlalchemy.exc import ArgumentError, CompileError

DIALECTS = ("postgresql", "sqlite", "mysql", "mssql", "oracle")


def compiled(type: Any, dialect: Any) -> str | None:
    try:
        return str(dialect.type_compiler_instance.process(type))
    except (CompileError, ArgumentError, AttributeError, TypeError):
        return None


@pytest.mark.skipif(sa.__version__ < "2.1", reason="SQLAlchemy 2.0 writes a few types otherwise")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_as_sqlalchemy_writes_it(
    dialect: str, pool: list[Type], sqlalchemy_type: Callable[[Type], Any], sqlalchemy_dialects: dict[str, Any]
) -> None:
    expected = {type: compiled(sqlalchemy_type(type), sqlalchemy_dialects[dialect]) for type in pool}
    said = {type: ddl(type, dialect) for type in pool}
    silent = [type for type, text in expected.items() if said[type] is None and text is not None]
    if dialect not in ("mssql", "oracle"):
        assert [type for type in silent if "." not in type.name or type.name.startswith(dialect)] == []
    assert {type: (said[type], expected[type]) for type in pool if type not in silent and said[type] != expected[type]} == {}
    assert len(silent) < len(pool) / 4


def test_mariadb_is_written_as_mysql(pool: list[Type]) -> None:
    assert all(ddl(type, "mariadb") == ddl(type, "mysql") for type in pool)


def test_raw_is_its_own_text() -> None:
    assert ddl(make_type("Raw", ddl="vector(3)"), "postgresql") == "vector(3)"


def test_what_was_not_followed_is_not_said() -> None:
    assert ddl(make_type("String", length=Unknown("computed")), "postgresql") is None
    assert ddl(make_type("NoSuchType"), "sqlite") is None
    labels = make_type("Enum", values=Unknown("computed"), name="status")
    assert (ddl(labels, "postgresql"), ddl(labels, "mysql"), ddl(labels, "sqlite")) == ("status", None, None)
