"""Table(…): constraints and indexes of every kind, their names and conventions."""

from __future__ import annotations

from typing import Any

import pytest

_HEAD = """
import sqlalchemy as sa
from sqlalchemy import (CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table,
    UniqueConstraint, and_, desc, func, or_, text)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import conv
from sqlalchemy.sql import quoted_name
"""
_PLAIN = "metadata = MetaData()\n"
_COLUMNS = "Column('id', Integer, primary_key=True), Column('a', Integer), Column('b', String(9)), Column('c', sa.JSON)"

CONVENTIONS = {
    "all tokens": "{'ix': 'ix_%(table_name)s_%(column_0_N_name)s', 'uq': 'uq_%(table_name)s_%(column_0N_name)s', 'ck': 'ck_%(table_name)s_%(constraint_name)s', "
    "'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s', 'pk': 'pk_%(table_name)s'}",
    "labels and keys": "{'ix': 'ix_%(column_0_label)s', 'uq': '%(column_0_label)s_%(column_1_name)s_uq', 'fk': '%(column_0_key)s_fk', 'ck': '%(table_name)s_%(constraint_name)s'}",
    "the name as a part": "{'uq': 'u_%(constraint_name)s', 'ix': 'i_%(constraint_name)s', 'fk': 'f_%(constraint_name)s', 'ck': 'c_%(constraint_name)s'}",
    "none": "{}",
    "percent signs": "{'uq': 'uq%%_%(table_name)s'}",
    "a long one": "{'uq': 'uq_%(table_name)s_%(column_0_name)s_and_a_name_that_goes_on_and_on_until_no_database_takes_it_any_more'}",
}

_ALL_NAMED = """
s = Table('s', metadata, Column('id', Integer, primary_key=True), Column('x', String(3)), schema='q')
t = Table('t', metadata, Column('id', Integer), Column('a', Integer, unique=UNIQUE), Column('b', Integer, index=INDEX),
    UniqueConstraint('a', 'b', name='both'), UniqueConstraint('b', 'a', name=conv('final')), ForeignKeyConstraint(['a'], ['q.s.id'], name='ref'),
    CheckConstraint('a > 0', name='positive'), Index('named', 'a'), PrimaryKeyConstraint('id', name='key'))
"""


@pytest.mark.parametrize("convention", CONVENTIONS.values(), ids=CONVENTIONS.keys())
def test_names_of_conventions(convention: str, same_as_sqlalchemy: Any) -> None:
    needs_names = "c_%(constraint_name)s" in convention
    source = _HEAD + f"metadata = MetaData(naming_convention={convention})\n" + _ALL_NAMED
    unnamed = "not (NEEDS)".replace("NEEDS", str(needs_names))
    same_as_sqlalchemy(source.replace("UNIQUE)", f"{unnamed})").replace("INDEX)", f"{unnamed})"))


def test_conventions_that_are_functions_are_unknown(same_as_sqlalchemy: Any) -> None:
    source = (
        _HEAD
        + "def own(constraint, table):\n    return 'x' + table.name\n"
        + "metadata = MetaData(naming_convention={'own': own, 'uq': 'uq_%(own)s', 'ix': 'ix_%(table_name)s_%(column_0_name)s'})\n"
        + "t = Table('t', metadata, Column('id', Integer, primary_key=True, index=True), Column('a', Integer, unique=True))\n"
    )
    same_as_sqlalchemy(source, ("t uniques",))


