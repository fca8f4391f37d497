"""How SQLAlchemy writes types for Oracle (sqlalchemy/dialects/oracle/base.py, `OracleTypeCompiler`).

What it writes otherwise for an old or a new server (booleans, JSON) is left unsaid.
"""

from __future__ import annotations

from alembic_ls.dialects.generic_ddl import GENERIC, Writer, Writers, enum_length, sized
from alembic_ls.schema.types import Type


def _varchar(word: str) -> Writer:
    def writer(type: Type) -> str:
        return f"{word}({length} CHAR)" if (length := type.argument("length")) else word

    return writer


def _float(type: Type) -> str | None:
    binary = type.argument("binary_precision")
    if binary is None and type.argument("precision"):
        return None  # SQLAlchemy raises: Oracle counts in bits
    return "FLOAT" if binary is None else f"FLOAT({binary})"


def _timestamp(type: Type) -> str:
    if type.argument("local_timezone"):
        return "TIMESTAMP WITH LOCAL TIME ZONE"
    return "TIMESTAMP WITH TIME ZONE" if type.argument("timezone") else "TIMESTAMP"


def _interval(day: str, second: str) -> Writer:
    def writer(type: Type) -> str | None:
        if not type.argument("native", True):
            return "DATE"
        days, seconds = type.argument(day), type.argument(second)
        return f"INTERVAL DAY{'' if days is None else f'({days})'} TO SECOND{'' if seconds is None else f'({seconds})'}"

    return writer


def _enum(type: Type) -> str:
    length = enum_length(type)
    return f"VARCHAR({length} CHAR)" if length else "VARCHAR"


WRITERS: Writers = {
    **{name: write for name, write in GENERIC.items() if name not in ("PickleType", "MatchType", "Boolean", "BOOLEAN")},
    "DateTime": "DATE",
    **dict.fromkeys(("Float", "FLOAT"), _float),
    **dict.fromkeys(("Double", "DOUBLE_PRECISION"), sized("DOUBLE PRECISION", "precision")),
    "BINARY_DOUBLE": sized("BINARY_DOUBLE", "precision"),
    "BINARY_FLOAT": sized("BINARY_FLOAT", "precision"),
    "NUMBER": sized("NUMBER", "precision", "scale"),
    "BigInteger": "NUMBER(19)",
    "TIMESTAMP": _timestamp,
    "Interval": _interval("day_precision", "second_precision"),
    "INTERVAL": _interval("day_precision", "second_precision"),
    **dict.fromkeys(("String", "VARCHAR2", "Unicode"), _varchar("VARCHAR2")),
    "VARCHAR": _varchar("VARCHAR"),
    **dict.fromkeys(("NVARCHAR", "NVARCHAR2"), sized("NVARCHAR2", "length")),
    **dict.fromkeys(("Text", "UnicodeText"), "CLOB"),
    "LONG": "LONG",
    "RAW": sized("RAW", "length"),
    "ROWID": "ROWID",
    **dict.fromkeys(("Enum", "ENUM"), _enum),
}
