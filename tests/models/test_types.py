"""Column types, server defaults, computed columns and identities, in each dialect."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic_ls.schema.unknown import Unknown

_HEAD = """
import datetime as dt, decimal, enum, uuid
import sqlalchemy as sa
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, func, text, types
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY, ENUM, JSONB, TSVECTOR
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.types import TypeDecorator, UserDefinedType
metadata = MetaData()
"""

TYPES = {
    "generic": "sa.String, sa.String(5), sa.String(length=6), sa.Text, sa.Text(7), sa.Unicode(8), sa.UnicodeText(), sa.Integer, sa.BigInteger(), "
    "sa.SmallInteger, sa.Numeric(5, 2), sa.Numeric(precision=4), sa.Numeric(10, 2, asdecimal=False), sa.Float, sa.Float(10), sa.Double, "
    "sa.Boolean, sa.Date, sa.DateTime, sa.DateTime(timezone=True), sa.DateTime(True), sa.Time, sa.Time(timezone=True), sa.Interval, sa.LargeBinary, "
    "sa.LargeBinary(9), sa.JSON, sa.JSON(none_as_null=True), sa.Uuid, sa.Uuid(as_uuid=False), sa.Uuid(native_uuid=False), sa.PickleType, sa.String(5, collation='C')",
    "standard": "sa.VARCHAR(3), sa.CHAR(2), sa.NVARCHAR(5), sa.TEXT, sa.CLOB, sa.INTEGER, sa.INT, sa.BIGINT, sa.SMALLINT, sa.NUMERIC(3, 1), sa.DECIMAL(4), sa.FLOAT(5), "
    "sa.REAL, sa.DOUBLE, sa.DOUBLE_PRECISION, sa.BOOLEAN, sa.DATE, sa.TIME, sa.TIMESTAMP, sa.TIMESTAMP(timezone=True), sa.DATETIME, sa.BLOB, "
    "sa.BINARY(3), sa.VARBINARY(4), sa.UUID, sa.UUID(as_uuid=True), sa.NCHAR(3)",
    "postgresql": "JSONB, JSONB(astext_type=sa.Text()), postgresql.UUID, postgresql.UUID(as_uuid=True), ARRAY(String), ARRAY(sa.Integer, dimensions=2), ARRAY(String(5)), "
    "sa.ARRAY(sa.Text), TSVECTOR, postgresql.INET, postgresql.CIDR, postgresql.MACADDR, postgresql.HSTORE, postgresql.BYTEA, postgresql.OID, postgresql.MONEY, "
    "postgresql.INTERVAL, postgresql.INTERVAL(precision=3), postgresql.INTERVAL(fields='DAY'), postgresql.BIT(3), postgresql.BIT(5, varying=True), "
    "postgresql.TIMESTAMP(timezone=True, precision=3), postgresql.TIME(True), postgresql.INT4RANGE, postgresql.TSTZRANGE(), postgresql.CITEXT, "
    "postgresql.DOUBLE_PRECISION, postgresql.REAL, postgresql.VARCHAR(6), postgresql.TEXT, postgresql.JSON, postgresql.NUMERIC(3), postgresql.REGCLASS, postgresql.DOMAIN('email', postgresql.CITEXT(), check='VALUE > 1')",
    "mysql": "mysql.INTEGER(11), mysql.INTEGER(unsigned=True), mysql.BIGINT(20, unsigned=True), mysql.TINYINT(1), mysql.TINYINT, mysql.LONGTEXT, mysql.MEDIUMTEXT(), mysql.VARCHAR(5, charset='utf8mb4'), "
    "mysql.DATETIME(fsp=6), mysql.TIMESTAMP(fsp=3), mysql.DOUBLE, mysql.DOUBLE(10, 2), mysql.DECIMAL(10, 2, unsigned=True), mysql.ENUM('a', 'b'), mysql.YEAR, "
    "mysql.BIT(3), mysql.LONGBLOB, mysql.JSON, mysql.CHAR(3), mysql.TEXT(5), mysql.VARCHAR(7, collation='utf8mb4_bin')",
    "variants": "JSON().with_variant(JSONB, 'postgresql'), JSON().with_variant(JSONB(), 'postgresql').with_variant(mysql.LONGTEXT, 'mysql', 'mariadb'), "
    "sa.BigInteger().with_variant(sa.Integer, 'sqlite'), String(5).with_variant(String(9), 'mysql'), JSONB().with_variant(JSON(), 'sqlite').with_variant(JSON(), 'mysql'), "
    "ARRAY(String).with_variant(JSON, 'sqlite').with_variant(JSON, 'mysql'), sa.DateTime().with_variant(mysql.DATETIME(fsp=6), 'mysql')",
    "mutable": "MutableDict.as_mutable(JSON), MutableDict.as_mutable(JSONB()), MutableList.as_mutable(ARRAY(String)), MutableDict.as_mutable(JSON().with_variant(JSONB, 'postgresql'))",
    "enums": "sa.Enum('a', 'b', name='ab'), sa.Enum(*VALUES, name='vals'), sa.Enum(Color), sa.Enum(Color, name='c', native_enum=False), sa.Enum(Color, native_enum=False, length=50), "
    "sa.Enum(Color, values_callable=lambda e: [x.value for x in e]), sa.Enum(Color, values_callable=values_of, name='w'), ENUM('x', 'y', name='xy', create_type=False), "
    "sa.Enum(Color, name='s', schema='sch'), sa.Enum('a', 'b', name='cc', create_constraint=True, native_enum=False), ENUM(Color, name='pg'), sa.Enum(Text), "
    "sa.Enum(*[c.value for c in Color], name='listed'), sa.Enum(Made), sa.Enum(Numbers), sa.Enum(Aliased), sa.Enum(Color, name='inh', inherit_schema=True), "
    "sa.Enum(Color, metadata=metadata, name='meta')",
    "decorators": "Plain, Plain(), Plain(9), Sized(5), ByDialect, ByDialect(), OwnInit(3), OwnInit(), Guid, Guid(), OfInstance, Inherited, NameOnly('zz'), Own, Own(7), JsonOf(list), "
    "MutableDict.as_mutable(ByDialect), ARRAY(Plain(3)), SubString(5), Variant, ByImpl(length=8), LowerEnum(Color)",
}  # fmt: skip

_OF_THE_PROJECT = """
VALUES = ("one", "two")
class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
    def describe(self): return self.value
