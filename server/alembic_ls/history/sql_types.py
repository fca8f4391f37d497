"""Type names of SQL → `Type`, per dialect."""

from __future__ import annotations

from typing import Any

from alembic_ls.history.sql_cursor import Cursor, Unreadable
from alembic_ls.history.sql_tokens import NAME, NUMBER, WORD
from alembic_ls.schema.types import Type, make_type
from alembic_ls.startup.named_tuple import NamedTuple


class TypeName(NamedTuple):
    """A type, and whether the name is one of PostgreSQL's serials, which are integers with a sequence."""

    type: Type
    serial: bool = False


_LENGTH = ("length",)
_SCALE = ("precision", "scale")
_PRECISION = ("precision",)

# Name → the class in SQLAlchemy and the names of what may stand in parentheses.
_STANDARD: dict[str, tuple[str, tuple[str, ...]]] = {
    "INT": ("INTEGER", ()),
    "INTEGER": ("INTEGER", ()),
    "SMALLINT": ("SMALLINT", ()),
    "BIGINT": ("BIGINT", ()),
    "VARCHAR": ("VARCHAR", _LENGTH),
    "NVARCHAR": ("NVARCHAR", _LENGTH),
    "CHAR": ("CHAR", _LENGTH),
    "NCHAR": ("NCHAR", _LENGTH),
    "TEXT": ("TEXT", _LENGTH),
    "CLOB": ("CLOB", ()),
    "BLOB": ("BLOB", _LENGTH),
    "BINARY": ("BINARY", _LENGTH),
    "VARBINARY": ("VARBINARY", _LENGTH),
    "BOOLEAN": ("BOOLEAN", ()),
    "BOOL": ("BOOLEAN", ()),
    "REAL": ("REAL", ()),
    "FLOAT": ("FLOAT", _PRECISION),
    "DOUBLE": ("DOUBLE", ()),
    "DOUBLE PRECISION": ("DOUBLE_PRECISION", ()),
    "NUMERIC": ("NUMERIC", _SCALE),
    "DECIMAL": ("DECIMAL", _SCALE),
    "DEC": ("DECIMAL", _SCALE),
    "DATE": ("DATE", ()),
    "DATETIME": ("DATETIME", ()),
    "TIME": ("TIME", ()),
    "TIMESTAMP": ("TIMESTAMP", ()),
    "JSON": ("JSON", ()),
    "UUID": ("UUID", ()),
}
_POSTGRESQL: dict[str, tuple[str, tuple[str, ...]]] = {
    "INT2": ("SMALLINT", ()),
    "INT4": ("INTEGER", ()),
    "INT8": ("BIGINT", ()),
    "FLOAT4": ("REAL", ()),
    "FLOAT8": ("DOUBLE_PRECISION", ()),
    "BPCHAR": ("CHAR", _LENGTH),
    "JSON": ("postgresql.JSON", ()),
    "BIT": ("postgresql.BIT", _LENGTH),
    **{
        name: ("postgresql." + name, ())
        for name in """JSONB BYTEA INET CIDR MACADDR MACADDR8 MONEY OID REGCLASS REGCONFIG TSVECTOR TSQUERY HSTORE CITEXT JSONPATH
            INT4RANGE INT8RANGE NUMRANGE DATERANGE TSRANGE TSTZRANGE INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE DATEMULTIRANGE
            TSMULTIRANGE TSTZMULTIRANGE""".split()
    },
}
_SERIALS = {
    "SERIAL": "INTEGER",
    "SERIAL4": "INTEGER",
    "BIGSERIAL": "BIGINT",
    "SERIAL8": "BIGINT",
    "SMALLSERIAL": "SMALLINT",
    "SERIAL2": "SMALLINT",
}
# Types of extensions: neither ours nor enums. What stands behind them is all of their DDL.
_EXTENSION_TYPES = frozenset(
    """VECTOR HALFVEC SPARSEVEC GEOMETRY GEOGRAPHY LTREE LQUERY CUBE XML LINE POINT BOX PATH POLYGON CIRCLE
    LSEG""".split()
)
_MYSQL: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: ("mysql." + name, ("display_width",)) for name in ("TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "BIGINT", "YEAR")},
    "INT": ("mysql.INTEGER", ("display_width",)),
    **{name: ("mysql." + name, ()) for name in ("TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB")},
    **{name: ("mysql." + name, ("fsp",)) for name in ("DATETIME", "TIMESTAMP", "TIME")},
    **{name: ("mysql." + name, _SCALE) for name in ("DOUBLE", "FLOAT")},
    "DOUBLE PRECISION": ("mysql.DOUBLE", _SCALE),
    "BIT": ("mysql.BIT", _LENGTH),
}
# Where MySQL's own classes say no more than the common ones, the common one stands.
_PLAIN = {"mysql." + name: name for name in ("SMALLINT", "INTEGER", "BIGINT", "DATETIME", "TIMESTAMP", "TIME", "FLOAT", "DOUBLE")}
_INTERVAL_FIELDS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND TO".split())


