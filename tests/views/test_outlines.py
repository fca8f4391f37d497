"""Symbols, hierarchy, lenses and hints."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from alembic_ls.views.hierarchy import children, parents, prepare
from alembic_ls.views.hints import hints
from alembic_ls.views.lens import ago, lenses
from alembic_ls.views.symbols import document_symbols, workspace_symbols

NOW = datetime(2025, 1, 5, 10, tzinfo=timezone.utc)
PROJECT = """
# revision: a1: make t
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
# downgrade
op.drop_table("t")
# revision: a2 after a1: one side
op.add_column("t", sa.Column("x", sa.String))
# revision: a3 after a1: other side
op.drop_column("t", "name")
# downgrade
raise NotImplementedError
# revision: a4 after a2, a3
pass
# file: models.py
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[str | None]
    y: Mapped[str] = mapped_column(sa.Text)
class New(Base):
    __tablename__ = "new"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


@pytest.fixture
def opened(make: Any) -> Any:
    return make(PROJECT)[0]


def test_symbols_of_a_revision(opened: Any) -> None:
    (symbol,) = document_symbols(opened.projects, opened.path("alembic/versions/a1.py"))
    assert (symbol.name, symbol.kind, symbol.detail, opened.show(symbol.selection)) == (
        "make t",
        "revision",
        "a1",
        'a1.py:10 "a1"',
    )
    tree = [(each.name, [inner.name for inner in each.children]) for each in symbol.children]
    assert tree == [("upgrade", ["create table `t` (id, name)"]), ("downgrade", ["drop table `t`"])]


def test_symbols_of_models(opened: Any) -> None:
    symbols = document_symbols(opened.projects, opened.path("models.py"))
    assert [symbol.name for symbol in symbols] == ["t", "new"]
    assert [(each.name, each.detail) for each in symbols[0].children] == [
        ("id", "INTEGER NOT NULL"),
        ("x", "VARCHAR"),
        ("y", "TEXT NOT NULL"),
    ]


def test_a_symbol_s_name_is_inside_of_it_and_its_children_too(todo: Any) -> None:
    stack = [s for path in _all_paths(todo) for s in document_symbols(todo.projects, path)]
    assert stack
    while stack:
        symbol = stack.pop()
        for inner in (symbol.selection, *(child.span for child in symbol.children)):
            assert symbol.span[1:3] <= inner[1:3]
            assert inner[3:5] <= symbol.span[3:5]
        stack += symbol.children


def _all_paths(todo: Any) -> list[str]:
    return [str(path) for path in todo.root.rglob("*.py")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("tx", ["t.x"]), ("new", ["new", "new.id"]), ("side", ["one side", "other side"]), ("a3", ["other side"]), ("zz", [])],
)
def test_symbols_of_the_workspace(opened: Any, query: str, expected: list[str]) -> None:
    assert [symbol.name for symbol in workspace_symbols(opened.projects, query)] == expected


def test_symbols_that_hold_what_is_asked_for_come_before_those_that_have_its_letters(todo: Any) -> None:
    names = [symbol.name for symbol in workspace_symbols(todo.projects, "due")]
    assert names.index("task.due_date") < names.index("Replace task.done by task.status.")
    assert workspace_symbols(todo.projects, "user")[0].name == "user"


def test_hierarchy(opened: Any) -> None:
    (node,) = prepare(*opened.at("alembic/versions/a2.py", 'down_revision = "a1"', 18))
    assert (node.id, node.name, node.detail) == ("a1", "make t", "a1 · 2025-01-01")
    (own,) = prepare(*opened.at("alembic/versions/a2.py", "def upgrade"))
    assert own.id == "a2"
    assert [each.id for each in children(opened.projects, "a1")] == ["a2", "a3"]
    assert [each.id for each in parents(opened.projects, "a4")] == ["a2", "a3"]
    assert prepare(*opened.at("models.py", "class T")) == []


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("models.py", ["3 revisions · last a2, 3 days ago · 1 change not migrated", "no revisions · 1 change not migrated"]),
        ("alembic/versions/a1.py", ["base · 2 branch off here · reversible"]),
        ("alembic/versions/a2.py", ["not wholly reversible"]),
        ("alembic/versions/a3.py", ["irreversible"]),
        ("alembic/versions/a4.py", ["head · merges 2 · changes nothing"]),
        ("alembic/env.py", []),
    ],
)
def test_lenses(opened: Any, name: str, titles: list[str]) -> None:
    assert [lens.title for lens in lenses(opened.projects, opened.path(name), NOW)] == titles


def test_a_lens_leads_to_the_operations_those_that_ran_last_first(opened: Any) -> None:
    lens = lenses(opened.projects, opened.path("models.py"), NOW)[0]
    assert [opened.show(target).split(" ")[0] for target in lens.targets] == ["a2.py:15", "a3.py:15", "a1.py:15"]


@pytest.mark.parametrize(
    ("created", "text"),
    [
        ("2025-01-05 08:00:00", "today"),
        ("2025-01-04 09:00:00", "1 day ago"),
        ("2024-12-30", "6 days ago"),
        ("2024-12-15", "3 weeks ago"),
        ("2024-10-01", "3 months ago"),
        ("2020-01-01 00:00:00+00:00", "5 years ago"),
        ("2026-01-01", None),
        ("once upon a time", None),
        (None, None),
    ],
)
def test_ago(created: str | None, text: str | None) -> None:
    assert ago(created, NOW) == text


def test_hints_are_messages_and_types_that_nobody_wrote(opened: Any) -> None:
    path = opened.path("alembic/versions/a4.py")
    assert [(hint.text, hint.kind) for hint in hints(opened.projects, path, 0, 99)] == [
        ("one side", "message"),
        ("other side", "message"),
    ]
    found = hints(opened.projects, opened.path("models.py"), 0, 99)
    lines = opened.text("models.py").split("\n")
    assert [(lines[hint.line][: hint.character].strip(), hint.text) for hint in found] == [
        ("id: Mapped[int]", "INTEGER"),
        ("x: Mapped[str | None]", "VARCHAR"),
        ("id: Mapped[int]", "INTEGER"),
    ]
    assert hints(opened.projects, opened.path("models.py"), 0, 3) == []
