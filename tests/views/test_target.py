"""What stands at a place."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.views.target import target_at

V = "backend/alembic/versions/"
M = "backend/app/models/"


@pytest.mark.parametrize(
    ("name", "needle", "skip", "kind", "titles"),
    [
        (V + "2025_01_13_4d0b1f6a92c7_create_user_and_task.py", '"name"', 2, "column", ["user.full_name"]),
        (V + "2025_01_13_4d0b1f6a92c7_create_user_and_task.py", '"user.id"', 2, "column", ["user.id"]),
        (V + "2025_01_13_4d0b1f6a92c7_create_user_and_task.py", "create_table", 2, "operation", ["user"]),
        (V + "2025_01_13_4d0b1f6a92c7_create_user_and_task.py", 'drop_table("task', 12, "table", ["task"]),
        (V + "2025_01_13_4d0b1f6a92c7_create_user_and_task.py", "ix_user_email", 2, "key", ["user"]),
        (V + "2025_03_24_1e7f02c9b8d3_rename_user_name.py", '"full_name"', 2, "column", ["user.full_name"]),
        (V + "2025_02_12_6c82d7f3a1e5_add_task_category.py", '["id"]', 3, "column", ["category.id"]),
        (V + "2025_02_12_6c82d7f3a1e5_add_task_category.py", '"category"', 3, "table", ["category"]),
        (V + "2025_03_04_27d8c16be94f_fill_task_position.py", '"position"', 3, "column", ["task.position"]),
        (M + "user.py", "full_name:", 4, "column", ["user.full_name"]),
        (M + "user.py", "User(", 1, "table", ["user"]),
        (M + "tag.py", '"task_tag"', 3, "table", ["task_tag"]),
        (M + "category.py", '"user.id"', 3, "column", ["user.id"]),
        (M + "category.py", '"name"', 3, "column", ["category.name"]),
        (M + "base.py", "created_at", 3, "column", [f"{t}.created_at" for t in ("category", "comment", "tag", "task", "user")]),
    ],
)
def test_the_example(todo: Any, name: str, needle: str, skip: int, kind: str, titles: list[str]) -> None:
    projects, path, line, character = todo.at(name, needle, skip)
    target = target_at(projects[0], path, line, character)
    assert target is not None
    assert target.kind == kind
    assert [subject.thread.title for subject in target.subjects if subject.thread is not None] == titles


@pytest.mark.parametrize("needle", ['"""Rename', "import sqlmodel", "def upgrade", "existing_type", "op.alter_column(\n"])
def test_nothing_stands_where_python_alone_speaks(todo: Any, needle: str) -> None:
    projects, path, line, character = todo.at(V + "2025_03_24_1e7f02c9b8d3_rename_user_name.py", needle)
    target = target_at(projects[0], path, line, character)
    assert target is None or target.kind == "operation"


def test_an_id_in_the_docstring_and_the_header(todo: Any) -> None:
    name = V + "2025_05_12_c7150e4ab93d_merge_tags_and_status.py"
    for needle, skip, id_ in (("Revises: ", 9, "a82f3d61e90b"), ('"3f6d9c08b7e2"', 4, "3f6d9c08b7e2")):
        projects, path, line, character = todo.at(name, needle, skip)
        target = target_at(projects[0], path, line, character)
        assert target is not None
        assert target.revision == id_


def test_a_column_of_a_loop_is_that_of_every_table(make: Any) -> None:
    text = """
# revision: a1
op.create_table("t", sa.Column("id", sa.Integer))
op.create_table("u", sa.Column("id", sa.Integer))
# revision: a2 after a1
for name in ("t", "u"):
    op.add_column(name, sa.Column("no<|>te", sa.Text))
"""
    _, (projects, path, line, character) = make(text)
    target = target_at(projects[0], path, line, character)
    assert target is not None
    assert [subject.table for subject in target.subjects] == ["t", "u"]
    assert {subject.column for subject in target.subjects} == {"note"}


@pytest.mark.parametrize(
    ("marked", "titles"),
    [
        (
            'sa.Table("bo<|>ok", Base.metadata, sa.Column("id", sa.Integer), sa.Column("by", sa.ForeignKey("author.id")))',
            ["book"],
        ),
        (
            'sa.Table("book", Base.metadata, sa.Column("i<|>d", sa.Integer), sa.Column("by", sa.ForeignKey("author.id")))',
            ["book.id"],
        ),
        (
            'sa.Table("book", Base.metadata, sa.Column("id", sa.Integer), sa.Column("by", sa.ForeignKey("auth<|>or.id")))',
            ["author.id"],
        ),
        (
            'class Book(Base):\n    __tablename__ = "book"\n    na<|>me: Mapped[int] = mapped_column("id", primary_key=True)',
            ["book.id"],
        ),
        (
            'class Book(Base):\n    __tablename__ = "book"\n    name: Mapped[int] = mapped_column("i<|>d", primary_key=True)',
            ["book.id"],
        ),
        (
            'class Book(Base):\n    __tablename__ = "book"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
            '    by: Mapped[int]\n    __table_args__ = (sa.ForeignKeyConstraint(["by"], ["author.i<|>d"]),)',
            ["author.id"],
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_models_in_other_words(make: Any, marked: str, titles: list[str], end: str) -> None:
    text = f"""
# revision: a1
op.create_table("author", sa.Column("id", sa.Integer))
op.create_table("book", sa.Column("id", sa.Integer), sa.Column("by", sa.Integer))
# file: models.py
class Author(Base):
    naïve = "ß"
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
{marked}
"""
    opened, (_, path, line, character) = make(text)
    with open(path, newline="", encoding="utf-8") as file:
        written = file.read()
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(written.replace("\n", end))
    target = target_at(opened.projects[0], path, line, character)
    assert target is not None
    assert [subject.thread.title for subject in target.subjects if subject.thread is not None] == titles
