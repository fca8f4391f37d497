"""Statements keep their meaning, whatever lines they are laid out in."""

from __future__ import annotations

import ast

import pytest
from alembic_ls.writing.layout import laid_out, requoted

_STATEMENTS = [
    "op.drop_column('task', 'x')",
    "op.create_table('a_table_of_a_long_name',\nsa.Column('id', sa.Integer(), nullable=False),\nsa.PrimaryKeyConstraint('id')\n)",
    "op.alter_column('task', 'x',\n           existing_type=sa.VARCHAR(length=50),\n           type_=sa.Text(),\n           existing_nullable=False)",
    "op.execute('UPDATE a SET b = 1, c = (2)')",
    "op.create_index('ix', 't', ['a', sa.literal_column('lower(b)')], unique=False, postgresql_where=sa.text('deleted_at IS NULL AND x > 3'))",
    "op.add_column('t', sa.Column('status', sa.Enum('a', 'b', 'it''s', name='status'), server_default=sa.text(\"'a'\"), nullable=False))",
]


@pytest.mark.parametrize("width", [20, 60, 88, 300])
@pytest.mark.parametrize("statement", _STATEMENTS)
def test_the_layout_changes_no_meaning(statement: str, width: int) -> None:
    made = laid_out(statement, 4, width)
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(statement))
    assert made == statement or "\n" in made or len(made) + 4 <= width or width == 20


@pytest.mark.parametrize("statement", _STATEMENTS)
def test_other_quotes_change_no_meaning(statement: str) -> None:
    assert ast.dump(ast.parse(requoted(statement))) == ast.dump(ast.parse(statement))
    assert "'" not in requoted("op.f('x')")


def test_a_long_text_is_cut_after_spaces() -> None:
    statement = 'op.execute("UPDATE task SET estimate = 1, weight = 2")'
    assert laid_out(statement, 4, 40) == "\n".join(
        ["op.execute(", '    "UPDATE task SET estimate = 1, "', '    "weight = 2"', ")"]
    )
    assert ast.dump(ast.parse(laid_out(statement, 4, 40))) == ast.dump(ast.parse(statement))


def test_one_argument_that_is_too_long_has_no_comma_behind_it() -> None:
    assert laid_out(f"op.drop_table('{'x' * 90}')") == f"op.drop_table(\n    '{'x' * 90}'\n)"
