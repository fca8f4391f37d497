"""Any operations at all: real Alembic leaves what `apply` says, and what `invert` returns leads back."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.changes.apply import apply
from alembic_ls.changes.invert import invert
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.operations import (
    AddColumn,
    AlterColumn,
    CreateConstraint,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableComment,
    SetTableSchema,
)
from alembic_ls.schema.tables import (
    Check,
    Column,
    Default,
    ForeignKey,
    Index,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from alembic_ls.schema.types import make_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INTEGER, TEXT = make_type("Integer"), make_type("Text")
COLUMNS, TABLES, KEYS = ("a", "b", "c"), ("t", "u"), ("k1", "k2", "k3")
CONVENTION = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}


def same(schema: Schema) -> object:
    """A schema up to origins, and to the order of columns and keys."""
    tables = {}
    for key, table in schema.tables.items():
        keys = (*table.foreign_keys, *table.uniques, *table.indexes, *table.checks)
        tables[key] = (
            dict(table.columns),
            table.primary_key,
            sorted(repr(k._replace(origin=None)) for k in keys),
            table.comment,
            table.is_view,
        )
    return tables, dict(schema.enums)


def values(of: type, *fields: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a class, of which only these fields are given."""
    return st.tuples(st.tuples(*fields), st.fixed_dictionaries(named)).map(lambda given: of(*given[0], **given[1]))


over = st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=2, unique=True).map(tuple)
constraint_names = st.sampled_from([*KEYS, "f1", "f2", "p1", "c1", "c2"])
names = st.none() | st.sampled_from(KEYS)
tables = st.sampled_from(TABLES)
columns = st.sampled_from(COLUMNS)
defaults = st.sampled_from([None, Default("1"), Default("now()", True)])
uniques = values(Unique, over, names)
indexes = values(Index, over | st.just(("(lower(a))",)), st.sampled_from(KEYS), st.booleans())
foreign_keys = st.builds(lambda c, t, n: ForeignKey((c,), t, ("id",), n), columns, tables, st.sampled_from([None, "f1", "f2"]))
primary_keys = values(PrimaryKey, over, st.sampled_from([None, "p1"]))
checks = values(Check, st.sampled_from(["a > 0", "b > c"]), st.sampled_from(["c1", "c2"]))
whole_columns = values(Column, columns, st.sampled_from([INTEGER, TEXT]), st.booleans(), defaults)


@st.composite
def whole_tables(draw: st.DrawFn) -> Table:
    present = {column.name: column for column in draw(st.lists(whole_columns, unique_by=lambda c: c.name))}
    return Table(
        draw(tables),
        columns={"id": Column("id", INTEGER, False), **present},
        primary_key=PrimaryKey(("id",)),
        uniques=tuple(
            u for u in draw(st.lists(uniques, max_size=2, unique_by=lambda u: u.name or u)) if set(u.columns) <= present.keys()
        ),
        indexes=tuple(i for i in draw(st.lists(indexes, max_size=2)) if set(i.columns) <= present.keys()),
        foreign_keys=tuple(fk for fk in draw(st.lists(foreign_keys, max_size=1)) if set(fk.columns) <= present.keys()),
    )


operations: st.SearchStrategy[Operation] = st.one_of(
    values(CreateTable, whole_tables()),
    values(DropTable, tables),
    values(RenameTable, tables, st.just("v")),
    values(SetTableComment, tables, st.sampled_from([None, "one", "two"])),
    values(SetTableSchema, tables, st.just("other")),
    values(AddColumn, tables, whole_columns, in_batch=st.just(True)),
    st.builds(lambda t, c: AddColumn(t, c, uniques=(Unique((c.name,)),)), tables, whole_columns),
    st.builds(lambda t, c: AddColumn(t, c, indexes=(Index((c.name,)),)), tables, whole_columns),
    values(DropColumn, tables, columns | st.just("id"), in_batch=st.just(True)),
    values(AlterColumn, tables, columns, nullable=st.booleans(), in_batch=st.just(True)),
    values(AlterColumn, tables, columns, type=st.just(TEXT), server_default=defaults, in_batch=st.just(True)),
    values(AlterColumn, tables, columns, new_name=st.just("d"), comment=st.just("new"), in_batch=st.just(True)),
    values(CreateIndex, tables, indexes),
    values(DropIndex, st.sampled_from(KEYS), tables),
    values(RenameIndex, st.sampled_from(KEYS), st.just("k9")),
    values(CreateConstraint, tables, uniques | foreign_keys | primary_keys | checks, in_batch=st.just(True)),
    values(DropConstraint, tables, constraint_names, in_batch=st.just(True)),
    values(RenameConstraint, tables, constraint_names, st.just("k9")),
)


@settings(max_examples=500, deadline=None)
@given(
    history=st.lists(operations, max_size=12),
    last=operations,
    dialect=st.sampled_from(["sqlite", "postgresql", "mysql"]),
    convention=st.sampled_from([{}, CONVENTION]),
)
def test_undoes_any_operation(history: list[Operation], last: Operation, dialect: str, convention: dict[str, str]) -> None:
    rules = Rules(dialect, convention)
    before = Schema()
    for operation in history:
        applied = apply(before, operation, rules)
        before = applied.schema if not applied.problems else before
    after, problems = apply(before, last, rules)
    if problems:
        return
    for undo in invert(last, before, rules):
        after = apply(after, undo, rules).schema
    assert same(after) == same(before)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(operations, max_size=12), convention=st.sampled_from([None, CONVENTION]))
def test_real_alembic_leaves_the_same(real: Any, history: list[Operation], convention: dict[str, str] | None) -> None:
    """What Alembic can run is no problem, and has the result that `apply` says."""
    rules = Rules(real.dialect) if convention is None else Rules(real.dialect, convention)
    schema = Schema()
    with real.connect() as connection:
        for operation in history:
            if real.dialect == "postgresql" and getattr(operation, "in_batch", False):
                operation = operation._replace(in_batch=False)  # type: ignore[call-arg]
            if not real.can_run(connection, operation, convention):
                continue
            schema, problems = apply(schema, operation, rules)
            assert problems == ()
        assert real.facts_of(schema) == real.reflected(connection)
