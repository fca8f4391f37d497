"""From any place that means a thing to the others."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.views.definition import definition
from alembic_ls.views.highlight import highlight
from alembic_ls.views.links import links
from alembic_ls.views.references import references

PROJECT = """
# revision: a1
op.create_table("author", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
op.create_table("book", sa.Column("id", sa.Integer), sa.Column("by", sa.Integer, sa.ForeignKey("author.id")))
# revision: a2 after a1
op.alter_column("author", "name", new_column_name="title")
op.create_index("ix_title", "author", ["title"])
# downgrade
op.drop_index("ix_title", "author")
op.alter_column("author", "title", new_column_name="name")
# file: models.py
class Author(Base):
    __tablename__ = "author"
    __table_args__ = (sa.Index("ix_title", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(sa.Text)
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[int] = mapped_column(sa.ForeignKey("author.id"))
"""


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (("models.py", "title:"), ["a1.py:15 name"]),
        (("models.py", "Author("), ["a1.py:15 author"]),
        (("models.py", 'author.id"'), ["models.py:9 id"]),
        (("models.py", '"title"', 2), ["models.py:10 title"]),
        (("models.py", '"ix_title', 3), ["a2.py:16 ix_title"]),
        (("alembic/versions/a1.py", '"name"', 2), ["models.py:10 title"]),
        (("alembic/versions/a1.py", '"author.id"', 2), ["models.py:9 id"]),
        (("alembic/versions/a2.py", '"author"', 2), ["models.py:6 Author"]),
        (("alembic/versions/a2.py", '"ix_title"', 2), ['models.py:8 sa.Index("ix_title", "title")']),
        (("alembic/versions/a2.py", 'down_revision = "a1"', 18), ["a1.py:10 a1"]),
        (("alembic/versions/a2.py", "Revises: a1", 10), ["a1.py:10 a1"]),
        (("alembic/versions/a2.py", "op.create"), []),
    ],
)
def test_definition(make: Any, at: Any, expected: list[str]) -> None:
    opened, _ = make(PROJECT)
    assert opened.shown(definition(*opened.at(*at))) == expected


@pytest.mark.parametrize(
    "at", [("models.py", "title:"), ("alembic/versions/a1.py", '"name"', 2), ("alembic/versions/a2.py", '"title"', 2)]
)
def test_references_of_a_renamed_column_from_anywhere(make: Any, at: Any) -> None:
    opened, _ = make(PROJECT)
    assert opened.shown(references(*opened.at(*at))) == [
        "a1.py:15 name",
        "a2.py:15 name",
        "a2.py:15 title",
        "a2.py:16 title",
        "a2.py:21 title",
        "a2.py:21 name",
        "models.py:8 title",
        "models.py:10 title",
    ]


def test_references_without_the_declaration(make: Any) -> None:
    opened, _ = make(PROJECT)
    assert "models.py:9 id" not in opened.shown(references(*opened.at("models.py", "id:"), declaration=False))
    assert opened.shown(references(*opened.at("models.py", "id:"), declaration=False)) == [
        "a1.py:15 id",
        "a1.py:16 author.id",
        "models.py:14 author.id",
    ]


def test_references_of_an_operation_in_a_loop_are_the_operation(make: Any) -> None:
    text = (
        PROJECT
        + "# revision: a3 after a2\nfor table in ('author',):\n    op.add_column(table, sa.Column('n' + 'ote', sa.Text))\n"
    )
    text = text.replace("    title: M", "    note: Mapped[str]\n    title: M")
    opened, _ = make(text)
    assert opened.shown(references(*opened.at("models.py", "note:"))) == [
        "a3.py:16 op.add_column(table, sa.Column('n' + 'ote', sa.Text))",
        "models.py:10 note",
    ]


def test_highlights_are_of_one_file_and_say_what_writes(make: Any) -> None:
    opened, _ = make(PROJECT)
    found = highlight(*opened.at("alembic/versions/a2.py", '"title"', 2))
    assert [(opened.show(each.span), each.writes) for each in found] == [
        ("a2.py:15 name", True),
        ("a2.py:15 title", True),
        ("a2.py:16 title", False),
        ("a2.py:21 title", True),
        ("a2.py:21 name", True),
    ]


def test_links_are_on_ids_of_others(make: Any) -> None:
    opened, _ = make(PROJECT)
    found = links(opened.projects, opened.path("alembic/versions/a2.py"))
    assert [(opened.show(link.span), opened.show(link.target)) for link in found] == [
        ("a2.py:4 a1", 'a1.py:10 "a1"'),
        ("a2.py:11 a1", 'a1.py:10 "a1"'),
    ]
    assert links(opened.projects, opened.path("models.py")) == []


def test_a_model_that_no_revision_made_leads_to_itself(make: Any) -> None:
    opened, _ = make(
        '# file: models.py\nclass T(Base):\n    __tablename__ = "t"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    )
    assert opened.shown(definition(*opened.at("models.py", "T("))) == ["models.py:6 T"]