class Text(str, enum.Enum):
    LONG = "long"
    SHORT = "short"
Made = enum.Enum("Made", "P Q")
class Numbers(enum.IntEnum):
    ONE = enum.auto()
    TWO = enum.auto()
class Aliased(enum.Enum):
    A = 1
    B = 2
    ALSO_A = 1
def values_of(cls):
    return [member.value.upper() for member in cls]
class Plain(TypeDecorator):
    impl = String
    cache_ok = True
class Sized(TypeDecorator):
    impl = types.VARCHAR
    def process_bind_param(self, value, dialect): return value
class OfInstance(types.TypeDecorator):
    impl = sa.Numeric(10, 2)
class ByDialect(TypeDecorator):
    impl = JSON
    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB())
        elif dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.LONGTEXT())
        return dialect.type_descriptor(JSON())
class OwnInit(TypeDecorator):
    impl = String
    def __init__(self, size=11, **kwargs):
        self.size = size
        super().__init__(length=size * 2, **kwargs)
class Guid(TypeDecorator):
    impl = sa.CHAR
    cache_ok = True
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.UUID() if dialect.name == "postgresql" else sa.CHAR(32))
class Inherited(Guid):
    pass
class NameOnly(UserDefinedType):
    def __init__(self, name): self.name = name
    def get_col_spec(self, **kw): return "THING(%s)" % self.name
class Own(UserDefinedType):
    cache_ok = True
    def __init__(self, size=3): self.size = size
    def get_col_spec(self):
        return f"OWN({self.size})"
class JsonOf(TypeDecorator):
    impl = JSON
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
class SubString(sa.String):
    pass
class Variant(TypeDecorator):
    impl = JSON().with_variant(JSONB, "postgresql")
class ByImpl(TypeDecorator):
    @property
    def python_type(self): return str
    impl = sa.Unicode
class LowerEnum(TypeDecorator):
    impl = sa.Enum
    def __init__(self, cls):
        self.cls = cls
        super().__init__(cls, values_callable=lambda e: [m.value for m in e], name="low_" + cls.__name__.lower())
