"""The message of a revision tells what belongs together in one, and many things by their tables alone."""

from __future__ import annotations

import pytest
from alembic_ls.fixes.create_migration import message_of
from alembic_ls.schema.difference import Difference


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([("add_column", "task", "rank")], "add rank to task"),
        ([("add_column", "task", "rank"), ("add_column", "task", "note")], "add rank and note to task"),
        ([("remove_column", "task", name) for name in "abcd"], "drop 4 columns from task"),
        ([("modify_type", "task", "rank")], "change type of task.rank"),
        ([("modify_type", "task", "rank"), ("modify_nullable", "task", "rank")], "change task.rank"),
        ([("modify_type", "task", "a"), ("modify_type", "task", "b")], "change type of task.a and change type of task.b"),
        ([("remove_index", "task", None, "ix"), ("add_index", "task", None, "ix")], "change index ix"),
        ([("remove_fk", "task", None, "fk"), ("add_fk", "task", None, "fk")], "change foreign key fk of task"),
        ([("remove_index", "task", None, "ix"), ("add_index", "task", None, "iy")], "drop index ix and create index iy"),
        ([("add_constraint", "task", None, "a,b")], "make a, b of task unique"),
        ([("modify_type", "task", name) for name in "abcd"], "change task"),
        ([("add_table", name) for name in "abcd"], "change 4 tables"),
    ],
)
def test_message(differences: list[tuple[str, ...]], expected: str) -> None:
    assert message_of([Difference(*each) for each in differences]) == expected
