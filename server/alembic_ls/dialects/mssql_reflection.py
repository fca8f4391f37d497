"""What Microsoft SQL Server tells back of the types whose names stay as they are."""

from __future__ import annotations

from alembic_ls.schema.types import Type

_STEADY = frozenset(
    """BIGINT BIT CHAR DATE DATETIME DATETIME2 DATETIMEOFFSET DECIMAL INTEGER NCHAR NTEXT NUMERIC NVARCHAR SMALLINT TEXT TINYINT
    UNIQUEIDENTIFIER VARBINARY VARCHAR XML""".split()
)


def answers(type: Type, text: str) -> tuple[str, ...]:
    """The text itself, where the server keeps such a type under its name."""
    return (text,) if text.partition("(")[0].partition(" ")[0] in _STEADY else ()