"""


def _split(listed: str) -> list[str]:
    """The expressions of a list that is written as Python."""
    import ast

    return [ast.unparse(e) for e in ast.parse(f"[{listed}]").body[0].value.elts]  # type: ignore[attr-defined]


@pytest.mark.skipif(sa.__version__ < "2.1", reason="SQLAlchemy 2.0 writes a few types otherwise")
@pytest.mark.parametrize("listed", TYPES.values(), ids=TYPES.keys())
def test_types_in_each_dialect(listed: str, same_as_sqlalchemy: Any, request: pytest.FixtureRequest) -> None:
    columns = ", ".join(f"Column('c{n}', {t})" for n, t in enumerate(_split(listed)))
    same_as_sqlalchemy(_HEAD + _OF_THE_PROJECT + f"t = Table('t', metadata, {columns})\n", only=request.node.callspec.id)


DEFAULTS = {
    "strings": "'x';'';\"it's\";'0';'a' + 'b';f'{1 + 1}';str(5);'true';CONSTANT;Color.RED.value;Text.LONG;Text.LONG.value;str(uuid.UUID(int=5));"
    "json.dumps({'a': [1, True]});json.dumps([]);'{}';'%'",
    "text": "text('now()');text('0');text(\"'x'\");sa.text('CURRENT_TIMESTAMP');text(f'{CONSTANT}');text(\"timezone('utc', now())\");text('x :: text');text(str(3));"
    "text(\"(now() at time zone 'utc')\");sa.sql.text('1');sa.sql.expression.text('2');text('NULL');sa.schema.DefaultClause('x');sa.DefaultClause(text('y'));text(\"'{}'::jsonb\")",
    "functions": "func.now();func.current_timestamp();func.gen_random_uuid();sa.func.uuid_generate_v4();func.lower('X');func.coalesce(1, 2);func.current_date();"
    "sa.sql.func.now();func.timezone('utc', func.now());func.random();func.utc_timestamp();func.my.own(1);func.CURRENT_TIMESTAMP();func.localtime();func.date('now')",
    "constants": "sa.true();sa.false();sa.null();sa.literal(5);sa.literal('x');sa.sql.expression.true();sa.literal_column('7');sa.literal(True);sa.literal_column(\"'q'\")",
    "python's values": "datetime(2024, 11, 20, tzinfo=timezone.utc).isoformat();date(2020, 1, 2).isoformat();str(date(2020, 1, 2));str(Decimal('1.50'));"
    "datetime(2020, 1, 1, 3, 4).strftime('%Y-%m-%d');str(timedelta(days=1));uuid.UUID('12345678123456781234567812345678').hex;str(dt.date.min);"
    "(datetime(2020, 1, 1) + timedelta(days=3)).isoformat();f'{date(2020, 5, 6)}';f'{date(2020, 5, 6):%Y}';str(datetime(1970, 1, 1).replace(tzinfo=timezone.utc));"
    "str(int(timedelta(hours=2).total_seconds()));dt.datetime.min.isoformat();datetime.fromisoformat('2020-01-02').isoformat();str(Decimal(3) / 2);"
    "datetime.strptime('2020-02-03', '%Y-%m-%d').isoformat();dt.time(3, 4).isoformat();str(dt.timezone.utc)",
    "expressions": "func.now() + text(\"interval '1 day'\");sa.cast('x', sa.Text);sa.cast(func.now(), sa.Date);sa.literal_column('1') + 2;-sa.literal_column('1');"
    "sa.literal('x').op('||')('y');func.now().op('AT TIME ZONE')('utc');sa.text('a').bindparams();sa.type_coerce('5', Integer);sa.func.concat('a', sa.literal('b'));"
    "sa.case((sa.literal_column('1') == 1, 'a'), else_='b');sa.extract('year', func.now());sa.tuple_(sa.literal(1));func.now(type_=sa.DateTime);func.nextval('seq')",
}  # fmt: skip

# What of the expressions nobody follows: their text is Unknown, whatever it is.
_NOT_FOLLOWED = ("t.c(1|2|8|10|11|12) default",)


@pytest.mark.parametrize("kind", DEFAULTS)
def test_server_defaults(kind: str, same_as_sqlalchemy: Any) -> None:
    columns = ", ".join(f"Column('c{n}', String(50), server_default={d})" for n, d in enumerate(DEFAULTS[kind].split(";")))
    source = _HEAD + "import json\nCONSTANT = 'seven'\n" + _OF_THE_PROJECT + f"t = Table('t', metadata, {columns})\n"
    same_as_sqlalchemy(source, _NOT_FOLLOWED if kind == "expressions" else ())


def test_functions_by_their_own_names(same_as_sqlalchemy: Any) -> None:
    same_as_sqlalchemy(
        _HEAD
        + "from sqlalchemy.sql import functions\nfrom sqlalchemy.sql.functions import coalesce, current_timestamp, func, now\n"
        + "t = Table('t', metadata, Column('a', Integer), Column('b', Integer), Column('c', types.DateTime, server_default=now()), "
        + "Column('d', types.DateTime, server_default=current_timestamp()), Column('e', types.DateTime, server_default=functions.now()), "
        + "Column('f', types.DateTime, server_default=func.now()))\n"
        + "sa.Index('ix_ab', coalesce(t.c.a, t.c.b).desc())\nsa.Index('ix_ba', t.c.a, coalesce(t.c.b, t.c.a))\n"
    )


_BREAKS = """
class OnlyOnPostgres(TypeDecorator):
    impl = ARRAY(Integer)
    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB())
        raise NotImplementedError(dialect.name)