def read_type(cursor: Cursor) -> TypeName:
    """The type whose name comes.

    A name that PostgreSQL itself does not have is taken for an enum's: Type("postgresql.ENUM") with that `name`, `create_type`
    False, and no `values`, which are those of the schema's enum of that name. Where the schema before is known and has no such
    enum, it is a domain or a type of an extension: "Raw", like every unknown name elsewhere.
    """
    if cursor.dialect == "postgresql":
        found = _postgresql(cursor)
        return found._replace(type=_array(cursor, found.type))
    if cursor.dialect == "mysql":
        return TypeName(_mysql(cursor))
    return TypeName(_standard(cursor))


def _words(cursor: Cursor) -> str:
    """The key of a type name, its synonyms of several words brought to one."""
    if cursor.peek().kind == NAME:
        return ""
    for words, key in _SYNONYMS:
        if cursor.take(*words):
            return key
    return cursor.next().key if cursor.peek().kind == WORD else ""


_SYNONYMS = (
    (("CHARACTER", "VARYING"), "VARCHAR"),
    (("CHAR", "VARYING"), "VARCHAR"),
    (("NATIONAL", "VARCHAR"), "NVARCHAR"),
    (("NATIONAL", "CHARACTER", "VARYING"), "NVARCHAR"),
    (("NATIONAL", "CHARACTER"), "NCHAR"),
    (("NATIONAL", "CHAR"), "NCHAR"),
    (("CHARACTER", "LARGE", "OBJECT"), "CLOB"),
    (("CHARACTER",), "CHAR"),
    (("DOUBLE", "PRECISION"), "DOUBLE PRECISION"),
    (("BIT", "VARYING"), "VARBIT"),
)


def _sizes(cursor: Cursor) -> list[int]:
    """(10, 2), or nothing."""
    sizes: list[int] = []
    if cursor.take("("):
        while not cursor.take(")"):
            if sizes:
                cursor.expect(",")
            token = cursor.next()
            if token.kind != NUMBER or not token.value.isdigit():
                raise Unreadable(f"a size expected in the type's parentheses, found {token.value[:30]!r}")
            sizes.append(int(token.value[:9]))
            cursor.take_any("CHAR", "BYTE")  # oracle's VARCHAR2(10 CHAR)
    return sizes


def _sized(cursor: Cursor, entry: tuple[str, tuple[str, ...]]) -> Type:
    name, arguments = entry
    sizes = _sizes(cursor)
    if len(sizes) > len(arguments):
        raise Unreadable(f"{name} has no size")
    given: dict[str, Any] = dict(zip(arguments, sizes, strict=False))
    return make_type(name, **given)


