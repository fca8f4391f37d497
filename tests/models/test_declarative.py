"""Declarative classes, of SQLAlchemy 1.x and 2.0: their columns, mixins, inheritance, tables."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.schema.unknown import Unknown

_HEAD = """
import enum, re, uuid
import sqlalchemy as sa
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, List, Literal, Optional, Union
from sqlalchemy import (JSON, BigInteger, Boolean, Column, DateTime, Enum, ForeignKey, Index, Integer, MetaData, Numeric, String, Table, Text,
    UniqueConstraint, func, text)
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (DeclarativeBase, DeclarativeMeta, Mapped, MappedAsDataclass, WriteOnlyMapped, column_property, composite, declarative_base, declared_attr,
    deferred, mapped_column, registry, relationship, synonym)
"""
_BASE = "class Base(DeclarativeBase): pass\n"

# Those that begin with a base of their own bring it; the others stand on a plain `Base`.
CASES = {
    "annotated as what inherits from Mapped": """
from sqlalchemy.orm import MappedColumn
import sqlalchemy.orm
class A(Base):
    __tablename__ = "a"
    id: MappedColumn[int] = mapped_column(primary_key=True)
    n: MappedColumn[int] = mapped_column(Integer, index=True)
    o: MappedColumn[Optional[str]] = mapped_column()
    p: sqlalchemy.orm.InstrumentedAttribute[str] = mapped_column(String(9))
""",
    "classes that another module's function makes, called where nothing else tells of tables": """
from base import Base
from user_docs import UserDocs
# file: base.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)
class User(Base):
    __tablename__ = "user"
# file: docs.py
import sqlalchemy as sa
from base import Base
class AbstractDocs(Base):
    __abstract__ = True
def docs_of(model):
    columns = {
        "__tablename__": model.__tablename__ + "_docs",
        "description": sa.Column(sa.Text, nullable=False),
        "user_id": sa.Column(sa.Integer, sa.ForeignKey(model.id, ondelete="CASCADE"), unique=True),
    }
    return type(model.__name__ + "Docs", (AbstractDocs,), columns)
# file: user_docs.py
from base import User
from docs import docs_of as make
UserDocs = make(User)
class Repository:
    model_class = UserDocs
""",
    "indexes that are named by the columns before their expressions": """
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"})
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[int] = mapped_column()
    c: Mapped[str] = mapped_column()
    __table_args__ = (Index(None, b, id.desc()), Index(None, c, func.lower(c)))
""",
    "a base that looks through its parents, and mixins that refer to columns that they declare": """
class Named:
    def __init_subclass__(cls, **kwargs):
        for parent in cls.__mro__[1:]:
            if "polymorphic_on" in (getattr(parent, "__mapper_args__", None) or {}):
                cls.__tablename__ = None
        super().__init_subclass__(**kwargs)
    @declared_attr.directive
    @classmethod
    def __tablename__(cls):
        for parent in cls.__mro__[1:]:
            found = getattr(parent, "__mapper_args__", None)
            if isinstance(found, dict) and "polymorphic_on" in found:
                return None
        return "t_" + cls.__name__.lower()
class Base(Named, DeclarativeBase):
    __abstract__ = True
    @declared_attr.directive
    def __table_args__(cls):
        return tuple(make(cls) for base in reversed(cls.__mro__) for make in base.__dict__.get("__extra__", ()))
class Slug:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(primary_key=True)
    @declared_attr
    def slug(cls) -> Mapped[str]:
        return mapped_column(String(9))
    @declared_attr.directive
    @classmethod
    def __table_args__(cls):
        return (UniqueConstraint(cls.slug, name=f"uq_{cls.__tablename__}_slug").ddl_if(dialect="sqlite"), Index(f"ix_{cls.__tablename__}_slug", cls.slug))
