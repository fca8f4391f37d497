"""Drifts are seeded by changing a model's source: only what is meant changes."""

from __future__ import annotations

import pytest
from closure import surgery

_SQLMODEL = '''\
"""Models."""

from sqlmodel import Field, SQLModel


class Task(SQLModel, table=True):
    """What is to do."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200, index=True)
    note: str | None = None
'''
_MAPPED = """\
class Task(Base):
    __tablename__ = "task"
    __table_args__ = (sa.Index("ix_title", "title"), sa.CheckConstraint("id > 0"))

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    owner: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False)
"""
_COLUMN = """\
class Task(Base):
    __tablename__ = "task"
    id = Column(Integer, primary_key=True)
    title = Column("title", String(200), nullable=False)
"""

_CASES = {
    "a keyword more": (_SQLMODEL, lambda t: surgery.keyword(t, "Task", "title", "nullable", "True"), "index=True, nullable=True)"),
    "a keyword less": (_SQLMODEL, lambda t: surgery.keyword(t, "Task", "title", "index", None), "title: str = Field(max_length=200)\n"),
    "a keyword for a field without a call": (
        _SQLMODEL,
        lambda t: surgery.keyword(t, "Task", "note", "index", "True"),
        "note: str | None = Field(default=None, index=True)\n",
    ),
    "what Field hands on": (
        _SQLMODEL,
        lambda t: surgery.keyword(t, "Task", "title", "comment", '"x"'),
        'Field(max_length=200, index=True, sa_column_kwargs={"comment": "x"})',
    ),
    "a type in a Field": (_SQLMODEL, lambda t: surgery.retyped(t, "Task", "title", "sa.Text()"), "Field(index=True, sa_type=sa.Text())"),
    "a type for an annotation": (_MAPPED, lambda t: surgery.retyped(t, "Task", "title", "sa.Text()"), "Mapped[str] = mapped_column(sa.Text())\n"),
    "a type before a key": (
        _MAPPED,
        lambda t: surgery.retyped(t, "Task", "owner", "sa.Text()"),
        'mapped_column(sa.Text(), sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False)',
    ),
    "a type after a name": (_COLUMN, lambda t: surgery.retyped(t, "Task", "title", "sa.Text()"), 'Column("title", sa.Text(), nullable=False)'),
    "a key less": (_MAPPED, lambda t: surgery.foreign_key(t, "Task", "owner", None, drop=True), "mapped_column(nullable=False)"),
    "another ondelete": (_MAPPED, lambda t: surgery.foreign_key(t, "Task", "owner", "RESTRICT"), "ondelete='RESTRICT'), nullable"),
    "another name": (_MAPPED, lambda t: surgery.renamed_field(t, "Task", "title", "label"), "sa.Index(\"ix_title\", 'label'),"),
    "an argument less": (
        _MAPPED,
        lambda t: surgery.table_argument(t, "Task", 0, ("Index",), None),
        '__table_args__ = (sa.CheckConstraint("id > 0"),)',
    ),
    "an argument more": (_COLUMN, lambda t: surgery.with_table_argument(t, "Task", "X()"), "    __table_args__ = (X(),)\n"),
    "another table": (_COLUMN, lambda t: surgery.tablename(t, "Task", "job"), "__tablename__ = 'job'\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_only_what_is_meant_changes(name: str) -> None:
    before, change, expected = _CASES[name]
    after = change(before)
    assert expected in after
    kept = [line for line in before.split("\n") if line in after.split("\n")]
    assert len(kept) >= len(before.split("\n")) - 2


def test_what_cannot_be_changed_is_told() -> None:
    with pytest.raises(surgery.Unfit):
        surgery.keyword(_COLUMN, "Task", "title", "index", None)
    with pytest.raises(surgery.Unfit):
        surgery.without_field(_COLUMN, "Task", "owner")
