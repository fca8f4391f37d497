"""SQLModel: which columns a model has, and what they are."""

from __future__ import annotations

import sys
from typing import Any

import pytest

_HEAD = """
import enum, uuid
import sqlalchemy as sa
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ClassVar, Dict, Generic, List, Literal, Optional, TypeVar, Union
import pydantic
from pydantic import ConfigDict, constr
from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint, func, text
from sqlmodel import Field, Relationship, SQLModel
"""

CASES = {
    "lengths of annotated_types": """
from annotated_types import Len, MaxLen
class A(SQLModel, table=True):
    id: Annotated[int, Field(primary_key=True)]
    a: Annotated[str, MaxLen(5)]
    b: Annotated[str, MaxLen(max_length=5)] = Field(index=True)
    c: Annotated[str, MaxLen(5), Field(max_length=7)]
    d: Annotated[str, Field(max_length=7), MaxLen(5)]
    e: Annotated[str, Len(1, 5)]
    f: Optional[Annotated[str, MaxLen(5)]]
    g: Annotated[Optional[str], MaxLen(5)]
    h: Annotated[str, MaxLen(5)] = Field(max_length=7)
""",
    "plain": """
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = 3
    secret: str | None = None
""",
    "every spelling of optional": """
class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    a: Optional[str]
    b: Union[str, None]
    c: Union[None, str] = None
    d: "str | None" = None
    e: "Optional[str]" = "x"
    f: None | str = None
    g: Optional["str"] = None
    h: str = Field(default=None)
    i: str | None = Field(nullable=False)
    j: str = Field(nullable=True)
    k: Annotated[str | None, Field(max_length=5)] = None
    l: Optional[Annotated[str, Field(max_length=5)]] = None
    m: Optional[Union[str, None]] = None
""",
    "future annotations": """
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: Optional[str] = None
    team: "str"
""",
    "types": """
class Kind(enum.Enum):
    big = "BIG"
    small = "SMALL"
class Color(str, enum.Enum):
    RED = "r"
    BLUE = "b"
class Level(enum.IntEnum):
    one = 1
class Hero(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    a: bool
    b: float
    c: Decimal
    d: Decimal = Field(max_digits=8, decimal_places=2)
    e: datetime
    f: date
    g: time
    h: timedelta
    i: bytes
    j: Path
    k: Kind
    l: Color = Color.RED
    m: Level | None = None
    n: Kind = Field(index=True)
""",
    "lengths": """
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a: str = Field(max_length=10)
    b: Annotated[str, Field(max_length=11)]
    c: Annotated[str, pydantic.Field(max_length=12)]
    d: Annotated[str, pydantic.StringConstraints(max_length=13)]
    e: constr(max_length=14)
    f: Optional[constr(max_length=15)] = None
    g: str = Field(max_length=16, sa_type=String)
    h: str = Field(sa_type=String(17))
    i: Annotated[str, Field(max_length=18)] = "x"
    j: Annotated[str, Field(max_length=18), Field(index=True)] = "x"
    k: str = pydantic.Field(max_length=19)
    l: pydantic.condecimal(max_digits=5, decimal_places=1)
""",
    "sa_column": """
class Hero(SQLModel, table=True):
    id: int = Field(sa_column=Column(Integer, primary_key=True))
    a: str = Field(sa_column=Column(String))
    b: str = Field(sa_column=Column("other", String(20), nullable=False))
    c: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    d: list[str] = Field(sa_column=Column(sa.ARRAY(String).with_variant(JSON, "sqlite").with_variant(JSON, "mysql")))
    e: int = Field(sa_column=Column(ForeignKey("hero.id", ondelete="CASCADE"), index=True))
    f: datetime = Field(sa_column=Column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now()))
""",
    "sa_type and column arguments": """
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a: dict[str, Any] = Field(sa_type=JSON)
    b: Literal["x", "y"] = Field(sa_type=String(3))
    c: str = Field(sa_column_kwargs={"server_default": "x", "comment": "hello"})
    d: datetime = Field(sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("now()")})
    e: int = Field(sa_column_args=(ForeignKey("hero.id"),))
    f: int = Field(sa_column_args=[sa.CheckConstraint("f > 0", name="positive")])
    g: str = Field(unique=True)
    h: str = Field(unique=True, index=True)
    i: str = Field(index=True)
    j: str = Field(sa_type=Text, nullable=False)
    k: str | None = Field(default=None, sa_column_kwargs={"nullable": False})
    l: str = Field(sa_column_kwargs={"name": "renamed"})
""",
    "foreign keys": """
class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", ondelete="SET NULL", index=True)
    team: Team | None = Relationship(back_populates="heroes")
    other_id: int = Field(foreign_key="team.id")
    other: Optional["Team"] = Relationship(sa_relationship_kwargs={"foreign_keys": "Hero.other_id"})
""".replace("list[\"Hero\"] = Relationship(back_populates=\"team\")", "list[\"Hero\"] = Relationship(back_populates=\"team\", sa_relationship_kwargs={\"foreign_keys\": \"Hero.team_id\"})").replace("Relationship(back_populates=\"heroes\")", "Relationship(back_populates=\"heroes\", sa_relationship_kwargs={\"foreign_keys\": \"Hero.team_id\"})"),
    "link table": """
class Link(SQLModel, table=True):
    __tablename__ = "hero_team"
    a_id: int | None = Field(default=None, foreign_key="a.id", primary_key=True)
    b_id: int | None = Field(default=None, foreign_key="b.id", primary_key=True)
class A(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    bs: list["B"] = Relationship(back_populates="as_", link_model=Link)
class B(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    as_: list[A] = Relationship(back_populates="bs", link_model=Link)
""",
    "inherited and overridden": """
class Base(SQLModel):
    name: str = Field(max_length=5)
    age: int | None = Field(default=None, index=True)
    kind: str = "x"
class Named(Base):
    title: str
    kind: int = 3
class Hero(Named, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
class HeroRead(Named):
    id: int
""".replace("class Base(", "class Common(").replace("class Named(Base)", "class Named(Common)"),
    "subclass of a table model": """
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
class Villain(Hero):
    evil: str
""",
    "mixins": """
class Stamped:
    created_at: datetime = Field(default_factory=datetime.now, nullable=False)
    updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": func.now()})
class WithId(SQLModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True, index=True, nullable=False)
class Hero(WithId, Stamped, SQLModel, table=True):
    name: str
class Team(SQLModel, Stamped, table=True):
    id: int = Field(primary_key=True)
""",
    "table names": """
class HeroOfTheDay(SQLModel, table=True):
    id: int = Field(primary_key=True)
class A(SQLModel, table=True):
    __tablename__ = "a_table"
    id: int = Field(primary_key=True)
class B(SQLModel, table=True):
    __tablename__: str = "b_table"
    id: int = Field(primary_key=True)
class C(SQLModel, table=True):
    __tablename__: ClassVar[str] = "c_table"  # type: ignore
    id: int = Field(primary_key=True)
def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
class Named(SQLModel):
    @sa.orm.declared_attr
    def __tablename__(cls) -> str:
        return snake(cls.__name__) + "s"
class BigThing(Named, table=True):
    id: int = Field(primary_key=True)
class Prefixed(SQLModel):
    @sa.orm.declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return f"app_{cls.__name__.lower()}"
class Thing(Prefixed, table=True):
    id: int = Field(primary_key=True)
""",
    "table arguments": """
class A(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("x", "y", name="uq_xy"), Index("ix_a_y", "y"), {"comment": "of a", "schema": "s"})
    id: int = Field(primary_key=True)
    x: int
    y: int
class B(SQLModel, table=True):
    __table_args__ = {"comment": "of b"}
    id: int = Field(primary_key=True)
class C(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("x"),)
    id: int = Field(primary_key=True)
    x: int
class D(SQLModel):
    __table_args__ = ({"schema": "t"},)
class E(D, table=True):
    id: int = Field(primary_key=True)
    a: int = Field(foreign_key="s.a.id")
class F(SQLModel, table=True):
    @sa.orm.declared_attr
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_x", "x", unique=True),)
    id: int = Field(primary_key=True)
    x: int
""",
    "what is no column": """
class Hero(SQLModel, table=True):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    TAGS: ClassVar[list[str]] = ["a"]
    total: ClassVar = 3
    id: int = Field(primary_key=True)
    _private: int = 3
    @property
    def upper(self) -> str:
        return "x"
    @pydantic.computed_field
    @property
    def lower(self) -> str:
        return "x"
    @pydantic.field_validator("id")
    @classmethod
    def check_id(cls, v: int) -> int:
        return v
    def save(self) -> None: ...
""",
    "generic base": """
T = TypeVar("T")
class WithValue(SQLModel, Generic[T]):
    value: str
class Hero(WithValue[int], table=True):
    id: int = Field(primary_key=True)
""",
    "a base of its own registry": """
class Base(SQLModel, registry=sa.orm.registry()):
    pass
class Hero(Base, table=True):
    id: int = Field(primary_key=True)
""",
    "a base with a metadata of its own": """
class Base(SQLModel):
    metadata = sa.MetaData(schema="s", naming_convention={"ix": "i_%(table_name)s_%(column_0_name)s"})
class Hero(Base, table=True):
    id: int = Field(primary_key=True)
    name: str = Field(index=True)
    other: int = Field(foreign_key="s.hero.id")
""",
    "the naming convention set afterwards": """
SQLModel.metadata.naming_convention = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    name: str = Field(unique=True)
    other: int = Field(foreign_key="hero.id", index=True)
    age: int = Field(sa_column_args=[sa.CheckConstraint("age > 0", name="old")])
""",
    "fields by a function": """
def created():
    return Field(default_factory=datetime.now, nullable=False, sa_column_kwargs={"server_default": func.now()})
def reference(table, **options):
    return Field(foreign_key=f"{table}.id", index=True, **options)
def sa_reference(table):
    return Column(Integer, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    created_at: datetime = created()
    boss: int | None = reference("hero", default=None)
    team: int = Field(sa_column=sa_reference("hero"))
""",
    "dictionaries unpacked": """
KEY = dict(primary_key=True)
TEXT = {"max_length": 40, "index": True}
class Hero(SQLModel, table=True):
    id: int = Field(**KEY)
    name: str = Field("x", **TEXT)
    more: str = Field(**{**TEXT, "max_length": 3})
""",
    "enums with options": """
class Kind(str, enum.Enum):
    A = "a-value"
    B = "b-value"
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a: Kind = Field(sa_column=Column(sa.Enum(Kind, values_callable=lambda e: [m.value for m in e], name="kinds")))
    b: Kind = Field(sa_type=sa.Enum(Kind, native_enum=False, length=20))
    c: Kind | None = Field(default=None, sa_type=sa.Enum(Kind, schema="s"))
    d: Optional[Kind] = Field(default=None, sa_column=Column("dd", sa.Enum("x", "y", name="xy", create_constraint=True, native_enum=False)))
""",
    "annotated aliases": """
Name = Annotated[str, Field(max_length=7)]
Key = Annotated[uuid.UUID, Field(default_factory=uuid.uuid4, primary_key=True)]
Money = Annotated[Decimal, Field(max_digits=6, decimal_places=2)]
class Hero(SQLModel, table=True):
    id: Key
    name: Name
    other: Name | None = None
    cost: Money
    both: Annotated[Name, Field(index=True)]
""",
    "pydantic's own types": """
class Hero(SQLModel, table=True):
    id: pydantic.PositiveInt = Field(primary_key=True)
    a: pydantic.NonNegativeFloat
    b: pydantic.UUID4
    c: pydantic.AwareDatetime
    d: pydantic.conint(gt=3)
    f: pydantic.StrictStr = Field(max_length=5)
    g: pydantic.NaiveDatetime
""",
    "several modules": """
from sqlmodel import SQLModel
from team import Team
import hero
# file: team.py
from __future__ import annotations
from sqlmodel import Field, SQLModel
class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
# file: hero.py
from typing import TYPE_CHECKING, Optional
from sqlmodel import Field, Relationship, SQLModel
if TYPE_CHECKING:
    from team import Team
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    team: Optional["Team"] = Relationship()
""",
    "relationships spelled otherwise": """
class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)
    heroes: sa.orm.Mapped[list["Hero"]] = Relationship(sa_relationship=sa.orm.relationship("Hero"))
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    team_id: int = Field(foreign_key="team.id")
""",
    "single table inheritance": """
class Animal(SQLModel, table=True):
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}
    id: int = Field(primary_key=True)
    kind: str
""",
    "new types": """
from typing import NewType
Id = NewType("Id", int)
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    other: Id = Field(foreign_key="hero.id", sa_type=Integer)
""",
    "declared attributes of a mixin": """
class Stamped(SQLModel):
    created_at: datetime = Field(sa_type=DateTime(timezone=True), nullable=False, sa_column_kwargs={"server_default": func.now()})
    updated_at: Optional[datetime] = Field(default=None, sa_type=sa.TIMESTAMP(timezone=True))
class A(Stamped, table=True):
    id: int = Field(primary_key=True)
class B(Stamped, table=True):
    id: int = Field(primary_key=True)
""",
    "an alias of a field": """
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True, alias="ID")
    meta: dict = Field(default={}, sa_column=Column("metadata", JSON), alias="metadata")
    name: str = Field(default="x", title="t", description="d", schema_extra={"examples": ["a"]})
""",
    "attributes set afterwards": """
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    name: str
    first: str
Index("ix_hero_both", Hero.name, Hero.first.desc())
Index("ix_hero_lower", func.lower(Hero.name), unique=True, postgresql_using="btree")
""",
    "columns added afterwards": """
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
A.extra = Column(String(3))
A.__table__.append_column(Column("more", Integer))
""",
    "JSON fields of a base": """
class Base(SQLModel):
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    meta: dict = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs={"name": "metadata", "server_default": text("'{}'")})
class A(Base, table=True):
    id: int = Field(primary_key=True)
class B(Base, table=True):
    id: int = Field(primary_key=True)
    tags: str = "x"
""",
    "a generic base with the key": """
ID = TypeVar("ID")
class HasId(SQLModel, Generic[ID]):
    id: Optional[int] = Field(default=None, primary_key=True)
class A(HasId[int], table=True):
    name: str
""",
    "table names of a base": """
class Base(SQLModel):
    model_config = ConfigDict(use_enum_values=True, arbitrary_types_allowed=True)
    __tablename__ = "bases"
class A(Base, table=True):
    id: int = Field(primary_key=True)
class B(SQLModel, table=True):
    __tablename__ = "bb"
    model_config = {"extra": "allow"}
    id: int = Field(primary_key=True)
""",
    "arguments of a base": """
class Base(SQLModel):
    __table_args__ = {"schema": "s", "comment": "z"}
class A(Base, table=True):
    id: int = Field(primary_key=True)
class B(Base, table=True):
    __table_args__ = (UniqueConstraint("id"), Base.__table_args__)
    id: int = Field(primary_key=True)
    a: Optional[int] = Field(default=None, foreign_key="s.a.id")
""",
    "names by a loop": """
class Base(SQLModel):
    @sa.orm.declared_attr.directive
    def __tablename__(cls) -> str:
        name = cls.__name__
        out = [name[0].lower()]
        for c in name[1:]:
            if c.isupper():
                out.append("_")
            out.append(c.lower())
        return "".join(out) + "s"
class UserThing(Base, table=True):
    id: int = Field(primary_key=True)
class ABCThing(Base, table=True):
    id: int = Field(primary_key=True)
""",
    "fields with all sorts of arguments": """
class A(SQLModel, table=True):
    id: Optional[uuid.UUID] = Field(default_factory=uuid.uuid4, primary_key=True, nullable=False)
    a: str = Field(..., max_length=3, min_length=1, regex="x")
    b: float = Field(ge=0, le=1)
    c: Optional[Decimal] = Field(default=0, max_digits=5, decimal_places=3)
    d: datetime = Field(default_factory=lambda: datetime.now(), index=True)
    e: "datetime | None" = Field(default=None, sa_column=sa.Column(sa.TIMESTAMP(timezone=True), nullable=True))
    f: int = Field(default=1, sa_column_kwargs=dict(server_default="1"))
    g: Optional[str] = Field(None, foreign_key="a.id", unique=True)
""",
    "columns by a function": """
def tz(nullable=True): return Column(DateTime(timezone=True), nullable=nullable)
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a: datetime = Field(sa_column=tz(False))
    b: Optional[datetime] = Field(default=None, sa_column=tz())
""",
    "relationships in quotes": """
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    bs: List["B"] = Relationship(back_populates="a", sa_relationship_kwargs={"cascade": "all"})
    one: Optional["B"] = Relationship(back_populates=None, sa_relationship_kwargs={"uselist": False, "viewonly": True})
class B(SQLModel, table=True):
    id: int = Field(primary_key=True)
    a_id: int = Field(foreign_key="a.id", ondelete="CASCADE")
    a: "A" = Relationship(back_populates="bs")
""",
    "enums of texts": """
class K(str, enum.Enum):
    X = "x"
class L(enum.StrEnum):
    Y = "y"
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    k: K = Field(default=K.X, sa_column_kwargs={"server_default": K.X.name})
    l: L = L.Y
    m: Optional[L] = Field(default=None, sa_type=sa.Enum(L, values_callable=lambda x: [i.value for i in x]))
    n: K = Field(sa_column=Column(String, default=K.X, server_default=K.X))
""",
    "other annotations than the base's": """
class Base(SQLModel):
    a: int
    b: Optional[str] = None
class A(Base, table=True):
    id: int = Field(primary_key=True)
    b: str
    a: Optional[int] = None
""",
    "a table model as a base": """
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    x: str
class ARead(A):
    y: str
class B(A, table=True):
    z: Optional[str] = None
""",
    "beside declarative classes and tables": """
class Old(sa.orm.DeclarativeBase):
    metadata = SQLModel.metadata
class T(Old):
    __tablename__ = "t"
    id: sa.orm.Mapped[int] = sa.orm.mapped_column(primary_key=True)
class A(SQLModel, table=True):
    id: int = Field(primary_key=True)
    t: int = Field(foreign_key="t.id")
links = sa.Table("links", SQLModel.metadata, Column("a", ForeignKey("a.id"), primary_key=True))
""",
    "identities": """
class A(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=Column(sa.BigInteger, sa.Identity(always=True), primary_key=True))
    b: int | None = Field(default=None, sa_column=Column(sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True))
    c: str = Field(sa_column=Column(String, sa.Computed("'x'")))
""",
}  # fmt: skip


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_models_of_sqlmodel(source: str, same_as_sqlalchemy: Any) -> None:
    if "StrEnum" in source and sys.version_info < (3, 11):
        pytest.skip("newer than this Python")
    head = "" if source.lstrip().startswith("from sqlmodel") else _HEAD
    same_as_sqlalchemy(head + source)


def test_annotations_that_are_all_in_quotes(same_as_sqlalchemy: Any) -> None:
    same_as_sqlalchemy(
        "from __future__ import annotations\n" + _HEAD + CASES["lengths"] + CASES["mixins"].replace("Hero", "Villain")
    )