class A(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class B(A):
    more: Mapped[Optional[int]]
class C(Slug, Base):
    a_id: Mapped[int] = mapped_column(ForeignKey(A.id))
class D(Base):
    __extra__ = [lambda cls: Index(f"ix_{cls.__tablename__}", "slug")]
    id: Mapped[int] = mapped_column(ForeignKey(C.id), primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey(C.slug))
""",
    "constraints that stand in the body": """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    b = Column("bee", Integer)
    c = Column(Integer)
    UniqueConstraint(b, c, name="uq_bc")
    Index("ix_c", c)
    __table_args__ = (UniqueConstraint(c, b, name="uq_cb"), Index("ix_b", b))
""",
    "arguments of a text that are not followed": """
import sys
arguments = {} if len(sys.argv) else {"collation": "C"}
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    one = Column(String(length=9, **arguments))
    two = Column(String(5, collation=arguments.get("collation")))
    LIMIT = len(sys.argv)
""",
    "annotations that hide nothing": """
class Base(DeclarativeBase):
    __allow_unmapped__ = True
class Contract(Base):
    __abstract__ = True
    id: int
    uuid: Optional[str]
class Tracked:
    uuid = Column(String(36), unique=True)
    id: Mapped[int] = mapped_column(primary_key=True)
class A(Contract, Tracked):
    __tablename__ = "a"
    uuid: str
    v = Column(String(9))
""",
    "keys to columns of the same body and of others": """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey(id, ondelete="CASCADE"))
class B(Base):
    __tablename__ = "b"
    id = Column("ident", Integer, primary_key=True)
    a_id = Column(Integer, ForeignKey(A.id))
    other = Column(Integer, ForeignKey(id))
""",
    "what is made for one dialect": """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    v = Column(String(9))
    __table_args__ = (
        Index("ix_v", "v", postgresql_using="gin").ddl_if(dialect="postgresql"),
        UniqueConstraint("v", name="uq_v").ddl_if(dialect="postgresql"),
    )
""",
    "types of SQLAlchemy that are compiled": """
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.compiler import compiles
@compiles(TSVECTOR, "sqlite", "mysql")
def write(element, compiler, **kw):
    return "TEXT"
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    v = Column(TSVECTOR)
""",
    "types that are compiled as another, in a module that nobody asks for anything": """
from sqlalchemy.dialects.postgresql import JSONB, UUID as PG_UUID
import compiling
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    u = Column(sa.UUID())
    p = Column(PG_UUID(as_uuid=True))
    j = Column(JSONB)
    n = Column(sa.NVARCHAR(30))
    d = Column(sa.TIMESTAMP(timezone=True))
# file: compiling.py
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
@compiles(sa.UUID, "sqlite", "mysql")
def as_text(type_, compiler, **kw):
    return compiler.visit_uuid(type_, **kw)
@compiles(JSONB, "sqlite")
@compiles(JSONB, "mysql")
def as_json(type_, compiler, **kw):
    return compiler.visit_JSON(type_, **kw)
@compiles(sa.NVARCHAR)
def as_varchar(type_, compiler, **kw):
    return compiler.visit_VARCHAR(type_, **kw)
@compiles(sa.TIMESTAMP, "sqlite")
def as_datetime(element, compiler, **kw):
    return compiler.visit_datetime(element, **kw)
""",
    "types that are compiled": """
from sqlalchemy.ext.compiler import compiles
class Document(JSON):
    __visit_name__ = "Document"
class Weird(JSON):
    __visit_name__ = "Weird"
@compiles(Document)
def _(*args, **kwargs):
    return "DOCUMENT"
@compiles(Weird, "postgresql")
@compiles(Weird, "sqlite", "mysql")
def write(element, compiler, **kw):
    return "WEIRD"
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    v = Column(Document)
    w = Column(JSON().with_variant(Weird(), "sqlite"))
""",
    "annotations": """
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[str]
    c: Mapped[Optional[str]]
    d: Mapped[str | None] = mapped_column(String(5))
    e: Mapped["str"] = mapped_column(nullable=True)
    f: Mapped["Optional[int]"]
    g: "Mapped[int | None]"
    h: Mapped[Union[str, None]] = mapped_column(nullable=False)
    i: Mapped[datetime] = mapped_column(server_default=func.now())
    j: Mapped[float]
    k: Mapped[Decimal]
    l: Mapped[bytes]
    m: Mapped[bool]
    n: Mapped[uuid.UUID]
    o: Mapped[date]
    p: Mapped[time]
    q: Mapped[timedelta]
    r: Mapped[int] = mapped_column(BigInteger, name="renamed")
    s: Mapped[int] = mapped_column("other", index=True)
