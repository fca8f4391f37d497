"""Where `diff` keeps silent, and what depends on options, versions and databases that the tests cannot start."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.changes.diff import diff
from alembic_ls.changes.rules import Rules
from alembic_ls.schema.tables import Column, Computed, Default, ForeignKey, Identity, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import make_type
from alembic_ls.schema.unknown import Unknown

WHY = Unknown("no reader for it")
INTEGER, TEXT = make_type("Integer"), make_type("Text")


def table(name: str = "t", *, schema: str | None = None, **keys: Any) -> Table:
    columns = {"id": Column("id", INTEGER, False), "x": Column("x", TEXT), **keys.pop("columns", {})}
    return Table(name, schema, columns, **{"primary_key": PrimaryKey(("id",)), **keys})


def schema_of(*tables: Table, unknown: tuple[Unknown, ...] = ()) -> Schema:
    return Schema({t.key: t for t in tables}, unknown=unknown)


def found(database: Schema | Table, models: Schema | Table, dialect: str = "postgresql", **given: Any) -> list[list[str | None]]:
    """The differences, sorted; `given` holds filters and rules."""
    filters = {name: given.pop(name) for name in ("include_name", "include_object") if name in given}
    sides = [side if isinstance(side, Schema) else schema_of(side) for side in (database, models)]
    return sorted((d.as_list() for d in diff(*sides, Rules(dialect, **given), **filters)), key=str)


@pytest.mark.parametrize(
    ("database", "model"),
    [
        (Column("x", WHY), Column("x", TEXT)),
        (Column("x", TEXT), Column("x", WHY)),
        (Column("x", TEXT, WHY), Column("x", TEXT, False)),
        (Column("x", TEXT, True), Column("x", TEXT, WHY)),
        (Column("x", TEXT, comment=WHY), Column("x", TEXT, comment="c")),
        (Column("x", TEXT, server_default=Default("1")), Column("x", TEXT, server_default=WHY)),
        (Column("x", INTEGER, identity=WHY), Column("x", INTEGER, identity=Identity())),
    ],
)
def test_an_unknown_fact_is_no_difference(database: Column, model: Column) -> None:
    one, other = table(columns={"x": database}), table(columns={"x": model})
    assert found(one, other, compare_server_default=True) == []


@pytest.mark.parametrize("aspect", ["foreign_keys", "uniques", "indexes"])
def test_the_models_may_have_more_keys(aspect: str) -> None:
    keys: dict[str, Any] = {
        "foreign_keys": (ForeignKey(("x",), "t", ("id",), "k"),),
        "uniques": (Unique(("x",), "k"),),
        "indexes": (Index(("x",), "k"),),
    }
    full, bare = table(**{aspect: keys[aspect]}), table()
    assert len(found(full, bare)) == 1
    assert found(full, bare._replace(unknown={aspect: WHY})) == []
    assert len(found(bare._replace(unknown={"checks": WHY}), full)) == 1
    assert found(bare._replace(unknown={aspect: WHY}), full) == []


def test_the_models_may_have_more_columns() -> None:
    full = table(columns={"y": Column("y", TEXT)}, indexes=(Index(("y",), "ix"),))
    assert found(full, table()) == [["remove_column", "t", "y"], ["remove_index", "t", "ix"]]
    assert found(full, table()._replace(unknown={"columns": WHY})) == []


def test_there_may_be_more_tables() -> None:
    assert found(schema_of(unknown=(WHY,)), table()) == []
    assert found(table(), schema_of(unknown=(WHY,))) == []


def test_an_unknown_option_of_a_foreign_key() -> None:
    one = table(foreign_keys=(ForeignKey(("x",), "t", ("id",), ondelete="CASCADE"),))
    other = table(foreign_keys=(ForeignKey(("x",), "t", ("id",), ondelete=WHY),))
    assert found(one, other) == []


@pytest.mark.parametrize("kind", ["table", "column", "index", "unique_constraint", "foreign_key_constraint"])
@pytest.mark.parametrize("which", ["include_name", "include_object"])
def test_a_filter_that_cannot_be_followed(kind: str, which: str) -> None:
    one = table(
        foreign_keys=(ForeignKey(("x",), "t", ("id",), "fk"),), uniques=(Unique(("x",), "uq"),), indexes=(Index(("x",), "ix"),)
    )
    other = table(columns={"x": Column("x", INTEGER), "y": Column("y", TEXT)})
    answer = {
        "include_name": lambda name, type_, parents: WHY if type_ == kind else True,
        "include_object": lambda value, name, type_, reflected, compare_to: WHY if type_ == kind else True,
    }[which]
    hidden = {
        "table": {"remove_index", "remove_constraint", "remove_fk", "modify_type", "add_column"},
        "column": {"modify_type", "add_column"} if which == "include_object" else {"modify_type"},
        "index": {"remove_index"},
        "unique_constraint": {"remove_constraint"},
        "foreign_key_constraint": {"remove_fk"},
    }[kind]
    everything = {row[0] for row in found(one, other)}
    assert everything == {"remove_index", "remove_constraint", "remove_fk", "modify_type", "add_column"}
    assert {row[0] for row in found(one, other, **{which: answer})} == everything - hidden


def test_what_the_filters_are_told() -> None:
    asked: list[object] = []

    def include_name(name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
        asked.append((name, type_, dict(parent_names)))
        return True

    found(table(schema="s", indexes=(Index(("x",), "ix"),)), schema_of(), include_name=include_name, include_schemas=True)
    of_table = {"schema_name": "s", "schema_qualified_table_name": "s.t"}
    assert asked == [
        (None, "schema", {}),
        ("s", "schema", {}),
        ("t", "table", of_table),
        ("ix", "index", {"table_name": "t", **of_table}),
    ]


def test_the_filter_of_a_key_is_told_its_table() -> None:
    asked: list[object] = []

    def include_object(value: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
        asked.append((kind, value))
        return True

    index, there = Index(("x",), "ix"), table(indexes=(Index(("x",), "ix"),))
    found(there, schema_of(), include_object=include_object)
    assert asked == [("table", there), ("index", (index, there))]


def test_other_schemas_are_looked_at_where_env_py_says_so() -> None:
    there, models = schema_of(table(schema="s")), schema_of(table(schema="s"))
    assert found(there, models) == [["add_table", "s.t", None]]
    assert found(there, models, include_schemas=True) == []


def test_a_model_in_the_default_schema_by_name(postgresql: Any) -> None:
    model = table(schema="public", foreign_keys=(ForeignKey(("id",), "public.u", ("id",)),))
    there = table(foreign_keys=(ForeignKey(("id",), "u", ("id",)),))
    database, models = schema_of(table("u"), there), schema_of(table("u", schema="public"), model)
    assert found(database, models) == [["add_fk", "public.t", "id"], ["remove_fk", "public.t", "id"]]
    assert [row[0] for row in postgresql.differences(database, models)] == ["add_fk", "remove_fk"]


def test_the_version_table_and_views_are_left_out() -> None:
    view = table("v", is_view=True)
    assert found(schema_of(table("alembic_version"), view), schema_of(table("alembic_version"))) == []
    assert found(schema_of(view), table("v")) == [["add_table", "v", None]]


@pytest.mark.parametrize(("version", "seen"), [((1, 17, 2), True), ((1, 18), False)])
def test_identities_were_compared_by_older_versions(version: tuple[int, ...], seen: bool) -> None:
    model = table(columns={"x": Column("x", INTEGER, identity=Identity())})
    there = table(columns={"x": Column("x", INTEGER)})
    assert found(there, model, alembic_version=version) == ([["modify_default", "t", "x"]] if seen else [])


def test_a_computed_column_that_says_nothing_of_null() -> None:
    computed = Column("x", INTEGER, True, computed=Computed("id + 1"))
    assert found(table(columns={"x": computed._replace(nullable=False)}), table(columns={"x": computed})) == []
    assert found(table(columns={"x": computed}), table(columns={"x": computed._replace(nullable=False)})) != []


@pytest.mark.parametrize(
    ("there", "wanted", "differs"),
    [
        ("(lower(email))", "(lower(email))", False),
        ("(lower((email)::text))", "(lower(email))", False),
        ("(email DESC)", "(email desc nulls first)", False),
        ("(email ASC)", "email", False),
        ("(email DESC)", "email", True),
        ("(lower(email))", "(upper(email))", True),
        ("(lower(email))", "email", True),
        ("(a || b)", "(b || a)", False),  # the same words: what PostgreSQL made of them is not known
    ],
)
def test_expressions_of_an_index(there: str, wanted: str, differs: bool) -> None:
    one, other = (table(indexes=(Index((text,), "ix"),)) for text in (there, wanted))
    assert bool(found(one, other)) is differs


@pytest.mark.parametrize("dialect", ["sqlite", "mysql"])
def test_a_text_in_an_index_is_no_column_to_alembic(dialect: str) -> None:
    there, wanted = (table(indexes=(Index((text,), "ix"),)) for text in ("email", "(email DESC)"))
    assert found(there, wanted, dialect) == [["add_index", "t", "ix"], ["remove_index", "t", "ix"]]
    assert found(table(), wanted, "sqlite") == []  # it cannot be told back there


class TestMySQL:
    """There is no MySQL to ask here; these follow Alembic's source, and a real project's differences once."""

    def test_restrict_is_its_default(self) -> None:
        one = table(foreign_keys=(ForeignKey(("x",), "t", ("id",)),))
        other = table(foreign_keys=(ForeignKey(("x",), "t", ("id",), ondelete="RESTRICT", onupdate="RESTRICT"),))
        assert found(one, other, "mysql") == []
        assert found(one, other, "postgresql") != []

    def test_an_index_of_its_own_is_left_out(self) -> None:
        fk = (ForeignKey(("x",), "t", ("id",), "fk"),)
        for name in ("x", "fk"):
            assert found(table(foreign_keys=fk, indexes=(Index(("x",), name),)), table(foreign_keys=fk), "mysql") == []
        other = table(foreign_keys=fk, indexes=(Index(("x",), "ix"),))
        assert found(other, table(foreign_keys=fk), "mysql") == [["remove_index", "t", "ix"]]

    @pytest.mark.parametrize("there", [{"uniques": (Unique(("x",), "k"),)}, {"indexes": (Index(("x",), "k", True),)}])
    @pytest.mark.parametrize(
        "wanted", [{"uniques": (Unique(("x",), "k"),)}, {"indexes": (Index(("x",), "k", True),)}, {"uniques": (Unique(("x",)),)}]
    )
    def test_a_unique_is_a_unique(self, there: dict[str, Any], wanted: dict[str, Any]) -> None:
        assert found(table(**there), table(**wanted), "mysql") == []

    def test_a_unique_that_nobody_wants_is_an_index(self) -> None:
        assert found(table(uniques=(Unique(("x",), "k"),)), table(), "mysql") == [["remove_index", "t", "k"]]
