"""How SQLAlchemy writes types for PostgreSQL (sqlalchemy/dialects/postgresql/base.py, `PGTypeCompiler`)."""

from __future__ import annotations

import re

from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.generic_ddl import GENERIC, Writer, Writers
from alembic_ls.dialects.quoting import dotted
from alembic_ls.schema.types import Type

PLAIN = """TSVECTOR TSQUERY INET CIDR CITEXT MACADDR MACADDR8 MONEY OID REGCONFIG REGCLASS HSTORE JSON JSONB JSONPATH INT4RANGE
    INT8RANGE NUMRANGE DATERANGE TSRANGE TSTZRANGE INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE DATEMULTIRANGE TSMULTIRANGE
    TSTZMULTIRANGE""".split()

# The names by which PostgreSQL tells its own types: an enum of such a name is only said with its schema.
OWN_NAMES = frozenset(
    [name.lower() for name in PLAIN if name != "JSONPATH"]
    + "_array integer bigint smallint text numeric float real uuid bit timestamp date time bytea boolean interval name".split()
    + ["character varying", "character", '"char"', "bit varying", "double precision"]
    + [f"{word} {zone} time zone" for word in ("timestamp", "time") for zone in ("with", "without")]
)


def named_type(type: Type) -> str | None:
    """The name of an enum or domain, with its schema where it has one; None where it bears none or PostgreSQL's own."""
    name, schema = type.argument("name"), type.argument("schema")
    if not name or (schema is None and name in OWN_NAMES):
        return None
    return dotted(name, schema)


def _enum(type: Type) -> str | None:
    if type.argument("native_enum", True):
        return named_type(type)
    generic = GENERIC["Enum"]
    assert callable(generic)
    return generic(type)


def _float(type: Type) -> str:
    precision = type.argument("precision")
    return f"FLOAT({precision})" if precision else "FLOAT"


def _moment(word: str) -> Writer:
    def writer(type: Type) -> str:
        precision = type.argument("precision")
        size = "" if precision is None else f"({precision})"
        return f"{word}{size} {'WITH' if type.argument('timezone') else 'WITHOUT'} TIME ZONE"

    return writer


def _interval(type: Type) -> str:
    fields, precision = type.argument("fields"), type.argument("precision")
    return "INTERVAL" + (f" {fields}" if fields is not None else "") + (f" ({precision})" if precision is not None else "")


def _generic_interval(type: Type) -> str:
    if not type.argument("native", True):
        return "TIMESTAMP WITHOUT TIME ZONE"
    precision = type.argument("second_precision")
    return f"INTERVAL ({precision})" if precision is not None else "INTERVAL"


def _bit(type: Type) -> str:
    length = type.argument("length")
    if type.argument("varying"):
        return "BIT VARYING" if length is None else f"BIT VARYING({length})"
    return f"BIT({length or 1})"


def _uuid(type: Type) -> str:
    return "UUID" if type.argument("native_uuid", True) else "CHAR(32)"


def _array(type: Type) -> str | None:
    item = type.argument("item")
    text = ddl(item, "postgresql") if isinstance(item, Type) else None
    if text is None:
        return None
    # The brackets stand before a collation.
    brackets = "[]" * (type.argument("dimensions") or 1)
    return re.sub(r"((?: COLLATE.*)?)$", lambda found: brackets + found[1], text, count=1)


WRITERS: Writers = {
    **GENERIC,
    **{name: name for name in PLAIN},
    **dict.fromkeys(("Float", "FLOAT"), _float),
    "Double": "DOUBLE PRECISION",
    **dict.fromkeys(("DateTime", "TIMESTAMP"), _moment("TIMESTAMP")),
    **dict.fromkeys(("Time", "TIME"), _moment("TIME")),
    "Interval": _generic_interval,
    "INTERVAL": _interval,
    **dict.fromkeys(("Enum", "ENUM"), _enum),
    "DOMAIN": named_type,
    "BIT": _bit,
    "Uuid": _uuid,
    **dict.fromkeys(("LargeBinary", "BYTEA", "PickleType"), "BYTEA"),
    "ARRAY": _array,
}
