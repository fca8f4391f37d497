"""Which dialect a database URL or a driver speaks."""

from __future__ import annotations

import re
from typing import Final

_BACKENDS: Final = {
    "postgresql": "postgresql",
    "postgres": "postgresql",  # refused since SQLAlchemy 1.4, and often mended by the project itself
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "mssql": "mssql",
    "oracle": "oracle",
}
_DRIVERS: Final = {
    **dict.fromkeys(("psycopg", "psycopg2", "asyncpg", "pg8000"), "postgresql"),
    **dict.fromkeys(("pymysql", "mysqlclient", "aiomysql", "asyncmy", "mysql_connector_python", "mariadb"), "mysql"),
    **dict.fromkeys(("aiosqlite", "sqlcipher3", "pysqlite3"), "sqlite"),
    **dict.fromkeys(("pyodbc", "pymssql", "aioodbc", "mssql_python"), "mssql"),
    **dict.fromkeys(("oracledb", "cx_oracle"), "oracle"),
}


def dialect_of_url(url: str) -> str | None:
    """The dialect of a SQLAlchemy URL (`postgresql+asyncpg://…`), or of the start of one; None where it is none of ours."""
    found = re.match(r"\s*(\w+)(?:\+\w+)?://", url)
    return _BACKENDS.get(found[1].lower()) if found else None


def dialect_of_driver(distribution: str) -> str | None:
    """The dialect for which a distribution (`psycopg2-binary`) is a driver; None where it is none."""
    name = re.sub(r"[-_.]+", "_", distribution.strip().lower())
    return _DRIVERS.get(re.sub(r"_(binary|c|wheels)$", "", name))
