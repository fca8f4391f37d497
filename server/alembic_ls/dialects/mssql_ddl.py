"""How SQLAlchemy writes types for Microsoft SQL Server, 2012 or later (sqlalchemy/dialects/mssql/base.py, `MSTypeCompiler`)."""

from __future__ import annotations

from alembic_ls.dialects.generic_ddl import GENERIC, Writer, Writers, enum_length, sized
from alembic_ls.schema.types import Type

_PLAIN = "TINYINT ROWVERSION SMALLDATETIME IMAGE XML BIT MONEY SMALLMONEY UNIQUEIDENTIFIER SQL_VARIANT".split()


def _text(word: str, largest: str | None = None) -> Writer:
    def writer(type: Type) -> str:
        return _collated(type, word, type.argument("length") or largest)

    return writer


def _collated(type: Type, word: str, length: object = None) -> str:
    collation = type.argument("collation")
    return word + (f"({length})" if length else "") + (f" COLLATE {collation}" if collation else "")


def _datetime(type: Type) -> str:
    return "DATETIMEOFFSET" if type.argument("timezone") else "DATETIME"


def _varbinary(type: Type) -> str:
    return f"VARBINARY({type.argument('length') or 'max'})" + (" FILESTREAM" if type.argument("filestream") else "")


def _enum(type: Type) -> str:
    return _collated(type, "VARCHAR", enum_length(type) or "max")


def _uuid(type: Type) -> str:
    return "UNIQUEIDENTIFIER" if type.argument("native_uuid", True) else "CHAR(32)"


WRITERS: Writers = {
    **{name: write for name, write in GENERIC.items() if name not in ("PickleType", "MatchType")},
    **{name: name for name in _PLAIN},
    **dict.fromkeys(("Float", "FLOAT"), sized("FLOAT", "precision")),
    **dict.fromkeys(("Double", "DOUBLE_PRECISION"), "DOUBLE PRECISION"),
    "DateTime": _datetime,
    "DATETIMEOFFSET": sized("DATETIMEOFFSET", "precision"),
    "DATETIME2": sized("DATETIME2", "precision"),
    **dict.fromkeys(("Time", "TIME"), sized("TIME", "precision")),
    **dict.fromkeys(("String", "VARCHAR", "Text"), _text("VARCHAR", "max")),
    **dict.fromkeys(("Unicode", "NVARCHAR", "UnicodeText"), _text("NVARCHAR", "max")),
    "CHAR": _text("CHAR"),
    "NCHAR": _text("NCHAR"),
    "TEXT": _text("TEXT"),
    "NTEXT": _text("NTEXT"),
    **dict.fromkeys(("LargeBinary", "VARBINARY"), _varbinary),
    "Boolean": "BIT",
    "Uuid": _uuid,
    **dict.fromkeys(("Enum", "ENUM"), _enum),
    "JSON": "NVARCHAR(max)",
}
