"""What `from library import *` brings, for the libraries whose names are recognised."""

from __future__ import annotations

_TYPES = frozenset(
    """ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime Double
    Enum FLOAT Float INT INTEGER Integer Interval JSON LargeBinary NCHAR NUMERIC NVARCHAR Numeric PickleType REAL SMALLINT SmallInteger
    String TEXT TIME TIMESTAMP Text Time TypeDecorator UUID Unicode UnicodeText Uuid VARBINARY VARCHAR""".split()
)
_CORE = _TYPES | frozenset(
    """CheckConstraint Column Computed Constraint DefaultClause FetchedValue ForeignKey ForeignKeyConstraint Identity Index MetaData
    PrimaryKeyConstraint Sequence Table UniqueConstraint and_ bindparam case cast create_engine delete desc distinct event exists false func
    column table insert inspect join literal literal_column not_ null or_ outerjoin select text true tuple_ type_coerce union update""".split()
)
_ORM = frozenset(
    """DeclarativeBase Mapped MappedAsDataclass Session aliased backref column_property configure_mappers declarative_base declared_attr
    deferred mapped_column registry relationship scoped_session sessionmaker synonym validates""".split()
)
_SQLMODEL = _CORE | frozenset("SQLModel Field Relationship Session select create_engine AutoString".split())
_EXPORTS = {
    "sqlalchemy": _CORE,
    "sqlalchemy.types": _TYPES,
    "sqlalchemy.schema": _CORE,
    "sqlalchemy.orm": _ORM,
    "sqlmodel": _SQLMODEL,
    "typing": frozenset(
        "Any Optional Union List Dict Set Tuple ClassVar Annotated Literal TYPE_CHECKING Callable Sequence Type cast".split()
    ),
    "datetime": frozenset("date datetime time timedelta timezone UTC".split()),
    "enum": frozenset("Enum IntEnum StrEnum auto Flag IntFlag unique".split()),
    "pydantic": frozenset("BaseModel Field EmailStr ConfigDict".split()),
}


def exports(module: str, name: str) -> bool:
    """True where the library's `*` holds the name."""
    return name in _EXPORTS.get(module, ())