class NeverWritten(UserDefinedType):
    def get_col_spec(self, **kw):
        raise NotImplementedError
class Endless(TypeDecorator):
    impl = JSON
    def load_dialect_impl(self, dialect):
        return self.load_dialect_impl(dialect)
class Refused(TypeDecorator):
    impl = JSON
    def __init__(self, *args):
        raise TypeError("takes none")
t = Table("t", metadata, Column("id", Integer), Column("a", OnlyOnPostgres()), Column("b", NeverWritten()), Column("c", Endless), Column("d", Refused))
"""


@pytest.mark.parametrize(("dialect", "known"), [("sqlite", []), ("postgresql", ["t.a type"])])
def test_a_type_that_raises_is_unknown_alone(dialect: str, known: list[str], as_read: Any) -> None:
    facts = as_read(_HEAD + _BREAKS, dialect)
    assert [key for key, fact in facts.items() if key.endswith(" type") and not isinstance(fact, Unknown)] == [
        "t.id type",
        *known,
    ]


COLUMNS = {
    "computed": "sa.Computed('a + 1')|sa.Computed('a + 1', persisted=True)|sa.Computed(text('a'), persisted=False)|sa.Computed(sqltext='b')|sa.Computed(func.lower(sa.column('a')))",
    "identity": "sa.Identity()|sa.Identity(always=True)|sa.Identity(start=5, always=False)|sa.Identity(True)|sa.Sequence('s')|sa.Sequence('s', start=3)",
    "flags": "nullable=False|nullable=True|primary_key=False|autoincrement=False|comment='x'|comment=None|index=True|unique=True|unique=True, index=True|index=False|default=5|"
    "default=lambda: 3|onupdate=func.now()|info={'x': 1}|doc='d'|quote=True|system=False|key='kk'|server_default=None|server_onupdate=sa.FetchedValue()|"
    "server_default=sa.FetchedValue()|nullable=bool(0)|comment='a' 'b'|insert_default=3",
}  # fmt: skip


@pytest.mark.parametrize("kind", COLUMNS)
def test_what_else_a_column_says(kind: str, same_as_sqlalchemy: Any) -> None:
    columns = ", ".join(f"Column('c{n}', Integer, {d})" for n, d in enumerate(COLUMNS[kind].split("|")))
    same_as_sqlalchemy(_HEAD + f"t = Table('t', metadata, {columns})\n")


def test_types_of_sqlalchemy_utils(same_as_sqlalchemy: Any) -> None:
    """Types of a library whose source lies in the site-packages."""
    pytest.importorskip("sqlalchemy_utils")
    same_as_sqlalchemy(
        _HEAD
        + "import sqlalchemy_utils as su\nfrom sqlalchemy_utils import ChoiceType, EmailType, IPAddressType, URLType, UUIDType\n"
        + "KINDS = [('a', 'A'), ('b', 'B')]\n"
        + "t = Table('t', metadata, Column('a', UUIDType), Column('b', UUIDType(binary=False)), Column('c', EmailType), Column('d', URLType), "
        + "Column('e', ChoiceType(KINDS)), Column('f', ChoiceType(KINDS, impl=Integer())), Column('g', IPAddressType), Column('h', su.JSONType), "
        + "Column('i', su.LtreeType), Column('k', su.TimezoneType(backend='zoneinfo')), Column('l', su.ScalarListType(int)))\n",
        unknown=("t.i type",),  # it teaches SQLAlchemy's compiler a word of its own
    )
