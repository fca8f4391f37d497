"""The string at a place, and what it is an argument of."""

from __future__ import annotations

import pytest
from alembic_ls.views.literal import literal_at
from alembic_ls.views.roles import role_of, written_table


@pytest.mark.parametrize(
    ("text", "role", "table"),
    [
        ('op.drop_column("t|", "a")', "table", None),
        ('op.drop_column("t", "a|")', "column", "t"),
        ('op.drop_column("t", "a|', "column", "t"),  # half typed
        ('op.drop_column(table_name="t", column_name="|', "column", "t"),
        ('op.alter_column("t", "a", new_column_name="b|")', "column", "t"),
        ('batch_op.drop_column("a|")', "column", None),
        ('op.create_index("ix|", "t", ["a"])', "key", None),
        ('op.create_index(op.f("ix|"), "t", ["a"])', "key", None),
        ('op.create_index(op.f("ix"), "t", ["a", "b|"])', "column", "t"),
        ('op.create_foreign_key("fk", "t", "o|", ["a"], ["id"])', "referent", "t"),
        ('batch_op.create_foreign_key("fk", "o", ["a"], ["id|"])', "refers", None),
        ('op.create_table("t", sa.Column("a|", sa.Integer()))', "column", "t"),
        ('op.create_table("t", sa.Column("a", sa.ForeignKey("o.id|")))', "target", "t"),
        ('owner: int = Field(default=None, foreign_key="o.i|', "target", None),
        ('__tablename__ = "t|"', "table", None),
        ('down_revision: Union[str, None] = "a|"', "revision", None),
        ('down_revision = ("a", "b|")', "revision", None),
        ('op.add_column("t\nop.drop_column("x", "a|', "column", "x"),  # the line above is half typed
        ('op.create_foreign_key(\n    op.f("fk"), "t",\n    "o|", ["a"], ["id"])', "referent", "t"),
        ("inspector.get_columns('t|')", "table", None),
    ],
)
def test_a_literal_names_what_its_argument_does(text: str, role: str, table: str | None) -> None:
    literal = literal_at(text.replace("|", ""), text.index("|"))
    assert literal is not None
    found = role_of(literal)
    assert found is not None
    assert (found.name, written_table(found.calls)) == (role, table)


@pytest.mark.parametrize(
    "text", ['op.execute("SELECT |1")', 'x = "|"', '# op.drop_table("|")', "op.drop_table(|)", '"""doc |"""']
)
def test_other_places_name_nothing(text: str) -> None:
    literal = literal_at(text.replace("|", ""), text.index("|"))
    assert literal is None or role_of(literal) is None


def test_what_is_typed_ends_at_the_place() -> None:
    literal = literal_at('f("abc', 5)
    assert literal is not None
    assert (literal.text, literal.typed, literal.closed) == ("abc", "ab", False)