""",
    "literals and enums": """
class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
class Kind(str, enum.Enum):
    A = "a"
Status = Literal["on", "off"]
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[Color]
    c: Mapped[Color | None]
    d: Mapped[Kind] = mapped_column(Enum(Kind, values_callable=lambda k: [m.value for m in k]))
    e: Mapped[Literal["x", "yyy"]]
    f: Mapped[Status]
    g: Mapped[Optional[Literal["p", "q"]]]
    h: Mapped[Color] = mapped_column(Enum(Color, native_enum=False, length=30, name="colour"))
    i: Mapped[Color] = mapped_column(Enum(Color, name="c", schema="s", create_constraint=True))
    j: Mapped[Kind] = mapped_column(String(10))
""",
    "a map of types": """
str50 = Annotated[str, 50]
class Color(enum.Enum):
    RED = "r"
class Base(DeclarativeBase):
    type_annotation_map = {str50: String(50), str: Text, datetime: DateTime(timezone=True), int: BigInteger, dict[str, Any]: JSON,
        enum.Enum: Enum(enum.Enum, native_enum=False), float: Numeric(5, 2)}
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[str50]
    c: Mapped[str50 | None]
    d: Mapped[str]
    e: Mapped[datetime]
    f: Mapped[dict[str, Any]]
    g: Mapped[Optional[dict[str, Any]]]
    h: Mapped[Color]
    i: Mapped[Optional[float]]
""",
    "a map of types in the registry": """
class Base(DeclarativeBase):
    registry = registry(type_annotation_map={str: String(77)})
    metadata = MetaData(schema="s")
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[str]
""".replace("    metadata = MetaData(schema=\"s\")\n", ""),
    "annotated columns": """
pk = Annotated[int, mapped_column(primary_key=True)]
name = Annotated[str, mapped_column(String(30), nullable=False)]
stamp = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
optional = Annotated[Optional[str], mapped_column(String(9), index=True)]
class Other(Base):
    __tablename__ = "other"
    id: Mapped[pk]
ref = Annotated[int, mapped_column(ForeignKey("other.id", ondelete="CASCADE"))]
class A(Base):
    __tablename__ = "a"
    id: Mapped[pk]
    b: Mapped[name]
    c: Mapped[Optional[name]]
    d: Mapped[stamp] = mapped_column(comment="when")
    e: Mapped[ref]
    f: Mapped[Optional[ref]] = mapped_column(index=True)
    g: Mapped[name] = mapped_column(String(60), unique=True)
    h: Mapped[optional]
    i: Mapped[ref] = mapped_column("i2")
""",
    "old style": """
Base = declarative_base()
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True, autoincrement=True)
    b = Column("bb", String(20), nullable=False, default="x", server_default="x")
    c = Column(Numeric(10, 2))
    d = Column(Boolean, default=False)
    e = Column(Boolean(create_constraint=True, name="e_bool"))
    f = deferred(Column(Text))
    g = column_property(Column(String(5)))
    h = synonym("b")
    i = Column(ForeignKey("b.id"), index=True)
    j = relationship("B")
    k = Column(type_=Integer, name="kk")
    l = i2 = Column(Integer)
    @hybrid_property
    def m(self): return self.b
    @property
    def n(self): return 1
    o = association_proxy("j", "name")
class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    name = Column(String)
""".replace("    l = i2 = Column(Integer)\n", ""),
    "mixins": """
class Stamped:
    created_at = Column(DateTime, server_default=func.now(), nullable=False)
    updated_at: Mapped[Optional[datetime]]
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("owner.id"), nullable=False)
    @declared_attr
    def owner(cls):
        return relationship("Owner")
class Named:
    name: Mapped[str] = mapped_column(String(20))
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"
class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
class A(Stamped, Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(99), index=True)
    __table_args__ = (UniqueConstraint("name"),)