def _postgresql(cursor: Cursor) -> TypeName:
    start = cursor.at
    cursor.take("PG_CATALOG", ".")
    key = _words(cursor)
    if key in _SERIALS:
        return TypeName(make_type(_SERIALS[key]), serial=True)
    if key in ("TIMESTAMP", "TIMESTAMPTZ", "TIME", "TIMETZ"):
        return TypeName(_moment(cursor, key))
    if key == "INTERVAL":
        fields = []
        while cursor.peek().key in _INTERVAL_FIELDS:
            fields.append(cursor.next().key)
        sizes = _sizes(cursor)
        return TypeName(make_type("postgresql.INTERVAL", fields=" ".join(fields) or None, precision=sizes[0] if sizes else None))
    if key == "VARBIT":
        sizes = _sizes(cursor)
        return TypeName(make_type("postgresql.BIT", varying=True, length=sizes[0] if sizes else None))
    entry = _POSTGRESQL.get(key) or _STANDARD.get(key)
    if entry and key != "DATETIME":
        return TypeName(_sized(cursor, entry))
    if key in _EXTENSION_TYPES:
        if cursor.comes("("):
            cursor.group()
        return TypeName(make_type("Raw", ddl=cursor.text_of(start, cursor.at)))
    cursor.at = start
    name = cursor.qualified()
    if cursor.comes("("):
        cursor.group()
        return TypeName(make_type("Raw", ddl=cursor.text_of(start, cursor.at)))
    if cursor.before is not None and not cursor.before.unknown and name.key not in cursor.before.enums:
        return TypeName(make_type("Raw", ddl=cursor.text_of(start, cursor.at)))  # a domain, or an extension's
    return TypeName(make_type("postgresql.ENUM", create_type=False, name=name.name, schema=name.schema))


def _moment(cursor: Cursor, key: str) -> Type:
    sizes = _sizes(cursor)
    zone = key.endswith("TZ")
    if cursor.take("WITH", "TIME", "ZONE"):
        zone = True
    elif cursor.take("WITHOUT", "TIME", "ZONE"):
        zone = False
    name = key.removesuffix("TZ")
    if sizes:
        return make_type("postgresql." + name, precision=sizes[0], timezone=zone or None)
    return make_type(name, timezone=zone or None)


def _array(cursor: Cursor, item: Type) -> Type:
    dimensions = 0
    if cursor.take("ARRAY"):
        dimensions = 1
    while cursor.take("["):
        dimensions += 1
        if cursor.peek().kind == NUMBER:
            cursor.next()
        cursor.expect("]")
    if not dimensions:
        return item
    return make_type("ARRAY", item=item, dimensions=dimensions if dimensions > 1 else None)


def _mysql(cursor: Cursor) -> Type:
    start = cursor.at
    key = _words(cursor)
    if key in ("ENUM", "SET") and cursor.comes("("):
        found = make_type("mysql." + key, values=cursor.strings())
        return _with_text_options(cursor, found)
    entry = _MYSQL.get(key) or _STANDARD.get(key)
    if entry is None:
        return _raw(cursor, start)
    found = _sized(cursor, entry)
    flags: dict[str, Any] = {}
    while word := cursor.take_any("UNSIGNED", "SIGNED", "ZEROFILL"):
        if word != "SIGNED":
            flags[word.lower()] = True
    if flags:
        return make_type(found.name, **dict(found.arguments), **flags)
    if not found.arguments:
        found = found._replace(name=_PLAIN.get(found.name, found.name))
    return _with_text_options(cursor, found)


def _with_text_options(cursor: Cursor, found: Type) -> Type:
    """CHARACTER SET and COLLATE belong to MySQL's text types; the column's reader takes the latter."""
    charset = None
    if cursor.take("CHARACTER", "SET") or cursor.take("CHARSET"):
        cursor.take("=")
        charset = cursor.next().value
    if not charset:
        return found
    name = found.name if "." in found.name else "mysql." + found.name
    return make_type(name, **dict(found.arguments), charset=charset)


def _standard(cursor: Cursor) -> Type:
    start = cursor.at
    key = _words(cursor)
    entry = _STANDARD.get(key)
    if entry is None:
        return _raw(cursor, start)
    return _sized(cursor, entry)


def _raw(cursor: Cursor, start: int) -> Type:
    """A type of which all that is known is how it is written: SQLite takes any words."""
    cursor.at = start
    cursor.name()
    while cursor.dialect == "sqlite" and cursor.peek().kind == WORD and cursor.peek().key not in _BEHIND_TYPES:
        cursor.next()
    if cursor.comes("("):
        cursor.group()
    return make_type("Raw", ddl=cursor.text_of(start, cursor.at))


_BEHIND_TYPES = frozenset("CONSTRAINT PRIMARY NOT NULL UNIQUE CHECK DEFAULT COLLATE REFERENCES GENERATED AS".split())
