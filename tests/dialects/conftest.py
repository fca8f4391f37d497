"""A large pool of types, and the way from one of ours to SQLAlchemy's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic_ls.schema.types import Type, make_type
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

MODULES = {"postgresql": postgresql, "mysql": mysql, "sqlite": sqlite, "mssql": mssql, "oracle": oracle}

GENERIC = [
    "Integer",
    "SmallInteger",
    "BigInteger",
    "INTEGER",
    "INT",
    "SMALLINT",
    "BIGINT",
    "Float",
    "FLOAT",
    "Double",
    "DOUBLE",
    "DOUBLE_PRECISION",
    "REAL",
    "Numeric",
    "NUMERIC",
    "DECIMAL",
    "DateTime",
    "DATETIME",
    "TIMESTAMP",
    "Date",
    "DATE",
    "Time",
    "TIME",
    "String",
    "VARCHAR",
    "Unicode",
    "Text",
    "TEXT",
    "UnicodeText",
    "CHAR",
    "NCHAR",
    "NVARCHAR",
    "CLOB",
    "Uuid",
    "UUID",
    "LargeBinary",
    "BLOB",
    "PickleType",
    "BINARY",
    "VARBINARY",
    "Boolean",
    "BOOLEAN",
    "Interval",
    "JSON",
    "NullType",
]
POSTGRESQL = [
    "ARRAY",
    "BIT",
    "BYTEA",
    "CIDR",
    "CITEXT",
    "DATERANGE",
    "DATEMULTIRANGE",
    "DOUBLE_PRECISION",
    "HSTORE",
    "INET",
    "INT4RANGE",
    "INT4MULTIRANGE",
    "INT8RANGE",
    "INT8MULTIRANGE",
    "INTERVAL",
    "JSON",
    "JSONB",
    "JSONPATH",
    "MACADDR",
    "MACADDR8",
    "MONEY",
    "NUMRANGE",
    "NUMMULTIRANGE",
    "OID",
    "REGCLASS",
    "REGCONFIG",
    "TIME",
    "TIMESTAMP",
    "TSQUERY",
    "TSRANGE",
    "TSMULTIRANGE",
    "TSTZRANGE",
    "TSTZMULTIRANGE",
    "TSVECTOR",
    "UUID",
]
MYSQL = [
    "BIGINT",
    "BIT",
    "BLOB",
    "CHAR",
    "DATETIME",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "INTEGER",
    "JSON",
    "LONGBLOB",
    "LONGTEXT",
    "MEDIUMBLOB",
    "MEDIUMINT",
    "MEDIUMTEXT",
    "NCHAR",
    "NUMERIC",
    "REAL",
    "SMALLINT",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "TINYBLOB",
    "TINYINT",
    "TINYTEXT",
    "VARBINARY",
    "YEAR",
]
MSSQL = [
    "BIT",
    "DATETIME2",
    "DATETIMEOFFSET",
    "IMAGE",
    "MONEY",
    "NTEXT",
    "ROWVERSION",
    "SMALLDATETIME",
    "SMALLMONEY",
    "SQL_VARIANT",
    "TIME",
    "TINYINT",
    "UNIQUEIDENTIFIER",
    "VARBINARY",
    "XML",
    "DOUBLE_PRECISION",
]
ORACLE = [
    "BINARY_DOUBLE",
    "BINARY_FLOAT",
    "FLOAT",
    "INTERVAL",
    "LONG",
    "NUMBER",
    "NVARCHAR2",
    "RAW",
    "ROWID",
    "TIMESTAMP",
    "VARCHAR2",
]

SIZED: dict[str, tuple[dict[str, Any], ...]] = {
    "length": tuple({"length": n} for n in (1, 5, 32, 255)),
    "precision": tuple({"precision": p} for p in (1, 10, 24, 25, 53)),
    "numeric": (
        *tuple({"precision": p, "scale": s} for p, s in ((10, 0), (10, 2), (12, 2), (20, 8))),
        {"precision": 10},
        {"precision": 12},
    ),
    "timezone": ({"timezone": True}, {"timezone": False}),
    "collation": ({"length": 20, "collation": "C"}, {"length": 20, "collation": "nocase"}, {"collation": "de_DE"}),
}
VARIED = {
    **dict.fromkeys(["String", "VARCHAR", "Unicode", "CHAR", "NCHAR", "NVARCHAR"], SIZED["length"] + SIZED["collation"]),
    **dict.fromkeys(["Text", "TEXT", "UnicodeText"], SIZED["length"][2:] + SIZED["collation"]),
    **dict.fromkeys(["LargeBinary", "BLOB", "BINARY", "VARBINARY"], SIZED["length"]),
    **dict.fromkeys(["Float", "FLOAT"], SIZED["precision"]),
    **dict.fromkeys(["Numeric", "NUMERIC", "DECIMAL"], SIZED["numeric"]),
    **dict.fromkeys(["DateTime", "TIMESTAMP", "Time", "TIME"], SIZED["timezone"]),
    "Uuid": ({"native_uuid": False},),
    "Interval": ({"native": False}, {"second_precision": 3}, {"day_precision": 2, "second_precision": 6}),
    "postgresql.TIMESTAMP": ({"timezone": True}, {"precision": 3}, {"timezone": True, "precision": 6}, {"precision": 0}),
    "postgresql.TIME": ({"timezone": True}, {"precision": 3}),
    "postgresql.INTERVAL": ({"precision": 4}, {"fields": "YEAR TO MONTH"}, {"fields": "DAY TO SECOND", "precision": 3}),
    "postgresql.BIT": ({"length": 1}, {"length": 8}, {"varying": True}, {"length": 8, "varying": True}),
    **{
        f"mysql.{n}": (
            {"unsigned": True},
            {"display_width": 4},
            {"display_width": 11, "unsigned": True},
            {"display_width": 1},
            {"zerofill": True},
        )
        for n in ["INTEGER", "BIGINT", "SMALLINT", "MEDIUMINT", "TINYINT"]
    },
    **{
        f"mysql.{n}": (*SIZED["numeric"][:4], {"precision": 10, "scale": 2, "unsigned": True})
        for n in ["DECIMAL", "NUMERIC", "FLOAT", "DOUBLE", "REAL"]
    },
    **{f"mysql.{n}": ({"fsp": 3}, {"fsp": 6}) for n in ["DATETIME", "TIMESTAMP", "TIME"]},
    **{
        f"mysql.{n}": (
            {"collation": "utf8mb4_bin"},
            {"charset": "utf8mb4"},
            {"charset": "utf8mb4", "collation": "utf8mb4_bin"},
            {"charset": "latin1"},
        )
        for n in ["TEXT", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT"]
    },
    "mysql.CHAR": SIZED["length"],
    "mysql.NCHAR": SIZED["length"],
    "mysql.BIT": ({"length": 1}, {"length": 8}),
    "mysql.BLOB": ({"length": 100},),
    "mysql.VARBINARY": SIZED["length"],
    "mysql.YEAR": ({"display_width": 4},),
    "mssql.DATETIME2": ({"precision": 3},),
    "mssql.VARBINARY": ({"length": "max"}, {"length": 16}),
    "oracle.NUMBER": ({"precision": 10}, {"precision": 10, "scale": 2}),
    "oracle.FLOAT": ({"binary_precision": 16},),
    "oracle.VARCHAR2": SIZED["length"],
    "oracle.RAW": SIZED["length"],
    "oracle.TIMESTAMP": ({"timezone": True}, {"local_timezone": True}),
    "oracle.INTERVAL": ({"day_precision": 2}, {"second_precision": 6}),
}
ONLY_VARIED = ("mysql.VARBINARY",)  # raise where they bear no arguments

ENUMS = (
    make_type("Enum", values=("a", "bc"), name="status"),
    make_type("Enum", values=("a", "bc", "def"), name="status"),
    make_type("Enum", values=("x", "yz"), name="color"),
    make_type("Enum", values=("x",), name="user"),
    make_type("Enum", values=("x",), name="CamelCase"),
    make_type("Enum", values=("x",), name="oid"),
    make_type("Enum", values=("x",)),
    make_type("Enum", values=("x",), name="status", schema="other"),
    make_type("Enum", values=("a", "bc"), name="status", native_enum=False),
    make_type("Enum", values=("a", "bc"), name="status", native_enum=False, length=20),
    make_type("Enum", values=("a", "bc"), name="status", length=20),
    make_type("Enum", values=("it's", "50%", "back\\slash", "(paren)", "A, B"), name="odd"),
    make_type("postgresql.ENUM", values=("a", "bc"), name="status"),
    make_type("postgresql.ENUM", values=("a", "bc"), name="status", schema="other"),
    make_type("mysql.ENUM", values=("a", "bc")),
    make_type("mysql.ENUM", values=("a", "bc"), charset="utf8mb4"),
    make_type("mysql.SET", values=("a", "bc")),
)
ARRAYS = (
    *tuple(
        make_type(name, item=item, dimensions=dimensions)
        for name in ("ARRAY", "postgresql.ARRAY")
        for item in (
            make_type("Integer"),
            make_type("String"),
            make_type("String", length=5),
            make_type("Float"),
            ENUMS[0],
            make_type("Uuid"),
        )
        for dimensions in (None, 1, 2)
    ),
    make_type("ARRAY", item=make_type("Text", collation="C")),
)


def pool_of(names: list[str], prefix: str = "") -> list[Type]:
    """Each name bare, and with every set of arguments that it is varied by."""
    found = []
    for name in names:
        full = prefix + name
        if name != "ARRAY" and full not in ONLY_VARIED:
            found.append(make_type(full))
        found += [make_type(full, **arguments) for arguments in VARIED.get(full, ())]
    return found


POOL = [
    *pool_of(GENERIC),
    *pool_of(POSTGRESQL, "postgresql."),
    *pool_of(MYSQL, "mysql."),
    *pool_of(MSSQL, "mssql."),
    *pool_of(ORACLE, "oracle."),
    *pool_of(["DATETIME", "DATE", "TIME", "JSON"], "sqlite."),
    *ENUMS,
    *ARRAYS,
]


def to_sqlalchemy(type: Type) -> Any:
    """SQLAlchemy's own object for one of our types."""
    prefix, _, name = type.name.rpartition(".")
    arguments = dict(type.arguments)
    positional: tuple[Any, ...] = ()
    if name in ("Enum", "ENUM", "SET"):
        positional = arguments.pop("values")
    if name == "ARRAY":
        positional = (to_sqlalchemy(arguments.pop("item")),)
    made = getattr(MODULES[prefix] if prefix else sa, name, None) or getattr(sa.types, name)
    return made(*positional, **arguments)


@pytest.fixture(scope="session")
def pool() -> list[Type]:
    return POOL


@pytest.fixture(scope="session")
def sqlalchemy_type() -> Callable[[Type], Any]:
    return to_sqlalchemy


@pytest.fixture(scope="session")
def sqlalchemy_dialects() -> dict[str, Any]:
    """SQLAlchemy's dialects; that of Microsoft SQL Server as if connected to a recent one."""
    recent = mssql.dialect(deprecate_large_types=True)
    recent.server_version_info = (15,)
    return {
        "postgresql": postgresql.dialect(),
        "sqlite": sqlite.dialect(),
        "mysql": mysql.dialect(),
        "mssql": recent,
        "oracle": oracle.dialect(),
    }
