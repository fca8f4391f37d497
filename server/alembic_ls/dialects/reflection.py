"""The type that a database tells back of a column, which is seldom the one that made it."""

from __future__ import annotations

from functools import cache

from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.types import Type

# What SQLAlchemy makes of a type that it does not recognise. Alembic compares no such column.
UNRECOGNISED = "NULL"


def told_back(type: Type, dialect: str) -> str | None:
    """The DDL of the type that SQLAlchemy's inspector gives for a column created as `type`.

    "NULL" is a type that the inspector does not recognise. None where no such column can be created, or where it cannot be
    said. MySQL and MariaDB tell differently; for both it is what MySQL 8 tells (see `every_answer`).
    """
    answers = every_answer(type, dialect)
    return answers[0] if answers else None


@cache
def every_answer(type: Type, dialect: str) -> tuple[str, ...]:
    """All that the servers of one dialect may tell back of `type`; empty where it cannot be said."""
    text = ddl(type, dialect)
    if text is None:
        return ()
    if dialect == "sqlite":
        from alembic_ls.dialects.sqlite_reflection import answers
    elif dialect == "postgresql":
        from alembic_ls.dialects.postgresql_reflection import answers
    elif dialect in ("mysql", "mariadb"):
        from alembic_ls.dialects.mysql_reflection import answers
    elif dialect == "mssql":
        from alembic_ls.dialects.mssql_reflection import answers
    else:
        return ()
    return answers(type, text)
