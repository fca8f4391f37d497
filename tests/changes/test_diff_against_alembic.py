"""`diff` says of two schemas what real Alembic says of a real database created as the one, and a metadata made as the other."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from alembic_ls.changes.diff import diff
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import CreateTable
from alembic_ls.schema.tables import Column, Default, ForeignKey, Identity, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import make_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TYPES = [
    make_type("Integer"),
    make_type("String", length=20),
    make_type("String", length=30),
    make_type("Text"),
    make_type("Boolean"),
]
DEFAULTS = [None, Default("1"), Default("2"), Default("now")]
COMMENTS = [None, "", "one", "two"]
NAMES = ("a", "b", "c", "d")
TABLES = ("t", "u")


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    """A table with a key `id`, some columns, and keys of every sort over them, with and without names."""
    chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    identity = draw(st.sampled_from([None, None, Identity(), Identity(always=True)]))
    columns = {"id": Column("id", TYPES[0], nullable=False, identity=identity)}
    for column in chosen:
        type_ = draw(st.sampled_from(TYPES))
        default = draw(st.sampled_from(DEFAULTS)) if type_.name == "String" else None
        comment = draw(st.sampled_from(COMMENTS))
        columns[column] = Column(column, type_, nullable=draw(st.booleans()), server_default=default, comment=comment)
    elements = st.sampled_from([*chosen, *(f"(lower({c}))" for c in chosen if columns[c].type.name == "String")])  # type: ignore[union-attr]
    over = st.lists(st.sampled_from(chosen), min_size=1, max_size=2, unique=True).map(tuple)
    names = st.sampled_from([None, f"{name}_1", f"{name}_2"])
    uniques = draw(
        st.lists(st.tuples(over, names), max_size=2, unique_by=(lambda u: frozenset(u[0]), lambda u: u[1] or object()))
    )
    taken = {unique for _, unique in uniques}
    free = [f"{name}_{n}" for n in (1, 2, 3) if f"{name}_{n}" not in taken]
    indexes = draw(
        st.lists(
            st.tuples(st.lists(elements, min_size=1, max_size=2, unique=True).map(tuple), st.sampled_from(free), st.booleans()),
            max_size=2,
            unique_by=lambda i: i[1],
        )
    )
    references = [column for column in chosen if columns[column].type == TYPES[0]]
    foreign = draw(st.lists(st.sampled_from(references), max_size=1)) if references else []
    return Table(
        name,
        columns=columns,
        comment=draw(st.sampled_from(COMMENTS)),
        primary_key=PrimaryKey(("id",)),
        foreign_keys=tuple(ForeignKey((c,), "t", ("id",), ondelete=draw(st.sampled_from([None, "CASCADE"]))) for c in foreign),
        uniques=tuple(Unique(columns_, name_) for columns_, name_ in uniques),
        indexes=tuple(Index(columns_, name_, is_unique) for columns_, name_, is_unique in indexes),
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """The table `t`, and perhaps `u`."""
    names = TABLES[: draw(st.integers(1, 2))]
    return Schema({name: draw(tables(name)) for name in names})


def with_names_of_expressions(table: Table) -> Table:
    """On SQLite Alembic compares an index over an expression to a plain one of that name by how the expression is spelled."""
    return table._replace(indexes=tuple(i._replace(name=f"{i.name}_x") if i.has_expression else i for i in table.indexes))


def ours(real: Any, database: Schema, models: Schema, include: dict[str, Any], **options: Any) -> list[list[str | None]]:
    created = real.replay([CreateTable(table) for table in database.tables.values()])
    found = diff(created, models, Rules(real.dialect, **options), **include)
    return sorted(([d.kind, d.table, d.column or d.what] for d in found), key=str)


class Filter:
    """Filters that answer by the words they are given, differently for each seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def include_name(self, name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
        return self._answer(name, type_, sorted(parent_names.items()))

    def include_object(self, value: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
        return self._answer(name, type_, reflected, compare_to is None)

    def _answer(self, *words: object) -> bool:
        return zlib.crc32(repr((self.seed, words)).encode()) % 4 > 0


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(database=schemas(), models=schemas(), defaults=st.booleans(), seed=st.none() | st.integers(0, 1000))
def test_any_two_schemas(real: Any, database: Schema, models: Schema, defaults: bool, seed: int | None) -> None:
    if real.dialect == "sqlite":
        models = Schema({key: with_names_of_expressions(table) for key, table in models.tables.items()})
    chosen = {} if seed is None else {"include_name": Filter(seed).include_name, "include_object": Filter(seed).include_object}
    options = {"compare_server_default": defaults}
    assert ours(real, database, models, chosen, **options) == real.differences(database, models, **chosen, **options)
