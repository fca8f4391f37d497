"""The DDL text of a type, as SQLAlchemy writes it for a dialect."""

from __future__ import annotations

from functools import cache

from alembic_ls.dialects.generic_ddl import GENERIC, Writers, write
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

# Names that several dialects give to types of their own, each with other arguments: said in the owner's dialect only.
_HOMONYMS = frozenset(("BIT", "DATETIME", "DOUBLE_PRECISION", "INTERVAL", "NVARCHAR2", "VARBINARY"))

_NUMBERS = frozenset(
    ("precision", "scale", "dimensions", "display_width", "fsp", "second_precision", "day_precision", "binary_precision")
)
_TEXTS = frozenset(("name", "schema", "collation", "collate", "charset", "fields", "ddl"))


@cache
def ddl(type: Type, dialect: str) -> str | None:
    """What `type.compile(dialect=…)` of SQLAlchemy 2.1 gives; None where it raises, or where it cannot be said.

    `dialect` is postgresql, sqlite, mysql (or mariadb), mssql or oracle; another one is written as SQL's standard has it. The
    server of "mssql" and "oracle" is assumed to be a recent one. A "Raw" type is its own text.
    """
    for name, value in type.arguments:
        if isinstance(value, Unknown) and name == "values" and dialect == "postgresql" and type.argument("native_enum", True):
            continue  # such an enum is written by its name
        if isinstance(value, Unknown) or not _fits(name, value):
            return None
    owner = type.name.rpartition(".")[0]
    if (
        owner
        and owner != ("mysql" if dialect == "mariadb" else dialect)
        and (type.name == "mysql.ENUM" or type.name.rpartition(".")[2] in _HOMONYMS)
    ):
        return None
    return write(type, _writers(dialect))


def _fits(name: str, value: object) -> bool:
    """Whether `value` is of a kind that SQLAlchemy takes for this argument."""
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "length":  # VARBINARY("max")
        return value == "max" or (isinstance(value, int) and not isinstance(value, bool))
    if name == "values":
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    return True


@cache
def _writers(dialect: str) -> Writers:
    # Imported when first needed: a project speaks one or two dialects.
    if dialect == "postgresql":
        from alembic_ls.dialects.postgresql_ddl import WRITERS
    elif dialect == "sqlite":
        from alembic_ls.dialects.sqlite_ddl import WRITERS
    elif dialect in ("mysql", "mariadb"):
        from alembic_ls.dialects.mysql_ddl import WRITERS
    elif dialect == "mssql":
        from alembic_ls.dialects.mssql_ddl import WRITERS
    elif dialect == "oracle":
        from alembic_ls.dialects.oracle_ddl import WRITERS
    else:
        return GENERIC
    return WRITERS
