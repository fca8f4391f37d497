"""URLs and drivers tell their dialect as SQLAlchemy's own URLs do."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic_ls.dialects.families import dialect_of_driver, dialect_of_url


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://u:p@h/d", "postgresql://", "mysql+pymysql://h/d", "sqlite:///x.db", "mssql+pyodbc://h"]
)
def test_as_sqlalchemy_reads_urls(url: str) -> None:
    assert dialect_of_url(url) == sa.make_url(url).get_backend_name()


def test_other_spellings() -> None:
    assert dialect_of_url("mariadb+pymysql://h/d") == "mysql"
    assert dialect_of_url("sqlite+aiosqlite:///{path}") == "sqlite"
    assert dialect_of_url("postgres://h/d") == "postgresql"
    assert dialect_of_url("driver://user:pass@localhost/dbname") is None
    assert dialect_of_url("%(DATABASE_URL)s") is None


def test_drivers() -> None:
    named = {
        "psycopg2-binary": "postgresql",
        "PyMySQL": "mysql",
        "mysql-connector-python": "mysql",
        "aiosqlite": "sqlite",
        "flask": None,
    }
    assert {name: dialect_of_driver(name) for name in named} == named
