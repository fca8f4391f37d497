"""What is told of what the cursor is on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from alembic_ls.views.hover import hover

BASE = """
# revision: a1: make t
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
# downgrade
op.drop_table("t")
"""


def told(made: Any, *dialects: str) -> str | None:
    """The hover's text, links without their places."""
    opened, cursor = made
    found = hover(*cursor)
    return None if found is None else re.sub(r"\]\(file://[^)]*\)", "]", found.markdown).replace(str(opened.root), "")


def test_a_field_that_is_in_sync(make: Any) -> None:
    text = (
        BASE
        + """
# file: models.py
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    na<|>me: Mapped[str | None] = mapped_column(sa.String(20))
"""
    )
    assert told(make(text)) == (
        "**`t.name`**\n\n"
        "In the database:\n```sql\nname VARCHAR(20)\n```\n\n"
        "The model lets it be null, because its annotation `Mapped[str | None]` has `None`.\n\n"
        "**History**\n- 2025-01-01 [`a1`] make t: create table `t` with `name VARCHAR(20)`"
    )


def test_the_dialects_of_a_project_are_told_apart(make: Any) -> None:
    text = """
# revision: a1
op.create_table("t", sa.Column("id", sa.Uuid, primary_key=True))
# file: models.py
class T(Base):
    __tablename__ = "t"
    i<|>d: Mapped[int] = mapped_column(sa.Uuid, primary_key=True)
"""
    markdown = told(make(text, "postgresql", "sqlite"))
    assert markdown is not None
    assert "id UUID NOT NULL  -- postgresql\nid CHAR(32) NOT NULL  -- sqlite\n" in markdown


def test_what_is_not_migrated(make: Any) -> None:
    text = (
        BASE
        + """
# file: models.py
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    na<|>me: Mapped[str] = mapped_column(sa.String(30), index=True)
"""
    )
    markdown = told(make(text))
    assert markdown is not None
    assert sorted(markdown.split("**Not migrated**\n")[1].split("\n\n")[0].split("\n")) == [
        "- `name`: nullable true in the database, false in the models",
        "- `name`: type VARCHAR(20) in the database, VARCHAR(30) in the models",
        "- index `ix_t_name` is not in the database",
    ]


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("x: Mapped[str]", "does not let it be null, because its annotation `Mapped[str]` has no `None`"),
        ("x: Mapped[str] = mapped_column(nullable=True)", "lets it be null, because it says `nullable=True`"),
        ("x = mapped_column(sa.Text)", "lets it be null, because it says nothing else"),
        ("x: Mapped[int | None] = mapped_column(primary_key=True)", "does not let it be null, because it is a primary key"),
    ],
)
def test_why_it_is_nullable_or_not(make: Any, field: str, why: str) -> None:
    text = f'# file: models.py\nclass T(Base):\n    __tablename__ = "t"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    <|>{field}\n'
    markdown = told(make(text))
    assert markdown is not None
    assert f"The model {why}." in markdown
    assert "Not in the database." in markdown


def test_what_cannot_be_followed_is_unknown_with_its_reason(make: Any) -> None:
    text = (
        BASE
        + """
# file: models.py
import somewhere
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    na<|>me = mapped_column(somewhere.kind(), nullable=somewhere.may_be())
"""
    )
    markdown = told(make(text))
    assert markdown is not None
    assert "Whether it may be null is not known: " in markdown
    assert "The type in the model is not known: " in markdown
    assert "Not migrated" not in markdown


def test_a_class_has_its_table_s_history(make: Any) -> None:
    text = (
        BASE
        + """
# revision: a2 after a1: call it u
op.rename_table("t", "u")
# file: models.py
class <|>U(Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.String(20))
"""
    )
    assert told(make(text)) == (
        "**`u`**\n\n**History**\n"
        "- 2025-01-02 [`a2`] call it u: rename table `t` to `u`\n"
        "- 2025-01-01 [`a1`] make t: create table `t`"
    )


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (
            'op.al<|>ter_column("t", "name", new_column_name="title")',
            "Alter column `t.name`: rename to `title`\n\n```diff\n  t\n- name VARCHAR(20)\n+ title VARCHAR(20)\n```",
        ),
        (
            'op.add_<|>column("t", sa.Column("note", sa.Text))',
            "Add column `t.note` TEXT\n\n```diff\n  t\n+ note TEXT\n```",
        ),
        ('op.rename_<|>table("t", "u")', "Rename table `t` to `u`\n\n```diff\n- t\n+ u\n```"),
        (
            'op.create_<|>index("ix", "t", ["name"])',
            "Create index `ix` on `t`\n\n```diff\n  t\n+ INDEX ix (name)\n```",
        ),
        ('op.execute<|>("UPDATE t SET name = 1")', "Update rows of `t`: the schema stays as it is"),
        (
            'op.drop_<|>column("t", "gone")',
            "Drop column `t.gone`\n\n- The database would refuse this: column \\`t.gone\\` does not exist here",
        ),
    ],
)
def test_an_operation_does_this_to_the_schema(make: Any, operation: str, expected: str) -> None:
    assert told(make(f"{BASE}# revision: a2 after a1\n{operation}\n")) == expected


def test_a_downgrade_s_operation_meets_what_the_upgrade_left(make: Any) -> None:
    text = BASE.replace('op.drop_table("t")', 'op.drop_<|>table("t")')
    markdown = told(make(text))
    assert markdown == (
        "Drop table `t`\n\n```diff\n  t\n- id INTEGER NOT NULL\n- name VARCHAR(20)\n- CONSTRAINT t_pkey PRIMARY KEY (id)\n```"
    )