TABLES = {
    "constraints": f"""
t = Table('t', metadata, {_COLUMNS}, UniqueConstraint('a'), UniqueConstraint('a', 'b', name='u', deferrable=True, initially='DEFERRED'),
    CheckConstraint('a > 0'), CheckConstraint("b in ('x', 'y')", 'named'), CheckConstraint(text('a < 9'), name='less'), ForeignKeyConstraint(['a'], ['t.id']),
    ForeignKeyConstraint(('a',), ('t.id',), ondelete='CASCADE', onupdate='SET NULL', name='f', deferrable=True))
""",
    "constraints over columns": f"""
t = Table('t', metadata, {_COLUMNS})
UniqueConstraint(t.c.a, t.c.b, name='later')
CheckConstraint(t.c.a > 5, name='five')
t.append_constraint(UniqueConstraint('b', name='appended'))
t.append_column(Column('d', Integer, ForeignKey('t.id')))
PrimaryKeyConstraint(t.c.id, name='pk')
Index('ix_one', t.c.a)
Index('ix_two', t.c.a, t.columns.b, unique=True)
Index('ix_three', t.c['a'], t.c.b.desc())
""",
    "indexes": f"""
t = Table('t', metadata, {_COLUMNS}, Index('i1', 'a'), Index('i2', 'a', 'b', unique=True), Index('i3', text('lower(b)')), Index('i4', 'a', text('b DESC')),
    Index(None, 'b'), Index('i5', 'b', postgresql_using='gin', mysql_length=5), Index('i6', 'a', postgresql_where=text('a > 0'), sqlite_where=text('a > 0')),
    Index('i7', 'b', postgresql_ops={{'b': 'text_pattern_ops'}}), Index('i8', 'a', postgresql_include=['b']), Index('i9', 'a', mysql_prefix='FULLTEXT'),
    Index('i10', 'a', postgresql_with={{'fillfactor': 50}}), Index('i11', func.lower(text('b'))), Index('i12', desc('a')), Index('i13', 'a', postgresql_concurrently=True))
""",
    "indexes that one line makes": f"""
t = Table('t', metadata, {_COLUMNS}, *[Index(f"ix_of_t_{{name}}", name) for name in ("id", "b")])
def index(*names, unique=False):
    return Index("ix_" + "_".join(names), *(t.c[name] for name in names), unique=unique)
index("a")
index("a", "b", unique=True)
for column in (t.c.a, t.c.b):
    Index("by_" + column.name, column)
    UniqueConstraint(column, name=f"uq_{{column.name}}")
""",
    "indexes of expressions": f"""
t = Table('t', metadata, {_COLUMNS})
Index('e1', func.lower(t.c.b))
Index('e2', t.c.a + 1)
Index('e3', func.coalesce(t.c.a, 0), t.c.b, unique=True)
Index('e4', t.c.a, postgresql_where=t.c.b == 'x', sqlite_where=t.c.b == 'x')
Index('e5', t.c.a, postgresql_where=t.c.b.is_(None), sqlite_where=t.c.b.isnot(None))
Index('e6', t.c.a, postgresql_where=and_(t.c.a > 0, t.c.b != 'q'))
Index('e7', t.c.a, postgresql_where=or_(t.c.a > 0, t.c.a < -5))
Index('e8', t.c.a, postgresql_where=t.c.b.in_(['x', 'y']))
Index('e9', t.c.a, postgresql_where=(t.c.a > 0) & (t.c.a < 9))
Index('e10', t.c.a, postgresql_where=~t.c.a.is_(None))
Index('e11', t.c.a.desc().nulls_last(), t.c.b.asc())
Index('e12', func.lower(t.c.b).desc())
Index('e14', func.upper(func.trim(t.c.b)))
Index('e15', t.c.a, postgresql_where=t.c.a == True)
Index('e16', t.c.a, postgresql_where=t.c.b.is_not(None))
Index('e17', t.c.a, postgresql_where=t.c.b.like('x%'))
Index('e18', t.c.a, postgresql_where=~(t.c.a == 3))
Index('e19', t.c.a, postgresql_where=sa.not_(t.c.a.in_([1, 2])))
Index('e20', t.c.a, postgresql_where=~func.starts_with(t.c.b, 'x'))
Index('e21', t.c.a, postgresql_where=t.c.a.between(1, 5))
Index('e22', t.c.a, postgresql_where=t.c.a.notin_([1]))
Index('e23', t.c.a, postgresql_where=sa.and_(t.c.a > 0, sa.or_(t.c.b == 'x', t.c.b == 'y')))
Index('e24', t.c.a, postgresql_where=(t.c.a + 1) * 2 > 4)
Index('e25', t.c.a, postgresql_where=t.c.a.isnot(True))
Index('e26', t.c.a, postgresql_where=t.c.b.ilike('x'))
Index('e27', t.c.a, postgresql_where=t.c.a.is_distinct_from(None))
Index('e28', t.c.a, postgresql_where=sa.text("b = 'it''s'"))
Index('e29', t.c.a, postgresql_where='a > 7')
""",
    "foreign keys over schemas": """
s = Table('s', metadata, Column('id', Integer, primary_key=True), schema='one')
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('a', ForeignKey('one.s.id')), Column('b', ForeignKey(s.c.id)), Column('c', None, ForeignKey('t.id')), schema='two')
""".replace("ForeignKey('t.id')", "ForeignKey('two.t.id')"),
    "names in quotes": """
t = Table(quoted_name('T', True), metadata, Column(quoted_name('Id', quote=True), Integer, primary_key=True), Column('Mixed', Integer, key='mixed', index=True))
""",
    "keys": """
t = Table('t', metadata, Column('the_id', Integer, key='id', primary_key=True), Column('other', Integer, key='o'), UniqueConstraint('o', name='u'), Index('i', 'o'),
    ForeignKeyConstraint(['o'], ['t.id'], name='f'))
""",
    "keyword forms": """
t = Table('t', metadata, *[Column('id', Integer, primary_key=True)], comment='c', info={'x': 1}, extend_existing=True)
u = sa.Table('u', metadata, *(Column(n, Integer) for n in ('a', 'b')), *[Index(f'ix_u_{n}', n) for n in 'ab'], sqlite_autoincrement=True, mysql_engine='InnoDB')
columns = [Column('x', Integer, primary_key=True)]
columns.append(Column('y', String))
columns += [Column('z', String)]
v = Table('v', metadata, *columns)
for name in ('w1', 'w2'):
    Table(name, metadata, Column('id', Integer, primary_key=True))
def make(name, *more, **kw):
    return Table(name, metadata, Column('id', Integer, primary_key=True), *more, **kw)
made = make('made', Column('extra', String), comment='made')
lookup = {n: make('lookup_' + n) for n in ['one', 'two']}
""",
    "extended": """
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('a', Integer))
t = Table('t', metadata, Column('a', String(4)), Column('b', Integer), extend_existing=True)
""",
    "copied": """
other = MetaData()
t = Table('t', other, Column('id', Integer, primary_key=True), Column('a', Integer, index=True))
t.to_metadata(metadata)
t.to_metadata(metadata, schema='s')
t.to_metadata(metadata, name='renamed')
""",
    "of another metadata, added as they are": """
other = MetaData()
t = Table('t', other, Column('id', Integer, primary_key=True), Column('a', Integer, index=True))
u = Table('u', other, Column('t_id', ForeignKey('t.id'), primary_key=True), schema='s')
for table in other.sorted_tables:
    metadata._add_table(table.name, table.schema, table)
""",
    "copied, then changed": """
Base = sa.orm.declarative_base(metadata=MetaData())
class A(Base):
    __tablename__ = 'a'
    id = Column(Integer, primary_key=True)
    b = Column(postgresql.UUID(), nullable=False)
    c = Column(sa.Text, unique=True)
    __table_args__ = (Index('ix_plain', 'c', 'b'),)
class C(Base):
    __tablename__ = 'c'
    id = Column(Integer, ForeignKey('a.id'), primary_key=True)
for table in Base.metadata.sorted_tables:
    new = table.to_metadata(metadata)
    for column in new.columns:
        if isinstance(column.type, postgresql.UUID):
            column.type = String(32)
        elif isinstance(column.type, String):
            column.nullable = False
A.__table__.c.c.type = String(9)  # the other's stays as it was
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('d', Integer))
t.c.d.type = sa.BigInteger()
t.c.d.server_default = sa.DefaultClause('3')
""",
    "copied, then keys taken out": """
other = MetaData()
t = Table('t', other, Column('id', Integer, primary_key=True), Column('a', String(9), index=True), Column('b', String(9), unique=True),
    Index('ix_kept', 'a', 'b'), Index('ix_like', 'a', postgresql_ops={'a': 'varchar_pattern_ops'}), Index('ix_short', 'b', mysql_length=5),
    UniqueConstraint('a', 'b', name='both'), CheckConstraint('id > 0', name='positive'), ForeignKeyConstraint(['id'], ['t.id'], name='own'))
new = t.to_metadata(metadata)
new.indexes.difference_update([i for i in new.indexes if i.dialect_kwargs])
for constraint in list(new.constraints):
    if isinstance(constraint, (UniqueConstraint, CheckConstraint)) and constraint.name:
        new.constraints.remove(constraint)
bare = t.to_metadata(metadata, name='bare')
bare.indexes.clear()
Base = sa.orm.declarative_base(metadata=metadata)
class M(Base):
    __tablename__ = 'm'
    id = Column(Integer, primary_key=True)
    c = Column(Integer, index=True)
    __table_args__ = (Index('ix_c_id', 'c', 'id'),)
class Other(sa.orm.declarative_base(metadata=other)):
    __tablename__ = 'o'
    id = Column(Integer, primary_key=True)
    __table_args__ = (Index('ix_o_id', id, postgresql_using='btree'), Index('ix_o', id))
o = Other.__table__.to_metadata(metadata)
o.indexes.difference_update([i for i in o.indexes if i.dialect_kwargs])
M.__table__.indexes.discard(next(i for i in M.__table__.indexes if i.name == 'ix_c_id'))
""",
    "removed": """
t = Table('t', metadata, Column('id', Integer, primary_key=True))
u = Table('u', metadata, Column('id', Integer, primary_key=True))
metadata.remove(t)
""",
    "exclusion": """
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('r', postgresql.INT4RANGE().with_variant(String(20), 'sqlite', 'mysql')), postgresql.ExcludeConstraint(('r', '&&'), name='no_overlap'))
""",
    "view-like": """
t = Table('t', metadata, Column('id', Integer, primary_key=True))
v = sa.table('v', sa.column('id'))
subquery = sa.select(t.c.id).subquery()
""",
    "columns copied": """
base = Column('name', String(30), nullable=False)
t = Table('t', metadata, Column('id', Integer, primary_key=True), base._copy())
""",
    "sorted by keys": """
t = Table('t', metadata, Column('b', Integer, primary_key=True), Column('a', Integer, primary_key=True), PrimaryKeyConstraint('a', 'b'))
""",
    "a metadata with a schema": """
metadata = MetaData(schema='app')
s = Table('s', metadata, Column('id', Integer, primary_key=True))
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('s', ForeignKey('app.s.id')), Column('o', ForeignKey('other.o.id')))
o = Table('o', metadata, Column('id', Integer, primary_key=True), schema='other')
n = Table('n', metadata, Column('id', Integer, primary_key=True), schema=sa.schema.BLANK_SCHEMA)
""",
    "use_alter and match": """
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('a', Integer, ForeignKey('t.id', use_alter=True, name='fk_a', match='FULL')))
""",
    "type checks": """
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('b', sa.Boolean(create_constraint=True, name='is_b')), Column('e', sa.Enum('x', 'y', name='en', create_constraint=True, native_enum=False)))
""",
}  # fmt: skip


@pytest.mark.parametrize("source", TABLES.values(), ids=TABLES.keys())
def test_tables(source: str, same_as_sqlalchemy: Any) -> None:
    same_as_sqlalchemy(_HEAD + _PLAIN + source)


def test_tables_made_by_a_function_of_another_module(same_as_sqlalchemy: Any) -> None:
    same_as_sqlalchemy(
        "from sqlalchemy import Column, Integer, Table\nfrom base import metadata, make as build\n"
        "plain = Table('plain', metadata, Column('id', Integer, primary_key=True))\nfirst = build('first')\nnumbers = {n: build(n) for n in ('a', 'b')}\n"
        "# file: base.py\nfrom sqlalchemy import Column, Integer, MetaData, Table\nmetadata = MetaData()\n"
        "def make(name):\n    return Table(name, metadata, Column('id', Integer, primary_key=True))\n"
    )
