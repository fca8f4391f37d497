"""How types are written in DDL where a dialect has no way of its own (sqlalchemy/sql/compiler.py, `GenericTypeCompiler`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Union

from alembic_ls.dialects.quoting import quoted
from alembic_ls.schema.types import Type

# A dialect's way of writing: for each class name of SQLAlchemy, without its dialect, the text itself or what makes it.
Writer = Callable[[Type], Union[str, None]]
Writers = Mapping[str, Union[str, Writer]]


def write(type: Type, writers: Writers) -> str | None:
    """The DDL of `type` by a dialect's writers; None where they do not know it."""
    if type.name == "Raw":
        text = type.argument("ddl")
        return text if isinstance(text, str) and text.strip() else None
    writer = writers.get(type.name.rpartition(".")[2])
    if writer is None or isinstance(writer, str):
        return writer
    return writer(type)


def sized(word: str, *names: str) -> Writer:
    """Writes `word(10, 2)`, as many of the arguments `names` as are given in that order."""

    def writer(type: Type) -> str:
        values = []
        for name in names:
            value = type.argument(name)
            if value is None:
                break
            values.append(str(value))
        return f"{word}({', '.join(values)})" if values else word

    return writer


def string(word: str) -> Writer:
    """Writes `word(length) COLLATE collation`."""

    def writer(type: Type) -> str:
        return collated(type, f"{word}({length})" if (length := type.argument("length")) else word)

    return writer


def collated(type: Type, text: str) -> str:
    """`text` and the collation of the type, where it has one."""
    collation = type.argument("collation")
    return f"{text} COLLATE {quoted(collation)}" if collation else text


def enum_length(type: Type) -> int:
    """How long a VARCHAR has to be for an Enum: as said, or as its longest label."""
    length = type.argument("length")
    return length if isinstance(length, int) else max((len(value) for value in type.argument("values", ())), default=0)


def _enum(type: Type) -> str:
    length = enum_length(type)
    return collated(type, f"VARCHAR({length})" if length else "VARCHAR")


GENERIC: Writers = {
    **dict.fromkeys(("Integer", "INTEGER", "INT"), "INTEGER"),
    **dict.fromkeys(("SmallInteger", "SMALLINT"), "SMALLINT"),
    **dict.fromkeys(("BigInteger", "BIGINT"), "BIGINT"),
    **dict.fromkeys(("Float", "FLOAT"), "FLOAT"),
    **dict.fromkeys(("Double", "DOUBLE"), "DOUBLE"),
    "DOUBLE_PRECISION": "DOUBLE PRECISION",
    "REAL": "REAL",
    **dict.fromkeys(("Numeric", "NUMERIC"), sized("NUMERIC", "precision", "scale")),
    "DECIMAL": sized("DECIMAL", "precision", "scale"),
    **dict.fromkeys(("DateTime", "DATETIME", "Interval"), "DATETIME"),
    "TIMESTAMP": "TIMESTAMP",
    **dict.fromkeys(("Date", "DATE"), "DATE"),
    **dict.fromkeys(("Time", "TIME"), "TIME"),
    **dict.fromkeys(("String", "VARCHAR", "Unicode"), string("VARCHAR")),
    **dict.fromkeys(("Text", "TEXT", "UnicodeText"), string("TEXT")),
    "CHAR": string("CHAR"),
    "NCHAR": string("NCHAR"),
    "NVARCHAR": string("NVARCHAR"),
    "CLOB": "CLOB",
    "NCLOB": "NCLOB",
    "Uuid": "CHAR(32)",
    "UUID": "UUID",
    **dict.fromkeys(("LargeBinary", "BLOB", "PickleType"), "BLOB"),
    "BINARY": sized("BINARY", "length"),
    "VARBINARY": sized("VARBINARY", "length"),
    **dict.fromkeys(("Boolean", "BOOLEAN", "MatchType"), "BOOLEAN"),
    **dict.fromkeys(("Enum", "ENUM"), _enum),
}