def test_a_statement_that_is_not_followed_says_why(make: Any) -> None:
    text = BASE + '# revision: a2 after a1\nop.exec<|>ute(f"ALTER TABLE t {nothing}")\n'
    markdown = told(make(text))
    assert markdown is not None
    assert markdown.startswith("Could not be followed: ")


def test_a_revision_id(make: Any) -> None:
    text = BASE + "# revision: a2 after a<|>1: second\nop.drop_column('t', 'name')\n# revision: a3 after a1: third\npass\n"
    assert told(make(text)) == (
        "**make t**\n\n[`a1`] · 2025-01-01 10:00\n\n"
        "- before 2025-01-02 [`a2`] second\n- before 2025-01-03 [`a3`] third\n\n"
        "**Does**\n- create table `t` (id, name)"
    )


@pytest.mark.parametrize(
    "text", ["# file: models.py\nx = <|>1\n", "# file: other.py\nx = '<|>t'\n", BASE.replace("sa.String", "sa.Str<|>ing")]
)
def test_elsewhere_nothing_is_told_or_the_operation(make: Any, text: str) -> None:
    markdown = told(make(text))
    assert markdown is None or markdown.startswith("Create table `t`")


def test_a_field_of_a_mixin_is_that_of_all_its_tables(todo: Any) -> None:
    found = hover(*todo.at("backend/app/models/base.py", "created_at"))
    assert found is not None
    assert found.markdown.startswith("**`created_at`** of `category`, `comment`, `tag`, `task`, `user`")
    assert todo.show(found.span) == "base.py:26 created_at"


def test_what_is_not_in_the_database_is_told_as_the_model_wants_it(make: Any) -> None:
    text = '# file: models.py\nclass T(Base):\n    __tablename__ = "t"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    na<|>me: Mapped[str]\n'
    markdown = told(make(text))
    assert markdown is not None
    assert "Not in the database.\n\nThe model wants:\n```sql\nname VARCHAR NOT NULL\n```" in markdown


def test_the_history_of_a_field_has_its_keys_and_its_enum_type(make: Any) -> None:
    text = """
# revision: a1: make t
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("mood", sa.Enum("sad", name="mood"), nullable=False))
# revision: a2 after a1: find moods
op.create_index("ix", "t", ["mood"])
# revision: a3 after a2: smile
op.execute("ALTER TYPE mood ADD VALUE 'glad'")
# revision: a4 after a3: seldom
op.drop_index("ix")
# file: models.py
import enum
class Mood(enum.Enum):
    sad = 1
    glad = 2
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    mo<|>od: Mapped[Mood]
"""
    markdown = told(make(text))
    assert markdown is not None
    assert "mood mood NOT NULL\nTYPE mood AS ENUM ('sad', 'glad')\n" in markdown
    assert markdown.split("**History**\n")[1].split("\n") == [
        "- 2025-01-04 [`a4`] seldom: drop index `ix`",
        "- 2025-01-03 [`a3`] smile: alter enum type `mood`: add value `glad`",
        "- 2025-01-02 [`a2`] find moods: create index `ix` on `t`",
        "- 2025-01-01 [`a1`] make t: create table `t` with `mood mood NOT NULL`",
    ]


def test_what_a_statement_may_have_changed_is_told_as_it_was_before(make: Any) -> None:
    text = (
        BASE
        + """
# revision: a2 after a1: by hand
op.execute(open("a.sql").read())
# file: models.py
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    na<|>me: Mapped[str | None] = mapped_column(sa.String(20))
"""
    )
    markdown = told(make(text))
    assert markdown is not None
    assert (
        "- A revision may have changed it: the text of this SQL is not known ([there])\n- Before that it was `name VARCHAR(20)`"
        in markdown
    )


def test_what_is_done_in_a_helper_links_to_the_revision(make: Any) -> None:
    text = """
# file: help.py
from alembic import op
def index(table):
    op.create_index("ix", table, ["id"])
# revision: a1
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
from help import index
index("t")
# file: models.py
class T(Base):
    __tablename__ = "t"
    i<|>d: Mapped[int] = mapped_column(primary_key=True)
"""
    found = hover(*make(text)[1])
    assert found is not None
    assert "help.py" not in found.markdown


def test_a_batch_is_told_as_all_that_is_done_in_it(make: Any) -> None:
    text = (
        BASE
        + """
# revision: a2 after a1
with op.batch_alter<|>_table("t") as batch_op:
    batch_op.add_column(sa.Column("n", sa.Integer))
    batch_op.drop_column("name")
op.create_index("ix", "t", ["n"])
"""
    )
    markdown = told(make(text))
    assert markdown == (
        "- Add column `t.n` INTEGER\n- Drop column `t.name`\n\n```diff\n  t\n+ n INTEGER\n- name VARCHAR(20)\n```"
    )


def test_two_fields_on_one_line_are_told_apart(make: Any) -> None:
    text = '# file: models.py\nclass T(Base):\n    __tablename__ = "t"\n    i<|>d: Mapped[int] = mapped_column(primary_key=True); n: Mapped[int | None]\n'
    markdown = told(make(text))
    assert markdown is not None
    assert "because it is a primary key" in markdown


def test_a_comment_that_is_not_migrated(make: Any) -> None:
    text = (
        BASE
        + """
# file: models.py
class <|>T(Base):
    __tablename__ = "t"
    __table_args__ = {"comment": "all of them"}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.String(20))
"""
    )
    markdown = told(make(text))
    assert markdown is not None
    assert "- comment none in the database, “all of them” in the models" in markdown
