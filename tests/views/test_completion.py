"""What may be typed, while the line is not yet whole."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.views.completion import completion

PROJECT = """
# revision: a1: first
op.create_table("author", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
op.create_index("ix_name", "author", ["name"])
# revision: a2 after a1: second
pass
# revision: a3 after a2: third
op.rename_table("author", "writer")
# file: models.py
class Writer(Base):
    __tablename__ = "writer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.Text)
    born: Mapped[int]
class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def labels(opened: Any, name: str, old: str, new: str) -> list[str]:
    """The labels where `old` of a file, as it was read, is replaced by what is being typed."""
    text = opened.text(name).replace(old, new, 1)
    offset = text.index("<|>")
    before = text[:offset]
    items = completion(
        opened.projects,
        opened.path(name),
        before.count("\n"),
        len(before.rpartition("\n")[2]),
        text.replace("<|>", ""),
    )
    assert [item.order for item in items] == sorted(item.order for item in items)
    return [item.label for item in items]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('op.drop_table("<|>', ["author"]),
        ('op.drop_table("wr<|>")', ["author"]),  # its name at that revision
        ('op.create_table("<|>")', ["writer", "book"]),
        ('op.drop_column("author", "<|>', ["id", "name"]),
        ('op.drop_column("nothing", "<|>', []),
        ('op.add_column("author", sa.Column("<|>', []),
        ('op.drop_index("<|>")', ["ix_name"]),
        ('op.drop_constraint("<|>", "author")', ["author_pkey"]),
        ('op.drop_constraint("<|>", "author", type_="primary")', ["author_pkey"]),
        ('op.drop_constraint("<|>", "author", type_="unique")', []),
        ('op.drop_constraint("<|>", "nothing")', ["author_pkey"]),
        ('op.drop_column(column_name="<|>", table_name="author")', ["id", "name"]),
        ('op.create_table("book", sa.Column("<|>"))', ["id"]),  # what its model has
        ('op.create_table("book", sa.Column("id"), sa.PrimaryKeyConstraint("<|>"))', ["id"]),
        ('op.rename_table("author", "<|>")', ["writer", "book"]),
        ('op.rename_table("<|>", "writer")', ["author"]),
        ('op.create_foreign_key("fk", "author", "author", ["name"], ["<|>"])', ["id", "name"]),
        ('with op.batch_alter_table("author") as batch_op:\n        batch_op.drop_column("<|>', ["id", "name"]),
        ('op.create_table("t", sa.Column("a", sa.ForeignKey("<|>")))', ["author.id"]),
        ('op.create_table("t", sa.Column("a", sa.ForeignKey("author.<|>")))', ["author.id", "author.name"]),
        ('op.execute("<|>")', []),
        ("op.drop_table(<|>)", []),
    ],
)
def test_names_as_they_are_at_that_revision(make: Any, typed: str, expected: list[str]) -> None:
    opened, _ = make(PROJECT)
    found = labels(opened, "alembic/versions/a2.py", "    pass", "    " + typed)
    assert found == expected


def test_a_column_that_is_added_is_one_of_the_models(make: Any) -> None:
    opened, _ = make(PROJECT)
    typed = 'op.rename_table("author", "writer")\n    op.add_column("writer", sa.Column("<|>'
    assert labels(opened, "alembic/versions/a3.py", 'op.rename_table("author", "writer")', typed) == ["born"]


def test_a_new_name_is_one_that_the_models_have_and_the_database_has_not(make: Any) -> None:
    opened, _ = make(PROJECT.replace("born: Mapped[int]", "born: Mapped[int] = mapped_column(index=True)"))
    old = 'op.rename_table("author", "writer")'
    for typed, expected in (
        ('op.alter_column("writer", "name", new_column_name="<|>', ["born"]),
        ('op.create_index("<|>", "writer", ["born"])', ["ix_writer_born"]),
        ('op.create_unique_constraint("<|>", "writer", ["born"])', []),
    ):
        assert labels(opened, "alembic/versions/a3.py", old, f"{old}\n    {typed}") == expected


def test_a_table_without_a_model_is_offered_to_a_model(make: Any) -> None:
    opened, _ = make(PROJECT.replace('"writer"', '"poet"'))
    assert labels(opened, "models.py", '"book"', '"<|>"') == []
    opened, _ = make(PROJECT.replace('__tablename__ = "writer"', '__tablename__ = "poet"'))
    assert labels(opened, "models.py", '"book"', '"<|>"') == ["writer"]


def test_what_the_lines_above_did_has_been_done(make: Any) -> None:
    opened, _ = make(PROJECT)
    typed = 'op.rename_table("author", "writer")\n    op.drop_table("<|>'
    assert labels(opened, "alembic/versions/a3.py", 'op.rename_table("author", "writer")', typed) == ["writer"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("born: Mapped[int]", 'born: Mapped[int] = mapped_column(sa.ForeignKey("<|>', ["writer.id", "book.id"]),
        ("born: Mapped[int]", 'born: Mapped[int] = mapped_column(sa.ForeignKey("book.<|>"))', ["book.id"]),
        ('"book"\n', '"book"\n    __table_args__ = (sa.UniqueConstraint("<|>"),)\n', ["id"]),
        ('"book"', '"b<|>"', []),
    ],
)
def test_in_models(make: Any, old: str, new: str, expected: list[str]) -> None:
    assert labels(make(PROJECT)[0], "models.py", old, new) == expected


def test_ids_are_those_that_may_come_before(make: Any) -> None:
    opened, _ = make(PROJECT)
    assert labels(opened, "alembic/versions/a2.py", 'down_revision = "a1"', 'down_revision = "<|>') == ["a1"]
    assert labels(opened, "alembic/versions/a3.py", 'down_revision = "a2"', 'down_revision = ("a1", "<|>") ') == ["a2", "a1"]
    assert labels(opened, "alembic/versions/a3.py", 'revision = "a3"', 'revision = "<|>"') == []


@pytest.mark.parametrize(
    ("typed", "replaced"),
    [('op.drop_table("wr<|>xx")', "wrxx"), ('op.drop_table("wr<|>)', "wr"), ('op.drop_column("wr<|>, "x")', "wr")],
)
def test_the_string_is_replaced_and_no_more(make: Any, typed: str, replaced: str) -> None:
    opened, _ = make(PROJECT)
    text = opened.text("alembic/versions/a2.py").replace("    pass", "    " + typed, 1)
    before = text[: text.index("<|>")]
    line = before.count("\n")
    text = text.replace("<|>", "")
    items = completion(opened.projects, opened.path("alembic/versions/a2.py"), line, len(before.rpartition("\n")[2]), text)
    span = items[0].span
    assert text.split("\n")[line][span.start_character : span.end_character] == replaced
