"""Random small models, declarative and SQLModel: whatever they are, they are read as SQLAlchemy has them."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_HEAD = """
from __future__ import annotations
import enum, uuid
import sqlalchemy as sa
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Optional, Union
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, String, UniqueConstraint, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlmodel import Field, SQLModel
class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
short = Annotated[str, mapped_column(String(7))]
brief = Annotated[str, Field(max_length=9)]
"""
_CONVENTIONS = (
    "None",
    "{'ix': 'ix_%(table_name)s_%(column_0_name)s', 'uq': 'uq_%(table_name)s_%(column_0_N_name)s', 'pk': 'pk_%(table_name)s', "
    "'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s'}",
    "{'ix': 'i_%(column_0_label)s'}",
)
_MAPPED = ("int", "str", "bool", "float", "datetime", "date", "Decimal", "uuid.UUID", "bytes", "Color", "short")
_PYDANTIC = ("int", "str", "bool", "float", "datetime", "date", "Decimal", "uuid.UUID", "bytes", "Color", "brief")
_TYPES = (
    "Integer",
    "String(20)",
    "sa.Text",
    "sa.Numeric(8, 2)",
    "sa.DateTime(timezone=True)",
    "sa.Enum(Color)",
    "sa.JSON",
    "sa.Boolean()",
    "sa.Uuid",
)
_OPTIONALS = ("{}", "Optional[{}]", "{} | None", "Union[{}, None]", "None | {}")
_COLUMN_OPTIONS = (
    "nullable=False", "nullable=True", "index=True", "unique=True", "comment='c'", "server_default='x'", "server_default=text('1')",
    "server_default=func.now()", "unique=False", "name='other_{name}'", "default=None",
)  # fmt: skip
_FIELD_OPTIONS = (
    "nullable=False", "nullable=True", "index=True", "unique=True", "default=None", "max_length=5", "foreign_key='{first}.id'",
    "sa_column_kwargs={{'comment': 'c', 'server_default': 'x'}}", "description='d'",
)  # fmt: skip
_TABLE_ARGS = (
    "UniqueConstraint('id', name='u_{table}')", "Index('ix_{table}_own', 'id')", "CheckConstraint('id > 0', name='positive')",
    "Index(None, 'id', unique=True)", "UniqueConstraint('id')", "Index('ix_{table}_e', text('lower(id)'))",
)  # fmt: skip


def _options(draw: Any, options: tuple[str, ...], most: int = 3) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(options), max_size=most, unique_by=lambda o: o.partition("=")[0]))
    return [str(option) for option in chosen]


def _mapped_column(draw: Any, name: str, first: str) -> str:
    style = draw(st.integers(0, 4))
    options = [o.format(name=name) for o in _options(draw, _COLUMN_OPTIONS)]
    reference = draw(st.sampled_from(("", f"ForeignKey('{first}.id')", f"ForeignKey('{first}.id', ondelete='CASCADE')")))
    annotation = draw(st.sampled_from(_OPTIONALS)).format(draw(st.sampled_from(_MAPPED)))
    kind = draw(st.sampled_from(_TYPES))
    if style == 0:
        return f"    {name}: Mapped[{annotation}]\n"
    if style == 1:
        return f"    {name}: Mapped[{annotation}] = mapped_column({', '.join(options)})\n"
    if style == 2:
        return f"    {name}: Mapped[{annotation}] = mapped_column({', '.join([kind, *options])})\n"
    if style == 3:
        return f"    {name} = Column({', '.join(filter(None, ['Integer' if reference else kind, reference, *options]))})\n"
    return f"    {name}: Mapped[Optional[int]] = mapped_column({', '.join(filter(None, [reference, *options]))})\n"


def _field(draw: Any, name: str, first: str) -> str:
    style = draw(st.integers(0, 3))
    annotation = draw(st.sampled_from(_OPTIONALS)).format(draw(st.sampled_from(_PYDANTIC)))
    options = [o.format(first=first) for o in _options(draw, _FIELD_OPTIONS)]
    if any(o.startswith("foreign_key") for o in options):
        annotation = draw(st.sampled_from(("int", "Optional[int]", "int | None")))
    if "max_length=5" in options and "str" not in annotation:
        options.remove("max_length=5")
    if style == 0:
        return f"    {name}: {annotation}\n"
    if style == 1:
        return f"    {name}: Annotated[{annotation}, Field({', '.join(o for o in options if o != 'default=None')})]\n"
    if style == 2:
        columns = [o.format(name=name) for o in _options(draw, _COLUMN_OPTIONS)]
        return f"    {name}: {annotation} = Field(sa_column=Column({', '.join([draw(st.sampled_from(_TYPES)), *columns])}))\n"
    return f"    {name}: {annotation} = Field({', '.join(options)})\n"


def _arguments(draw: Any, table: str) -> str:
    chosen = [a.format(table=table) for a in draw(st.lists(st.sampled_from(_TABLE_ARGS), max_size=2, unique=True))]
    options = draw(st.sampled_from(("", "{'comment': 'of it'}")))
    parts = [*chosen, *([options] if options else [])]
    if not parts:
        return ""
    return f"    __table_args__ = {options if not chosen else '(' + ', '.join(parts) + ',)'}\n"


@st.composite
def declarative(draw: Any) -> str:
    """A base, perhaps mixins, and two or three classes."""
    schema = draw(st.sampled_from(("", ", schema='s'")))
    source = (
        _HEAD
        + f"class Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={draw(st.sampled_from(_CONVENTIONS))}{schema})\n"
    )
    first = "s.one" if schema else "one"
    mixin = draw(st.booleans())
    if mixin:
        source += (
            "class Mixin:\n" + _mapped_column(draw, "mixed", first).replace("ForeignKey('", "ForeignKey('") + "    plain = 3\n"
        )
        if "ForeignKey(" in source.rpartition("class Mixin")[2]:
            mixin = False
            source = source.rpartition("class Mixin")[0]
    for table in ("one", "two", "three")[: draw(st.integers(2, 3))]:
        bases = "Mixin, Base" if mixin and draw(st.booleans()) else "Base"
        source += f"class {table.title()}({bases}):\n    __tablename__ = '{table}'\n" + _arguments(draw, table)
        source += draw(
            st.sampled_from(
                ("    id: Mapped[int] = mapped_column(primary_key=True)\n", "    id = Column(Integer, primary_key=True)\n")
            )
        )
        source += "".join(_mapped_column(draw, f"c{n}", first) for n in range(draw(st.integers(0, 3))))
    return source


@st.composite
def sqlmodels(draw: Any) -> str:
    """Models, some with a common base that is no table."""
    source = _HEAD
    common = draw(st.booleans())
    if common:
        fields = [_field(draw, f"b{n}", "one") for n in range(draw(st.integers(1, 2)))]
        source += "class Common(SQLModel):\n" + "".join(f for f in fields if "sa_column=" not in f) + "    last: str = 'x'\n"
    for table in ("one", "two", "three")[: draw(st.integers(2, 3))]:
        bases = "Common" if common and draw(st.booleans()) else "SQLModel"
        source += f"class {table.title()}({bases}, table=True):\n" + _arguments(draw, table)
        source += draw(
            st.sampled_from(
                ("    id: int = Field(primary_key=True)\n", "    id: int | None = Field(default=None, primary_key=True)\n")
            )
        )
        if bases == "Common" and draw(st.booleans()):
            source += "    last: int | None = Field(default=None, index=True)\n"
        source += "".join(_field(draw, f"c{n}", "one") for n in range(draw(st.integers(0, 3))))
    return source


_MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_MANY
@given(declarative())
def test_any_declarative_models(same_as_sqlalchemy: Any, source: str) -> None:
    same_as_sqlalchemy(source)


@_MANY
@given(sqlmodels())
def test_any_models_of_sqlmodel(same_as_sqlalchemy: Any, source: str) -> None:
    same_as_sqlalchemy(source.replace("from __future__ import annotations\n", ""))