""",
    "table arguments of mixins": """
class Audited:
    @declared_attr
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_by", "by"), {"comment": cls.__name__})
    by: Mapped[str]
class Schemed:
    __table_args__ = {"schema": "s"}
class A(Audited, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Schemed, Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(ForeignKey("a.id"))
class C(Audited, Schemed, Base):
    __tablename__ = "c"
    __table_args__ = (*Audited.__table_args__, UniqueConstraint("by")) if False else (UniqueConstraint("by", name="u"), Schemed.__table_args__)
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "abstract": """
class Model(Base):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    kind = Column(String(3))
    @declared_attr
    def other(cls) -> Mapped[int]:
        return mapped_column(Integer)
class A(Model):
    __tablename__ = "a"
    b: Mapped[str]
class Second(Model):
    __abstract__ = True
    c: Mapped[int]
class B(Second):
    __tablename__ = "b"
""",
    "names by a base": """
class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
class UserAccount(Base):
    name: Mapped[str]
class HTTPThing(Base):
    name: Mapped[str]
""",
    "names by a compiled pattern": """
PATTERN = re.compile("([a-z0-9])([A-Z])")
def snake(name: str) -> str:
    name = PATTERN.sub(r"\\1_\\2", name)
    return name.lower()
class Base(DeclarativeBase):
    @declared_attr
    def __tablename__(cls):
        return "x_" + snake(cls.__name__)
class UserAccount(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "names by __init_subclass__": """
class Base(DeclarativeBase):
    def __init_subclass__(cls, **kw):
        cls.__tablename__ = cls.__name__.lower()
        super().__init_subclass__(**kw)
class Thing(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "a base class for the old base": """
class Common:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
    id = Column(Integer, primary_key=True)
metadata = MetaData(schema="app", naming_convention={"pk": "pk_%(table_name)s"})
Base = declarative_base(cls=Common, metadata=metadata)
class A(Base):
    b = Column(Integer, ForeignKey("app.a.id"))
""",
    "as_declarative": """
from sqlalchemy.orm import as_declarative
@as_declarative()
class Base:
    id: Any
    @declared_attr
    def __tablename__(cls) -> str:
        return cls.__name__.lower()
class A(Base):
    id = Column(Integer, primary_key=True)
""",
    "generate_base": """
reg = registry(metadata=MetaData(schema="s"))
Base = reg.generate_base()
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
""",
    "a metaclass": """
reg = registry()
class Base(metaclass=DeclarativeMeta):
    __abstract__ = True
    registry = reg
    metadata = reg.metadata
    __init__ = reg.constructor
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
""",
    "mapped by a decorator": """
reg = registry(type_annotation_map={str: String(9)})
metadata = reg.metadata
@reg.mapped
class A:
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
@reg.mapped_as_dataclass
class B:
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Optional[str]] = mapped_column(default=None)
@reg.mapped_as_dataclass(kw_only=True)
class C:
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
""",
    "mapped imperatively": """
reg = registry()
metadata = reg.metadata
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(5)))
class User: pass
reg.map_imperatively(User, users)
""",
    "a table given": """
class A(Base):
    __table__ = Table("a", Base.metadata, Column("id", Integer, primary_key=True), Column("b", String(3), unique=True), Index("ix", "b"))
t = Table("t", Base.metadata, Column("id", Integer, primary_key=True), schema="s")
class T(Base):
    __table__ = t
    alias = t.c.id
""",
    "dataclasses": """
from dataclasses import dataclass, field
class Base(MappedAsDataclass, DeclarativeBase): pass
class Stamped(MappedAsDataclass):
    at: Mapped[datetime] = mapped_column(init=False, server_default=func.now())
class A(Stamped, Base, kw_only=True):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    b: Mapped[Optional[str]] = mapped_column(String(8), default=None, repr=False)
    c: Mapped[list["B"]] = relationship(default_factory=list)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"), init=False)
""",
    "composites": """
import dataclasses
@dataclasses.dataclass
class Point:
    x: int
    y: Optional[int]
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Point] = composite(mapped_column("x1"), mapped_column("y1"))
    end = composite(Point, Column("x2", Integer), Column("y2", Integer))
    middle: Mapped[Point] = composite("x3", "y3")
    x3: Mapped[int]
    y3: Mapped[int]
""",
    "relationships": """
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[List["B"]] = relationship(back_populates="a")
    more: WriteOnlyMapped["B"] = relationship(viewonly=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id = mapped_column(ForeignKey("a.id"))
    a: Mapped["A"] = relationship(back_populates="bs")
""",
    "single table inheritance": """
class Employee(Base):
    __tablename__ = "employee"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "e"}
class Manager(Employee):
    __mapper_args__ = {"polymorphic_identity": "m"}
    level: Mapped[Optional[int]] = mapped_column(index=True)
    shared: Mapped[Optional[str]] = mapped_column(use_existing_column=True)
class Engineer(Employee):
    __mapper_args__ = {"polymorphic_identity": "n"}
    shared: Mapped[Optional[str]] = mapped_column(use_existing_column=True)
    language = Column(String(5))
class Senior(Engineer):
    __mapper_args__ = {"polymorphic_identity": "s"}
    boss_id: Mapped[Optional[int]] = mapped_column(ForeignKey("employee.id"))
""",
    "joined table inheritance": """
class Person(Base):
    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class Engineer(Person):
    __tablename__ = "engineer"
    id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    __mapper_args__ = {"polymorphic_identity": "engineer"}
class Chief(Engineer):
    __tablename__ = "chief"
    cid = Column("id", ForeignKey(Engineer.id), primary_key=True)
""",
    "concrete inheritance": """
class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
class Engineer(Person):
    __tablename__ = "engineer"
    __mapper_args__ = {"concrete": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
""",
    "inheritance with a mixin that names tables": """
from sqlalchemy.orm import has_inherited_table
class Named:
    @declared_attr.directive
    def __tablename__(cls):
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower()
class Person(Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "p"}
class Engineer(Person):
    lang: Mapped[Optional[str]]
    __mapper_args__ = {"polymorphic_identity": "e"}
""",
    "cascading attributes": """
from sqlalchemy.orm import has_inherited_table
class HasId:
    @declared_attr.cascading
    def id(cls):
        if has_inherited_table(cls):
            return Column(ForeignKey("person.id"), primary_key=True)
        return Column(Integer, primary_key=True)
class Person(HasId, Base):
    __tablename__ = "person"
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class Engineer(Person):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "e"}
""",
    "foreign keys": """
TABLE = "target"
class Target(Base):
    __tablename__ = TABLE
    id = Column(BigInteger, primary_key=True)
    code: Mapped[str] = mapped_column(String(4), unique=True)
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    b = Column(ForeignKey(Target.id))
    c = Column(ForeignKey(f"{TABLE}.id", name="named", onupdate="CASCADE", deferrable=True, initially="DEFERRED"))
    d = Column(Integer, ForeignKey(Target.__table__.c.id, ondelete="RESTRICT", use_alter=True, name="alt"))
    e: Mapped[str] = mapped_column(ForeignKey("target.code"))
    f: Mapped[int] = mapped_column(ForeignKey(Target.__tablename__ + ".id"))
    g: Mapped[Optional[str]] = mapped_column(ForeignKey(Target.code))
    h = Column(Integer, ForeignKey("a.id"))
    __table_args__ = (sa.ForeignKeyConstraint(["b", "e"], ["target.id", "target.code"], name="both", ondelete="CASCADE"),
        sa.ForeignKeyConstraint([h], [id]))
""".replace("sa.ForeignKeyConstraint([h], [id])", "sa.ForeignKeyConstraint(['h'], ['a.id'], name='self')"),
    "schemas": """
class Base(DeclarativeBase):
    metadata = MetaData(schema="app")
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    __table_args__ = {"schema": "other"}
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(ForeignKey("app.a.id"))
    c: Mapped[int] = mapped_column(ForeignKey("other.b.id"))
class C(Base):
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(ForeignKey("app.a.id"))
    b: Mapped[int] = mapped_column(ForeignKey(A.id))
    d: Mapped[int] = mapped_column(ForeignKey("a.id"))
""",
    "attributes added afterwards": """
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
A.extra = Column(String(3))
A.more = mapped_column(Integer, index=True)
A.__table__.append_column(Column("last", Integer))
Index("ix_a_extra", A.extra, A.id.desc(), unique=True)
setattr(A, "by_name", Column(String(7)))
""",
    "columns made in loops and functions": """
def money(name, **kw):
    return Column(name, Numeric(12, 2), nullable=False, **kw)
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    cost = money("cost", server_default="0")
    price = money("the_price")
    for _n in ("one", "two"):
        locals()[f"col_{_n}"] = Column(Integer)
    del _n
""",
    "the columns of a mixin by a function": """
def stamped(prefix):
    class Mixin:
        at = Column(f"{prefix}_at", DateTime)
    return Mixin
class A(stamped("made"), Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
""",
    "an alias in try": """
try:
    from sqlalchemy import Column as C
except ImportError:
    C = None
try:
    from sqlalchemy.orm import DeclarativeBase as D
    class Root(D): pass
except ImportError:
    Root = declarative_base()
Base = Root
class A(Base):
    __tablename__ = "a"
    id = C(Integer, primary_key=True)
""",
    "type checking and conditions": """
import sys
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from nowhere import B
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    if TYPE_CHECKING:
        ghost = Column(Integer)
    if sys.version_info >= (3, 8):
        modern = Column(Integer)
    else:
        ancient = Column(Integer)
""",
    "what is no column": """
class A(Base):
    __tablename__ = "a"
    __allow_unmapped__ = True
    LIMIT = 3
    tags: ClassVar[list[str]] = []
    note: str = "x"
    id: Mapped[int] = mapped_column(primary_key=True)
    @sa.orm.validates("id")
    def check(self, key, value): return value
    @staticmethod
    def make(): return A()
    @classmethod
    def build(cls): return cls()
    class Inner:
        x = Column(Integer)
    count = column_property(sa.select(sa.literal(1)).scalar_subquery())
    size: Mapped[int] = column_property(func.length("x"))
""",
    "two bases": """
class Other(DeclarativeBase): pass
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Other):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "a base of a base": """
class Root(DeclarativeBase): pass
class Base(Root):
    __abstract__ = True
    metadata = MetaData()
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "several modules": """
from base import Base
from app import *
# file: base.py
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase):
    pass
# file: app/__init__.py
from .user import User
from . import post as _post
from .extra import *
__all__ = ["User"]
# file: app/user.py
from __future__ import annotations
from typing import TYPE_CHECKING
from sqlalchemy.orm import Mapped, mapped_column, relationship
from base import Base
if TYPE_CHECKING:
    from .post import Post
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[Post]] = relationship(back_populates="user")
    nick: Mapped[str | None]
# file: app/post.py
from __future__ import annotations
import sqlalchemy as sa
from sqlalchemy import orm
import base
from .user import User
class Post(base.Base):
    __tablename__ = "post"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    user_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey(User.id))
    user: orm.Mapped[User] = orm.relationship(back_populates="posts")
# file: app/extra.py
from sqlalchemy import Column, Integer, Table, ForeignKey
from base import Base
tags = Table("tags", Base.metadata, Column("post_id", ForeignKey("post.id"), primary_key=True), Column("n", Integer, primary_key=True))
""",
    "arguments as a list and joined": """
COMMON = (Index("ix_common", "b"),)
def uniques(*names):
    return tuple(UniqueConstraint(n) for n in names)
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    b = Column(Integer)
    c = Column(Integer)
    __table_args__ = uniques("b", "c") + COMMON + ({"comment": "x", "mysql_engine": "InnoDB"},)
""",
    "mapper arguments": """
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    version = Column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version, "exclude_properties": ["gone"]}
""",
    "primary keys": """
class A(Base):
    __tablename__ = "a"
    x = Column(Integer)
    y = Column(Integer, primary_key=True, nullable=True) if False else Column(Integer, primary_key=True)
    __table_args__ = (sa.PrimaryKeyConstraint("x", "y", name="pk_a"),)
class B(Base):
    __tablename__ = "b"
    x = Column(Integer)
    y = Column(Integer)
    __table_args__ = (sa.PrimaryKeyConstraint(x, y),)
class C(Base):
    __tablename__ = "c"
    b = Column(Integer, primary_key=True)
    a = Column(Integer, primary_key=True)
""",
    "arguments by columns": """
class A(Base):
    __tablename__="a"
    id = Column(Integer, primary_key=True)
    name = Column("nm", String(3))
    at: Mapped[datetime] = mapped_column()
    tags: Mapped[list[str]] = mapped_column(sa.ARRAY(String).with_variant(JSON,"sqlite","mysql"))
    data: Mapped["dict[str, Any] | None"] = mapped_column(JSON)
    __table_args__ = (UniqueConstraint(name, at), Index("ix_x", name.desc(), at), sa.CheckConstraint(id > 3, name="three"), sa.ForeignKeyConstraint([id],["a.id"]))
""",
    "a schema of the environment": """
import os
SCHEMA = os.getenv("NO_SUCH_SCHEMA") or None
Base = declarative_base(metadata=MetaData(schema=SCHEMA))
def fk(x): return f"{SCHEMA}.{x}" if SCHEMA else x
class A(Base):
    __tablename__="a"
    id = Column(Integer, primary_key=True)
    b = Column(Integer, ForeignKey(fk("a.id")))
""",
    "arguments built by a mixin": """
class M:
    @declared_attr.directive
    def __table_args__(cls):
        args = [Index(f"ix_{cls.__tablename__}_{c}", c) for c in ("a","b")]
        return tuple(args) + tuple(getattr(cls, "__more__", ()))
    a: Mapped[int]
    b: Mapped[int]
class A(M, Base):
    __tablename__="aa"
    id: Mapped[int] = mapped_column(primary_key=True)
class BB(M, Base):
    __tablename__="bb"
    __more__ = (UniqueConstraint("a", name="ua"),)
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "arguments of super()": """
class M:
    @declared_attr
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_a", "a"),)
    a = Column(Integer)
class A(M, Base):
    __tablename__="aa"
    id: Mapped[int] = mapped_column(primary_key=True)
    b = Column(Integer)
    @declared_attr
    def __table_args__(cls):
        return super().__table_args__ + (UniqueConstraint("b", name="ub"),)
""",
    "a decorator that adds columns": """
def stamped(cls):
    cls.created_at = Column(DateTime)
    return cls
@stamped
class A(Base):
    __tablename__="a"
    id = Column(Integer, primary_key=True)
""",
    "classes made by type()": """
def make(name):
    return type(name.title(), (Base,), {"__tablename__": name, "id": Column(Integer, primary_key=True), "x": Column(String(3))})
P = make("p")
Q = make("q")
""",
    "a factory of classes": """
def make(tname, n):
    class Made(Base):
        __tablename__ = tname
        id: Mapped[int] = mapped_column(primary_key=True)
        v = Column(String(n))
    return Made
P = make("p", 3)
Q = make("q", 4)
""",
    "names in classes of constants": """
class Names:
    USER = "users"
    class Col:
        NAME = "the_name"
class User(Base):
    __tablename__ = Names.USER
    id = Column("user_id", Integer, primary_key=True)
    name = Column(Names.Col.NAME, String(Sizes.BIG if False else 5))
    parent = Column(Integer, ForeignKey(f"{Names.USER}.user_id"))
""",
    "one enum for several columns": """
class K(str, enum.Enum):
    A = "a"; B = "b"
    @classmethod
    def choices(cls): return [k.value for k in cls]
KE = Enum(K, name="k_enum", values_callable=lambda x: [e.value for e in x])
class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
    a = Column(KE, server_default=K.A.value, nullable=False)
    b = Column(Enum(*K.choices(), name="k2"))
    c = Column(Enum(K), server_default=K.B.name)
    d: Mapped[K] = mapped_column(KE, server_default=text(f"'{K.B.value}'"))
    e: Mapped[Optional[K]] = mapped_column(server_default=sa.literal("x"))
""",
    "columns unpacked": """
cols = {"x": String(3), "y": Integer}
class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
    x, y = (Column(k, v) for k, v in cols.items())
class W(Base):
    __table__ = Table("w", Base.metadata, Column("id", Integer, primary_key=True), *(Column(k, v) for k, v in cols.items()))
""",
    "columns set by name": """
class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
    vars()["dyn"] = Column(Integer)
for i in range(3):
    setattr(U, f"c{i}", Column(Integer))
""",
    "columns by lambdas": """
utcnow = lambda: datetime.utcnow()
TS = lambda **kw: Column(DateTime(timezone=True), nullable=False, **kw)
class U(Base):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
    a = TS(server_default=func.now())
    b = TS(server_default=text("CURRENT_TIMESTAMP"), onupdate=utcnow)
""",
    "a generic mixin": """
from typing import Generic, TypeVar
T = TypeVar("T")
class M(Generic[T]):
    value: Mapped[int]
class U(M[int], Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "table arguments that depend on where it runs, for some databases alone": """
import os
def table_args():
    if os.getpid() % 2:
        return {"mysql_engine": "InnoDB", "sqlite_autoincrement": True}
    return None
class U(Base):
    __tablename__ = "u"
    __table_args__ = (UniqueConstraint("n", name="uq_n"), table_args())
    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
class V(Base):
    __tablename__ = "v"
    __table_args__ = {"mysql_charset": "utf8"} if os.getpid() % 2 else {}
    id: Mapped[int] = mapped_column(primary_key=True)
""",
    "declared attributes with annotations": """
class M:
    @declared_attr
    def user_id(cls) -> Mapped[Optional[int]]:
        return mapped_column(ForeignKey("u.id", ondelete="CASCADE"), index=True)
    @declared_attr
    def other(cls) -> Mapped[str]:
        return mapped_column()
class U(M, Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
""",
}  # fmt: skip


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_declarative_models(source: str, same_as_sqlalchemy: Any) -> None:
    if source.lstrip().startswith("from base"):
        return same_as_sqlalchemy(source)
    has_base = any(word in source for word in ("Base(DeclarativeBase)", "Base = ", "class Base", "reg = registry("))
    return same_as_sqlalchemy(_HEAD + ("" if has_base else _BASE) + source)


def test_annotations_that_are_all_in_quotes(same_as_sqlalchemy: Any) -> None:
    """`from __future__ import annotations` leaves every annotation unread."""
    for name in ("literals and enums", "annotated columns", "mixins", "relationships"):
        same_as_sqlalchemy("from __future__ import annotations\n" + _HEAD + _BASE + CASES[name])


def test_a_statement_that_is_not_followed_costs_what_it_declares(same_as_sqlalchemy: Any) -> None:
    source = """
class Factory:
    adapter = None
    def create(self, type_):
        if self.adapter is None:
            raise RuntimeError("not initialised")
        return type_
factory = Factory()
exec("factory.adapter = 1")
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    secret = Column(factory.create(Text))
    v = Column(String(9), nullable=False)
"""
    same_as_sqlalchemy(_HEAD + _BASE + source, unknown=("a (columns|foreign_keys|uniques|indexes|checks|primary_key)",))


def test_a_mixin_of_a_library_that_is_not_at_hand_may_give_columns(as_read: Any) -> None:
    source = (
        _HEAD + "from flask_login import UserMixin\nfrom timely import BeliefMixin\nfrom typing import Generic\n" + _BASE
        + "class A(BeliefMixin, Base):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n"
        + "class B(UserMixin, Base):\n    __tablename__ = 'b'\n    id = Column(Integer, primary_key=True)\n"
    )  # fmt: skip
    facts = as_read(source, "postgresql")
    assert {key for key, fact in facts.items() if isinstance(fact, Unknown)} == {
        f"a {aspect}" for aspect in ("columns", "foreign_keys", "uniques", "indexes", "checks")
    }
    assert facts["a primary_key"] == (["id"], None)
