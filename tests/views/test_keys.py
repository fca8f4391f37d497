"""What is told of indexes and constraints, and where they are found, under whatever name they are written."""

from __future__ import annotations

import re
from typing import Any

from alembic_ls.views.definition import definition
from alembic_ls.views.hover import hover
from alembic_ls.views.references import references

MODELS = """
# file: models.py
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
class T(Base):
    __tablename__ = "t"
    __table_args__ = (sa.CheckConstraint("n > 0", name="positive"), sa.Index("ix_n", "n"))
    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
"""
HISTORY = """
# revision: a1: make t
op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer, nullable=False))
op.create_index("ix_old", "t", ["n"])
# revision: a2 after a1: more
op.create_check_constraint("positive", "t", "n > 0")
op.execute("ALTER INDEX ix_old RENAME TO ix_n")
# downgrade
op.drop_index("ix_n")
"""


def told(made: Any) -> str | None:
    """The hover's text, links without their places."""
    found = hover(*made[1])
    return None if found is None else re.sub(r"\]\(file://[^)]*\)", "]", found.markdown)


def test_a_key_is_told_as_the_database_has_it_with_its_own_history(make: Any) -> None:
    assert told(make(HISTORY + MODELS.replace('"ix_n"', '"ix<|>_n"'))) == (
        "**`ix_n`** of `t`\n\n"
        "In the database:\n```sql\nINDEX ix_n (n)\n```\n\n"
        "**History**\n"
        "- 2025-01-02 [`a2`] more: rename index `ix_old` to `ix_n`\n"
        "- 2025-01-01 [`a1`] make t: create index `ix_old` on `t`"
    )


def test_the_name_that_a_convention_makes_is_found(make: Any) -> None:
    opened, cursor = make(HISTORY + MODELS.replace('"positive"', '"posi<|>tive"'))
    assert told((opened, cursor)) == (
        "**`ck_t_positive`** of `t`\n\n"
        "In the database:\n```sql\nCONSTRAINT ck_t_positive CHECK (n > 0)\n```\n\n"
        "**History**\n- 2025-01-02 [`a2`] more: create check `positive` (n > 0) on `t`"
    )
    assert opened.shown(definition(*cursor)) == ["a2.py:15 positive"]


def test_a_key_that_is_not_migrated_and_one_that_is_not_known(make: Any) -> None:
    models = MODELS.replace('"ix_n"', '"ix<|>_m"')
    markdown = told(make(HISTORY + models))
    assert markdown is not None
    assert "Not in the database.\n\n**Not migrated**\n- index `ix_m` is not in the database" in markdown
    unknown = HISTORY.replace("# downgrade", "op.execute(open('a.sql').read())\n# downgrade")
    markdown = told(make(unknown + models))
    assert markdown is not None
    assert "Not known to be in the database: the text of this SQL is not known." in markdown


def test_references_follow_an_index_through_its_renames(make: Any) -> None:
    opened, cursor = make(HISTORY.replace('drop_index("ix_n")', 'drop_index("ix<|>_n")') + MODELS)
    assert opened.shown(references(*cursor, True)) == [
        "a1.py:16 ix_old",
        'a2.py:16 op.execute("ALTER INDEX ix_old RENAME TO ix_n")',
        "a2.py:20 ix_n",
        'models.py:7 sa.Index("ix_n", "n")',
    ]


def test_a_name_in_an_operation_shows_what_it_does_to_that_alone(make: Any) -> None:
    text = """
# revision: a1
op.create_table("p", sa.Column("id", sa.Integer, primary_key=True))
# revision: a2 after a1
op.create_table(
    "t",
    sa.Column("id", sa.Integer),
    sa.Column("p_id", sa.Integer),
    sa.ForeignKeyConstraint(["p_id"], ["p.id"]),
    sa.PrimaryKeyConstraint("id", name="pk_t"),
)
"""
    for needle, line in (
        ('"p<|>k_t"', "+ CONSTRAINT pk_t PRIMARY KEY (id)"),
        ('"p.<|>id"', "+ CONSTRAINT t_p_id_fkey FOREIGN KEY (p_id) REFERENCES p (id)"),
        ('"p_id", sa.In<|>teger', "+ p_id INTEGER"),
    ):
        markdown = told(make(text.replace(needle.replace("<|>", ""), needle)))
        assert markdown is not None
        assert "diff\n  t\n" + line in markdown
        assert "+ id INTEGER" not in markdown
