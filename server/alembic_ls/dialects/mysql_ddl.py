"""How SQLAlchemy writes types for MySQL and MariaDB (sqlalchemy/dialects/mysql/base.py, `MySQLTypeCompiler`)."""

from __future__ import annotations

from alembic_ls.dialects.generic_ddl import GENERIC, Writer, Writers, enum_length
from alembic_ls.schema.types import Type


def _signed(type: Type, text: str) -> str:
    return text + (" UNSIGNED" if type.argument("unsigned") else "") + (" ZEROFILL" if type.argument("zerofill") else "")


def _with_charset(type: Type, text: str, national: bool = False) -> str:
    collation = type.argument("collation") or type.argument("collate")
    order = f"COLLATE {collation}" if collation else "BINARY" if type.argument("binary") else None
    charset = type.argument("charset")
    letters = (
        f"CHARACTER SET {charset}"
        if charset
        else "ASCII"
        if type.argument("ascii")
        else "UNICODE"
        if type.argument("unicode")
        else None
    )
    words = ("NATIONAL", text, order) if national or type.argument("national") else (text, letters, order)
    return " ".join(word for word in words if word is not None)


def _whole(word: str) -> Writer:
    def writer(type: Type) -> str:
        width = type.argument("display_width")
        return _signed(type, word if width is None else f"{word}({width})")

    return writer


def _exact(word: str) -> Writer:
    def writer(type: Type) -> str:
        precision, scale = type.argument("precision"), type.argument("scale")
        size = "" if precision is None else f"({precision})" if scale is None else f"({precision}, {scale})"
        return _signed(type, word + size)

    return writer


def _approximate(word: str, alone: bool = False) -> Writer:
    """Both sizes or none; FLOAT may also bear a precision `alone`."""

    def writer(type: Type) -> str:
        precision, scale = type.argument("precision"), type.argument("scale")
        if precision is None:
            size = ""
        elif scale is not None:
            size = f"({precision}, {scale})"
        else:
            size = f"({precision})" if alone else ""
        return _signed(type, word + size)

    return writer


def _moment(word: str) -> Writer:
    def writer(type: Type) -> str:
        return f"{word}({fsp})" if (fsp := type.argument("fsp")) else word

    return writer


def _text(word: str, sizable: bool = False, needs_length: bool = False, national: bool = False) -> Writer:
    def writer(type: Type) -> str | None:
        length = type.argument("length") if sizable else None
        if length is None and needs_length:
            return None
        return _with_charset(type, word if length is None else f"{word}({length})", national)

    return writer


def _plainly_sized(word: str, name: str = "length", needed: bool = False) -> Writer:
    def writer(type: Type) -> str | None:
        size = type.argument(name)
        return f"{word}({size})" if size is not None else None if needed else word

    return writer


def _labelled(word: str) -> Writer:
    def writer(type: Type) -> str:
        # The drivers' own escaping makes two of each backslash and percent sign.
        labels = (value.replace("'", "''").replace("\\", "\\\\").replace("%", "%%") for value in type.argument("values", ()))
        return _with_charset(type, word + "(" + ",".join(f"'{label}'" for label in labels) + ")")

    return writer


def _enum(type: Type) -> str | None:
    if type.argument("native_enum", True):
        return _ENUM(type)
    return _with_charset(type, f"VARCHAR({enum_length(type)})")


_ENUM = _labelled("ENUM")
_VARCHAR = _text("VARCHAR", sizable=True, needs_length=True)
_TEXT = _text("TEXT", sizable=True)
_BLOB = _plainly_sized("BLOB")

WRITERS: Writers = {
    **GENERIC,
    **dict.fromkeys(("Integer", "INTEGER", "INT"), _whole("INTEGER")),
    **dict.fromkeys(("SmallInteger", "SMALLINT"), _whole("SMALLINT")),
    **dict.fromkeys(("BigInteger", "BIGINT"), _whole("BIGINT")),
    "MEDIUMINT": _whole("MEDIUMINT"),
    "TINYINT": _whole("TINYINT"),
    **dict.fromkeys(("Numeric", "NUMERIC"), _exact("NUMERIC")),
    "DECIMAL": _exact("DECIMAL"),
    **dict.fromkeys(("Double", "DOUBLE"), _approximate("DOUBLE")),
    "REAL": _approximate("REAL"),
    **dict.fromkeys(("Float", "FLOAT"), _approximate("FLOAT", alone=True)),
    "BIT": _plainly_sized("BIT"),
    **dict.fromkeys(("DateTime", "DATETIME"), _moment("DATETIME")),
    **dict.fromkeys(("Time", "TIME"), _moment("TIME")),
    "TIMESTAMP": _moment("TIMESTAMP"),
    "YEAR": _plainly_sized("YEAR", "display_width"),
    **dict.fromkeys(("String", "VARCHAR", "Unicode"), _VARCHAR),
    **dict.fromkeys(("Text", "TEXT", "UnicodeText"), _TEXT),
    "TINYTEXT": _text("TINYTEXT"),
    "MEDIUMTEXT": _text("MEDIUMTEXT"),
    "LONGTEXT": _text("LONGTEXT"),
    "CHAR": _text("CHAR", sizable=True),
    "NVARCHAR": _text("VARCHAR", sizable=True, needs_length=True, national=True),
    "NCHAR": _text("CHAR", sizable=True, national=True),
    "VARBINARY": _plainly_sized("VARBINARY", needed=True),
    **dict.fromkeys(("LargeBinary", "BLOB"), _BLOB),
    "TINYBLOB": "TINYBLOB",
    "MEDIUMBLOB": "MEDIUMBLOB",
    "LONGBLOB": "LONGBLOB",
    "JSON": "JSON",
    "INET4": "INET4",
    "INET6": "INET6",
    "Enum": _enum,
    "ENUM": _ENUM,
    "SET": _labelled("SET"),
    **dict.fromkeys(("Boolean", "BOOLEAN", "MatchType"), "BOOL"),
}
