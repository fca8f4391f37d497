"""Tables and columns through their renames: the same events as `Lineages` tells, from either end."""

from __future__ import annotations

from typing import Any

import pytest
from alembic_ls.views.memory import memory_of

_RENAMED = """
# revision: a1
op.create_table("t", sa.Column("id", sa.Integer), sa.Column("x", sa.Integer))
# revision: a2 after a1
op.alter_column("t", "x", new_column_name="y")
op.add_column("t", sa.Column("x", sa.Text))
# revision: a3 after a2
op.rename_table("t", "u")
op.drop_column("u", "x")
"""


def test_a_name_belongs_to_another_column_at_another_moment(make: Any) -> None:
    opened, _ = make(_RENAMED)
    threads = memory_of(opened.projects[0]).threads
    table = threads.table("t", 1)
    assert table is not None
    assert table.name == "u"
    first, second = threads.column(table, "x", 1), threads.column(table, "x", 3)
    assert first is not None
    assert second is not None
    assert (first.title, first.alive, second.title, second.alive) == ("u.y", True, "u.x", False)
    assert threads.column(table, "x", threads.end) is None
    assert threads.table("t", threads.end) is None


def test_what_was_done_is_what_the_history_tells(make: Any, todo: Any) -> None:
    for project in (*make(_RENAMED)[0].projects, *todo.projects):
        threads = memory_of(project).threads
        for key, table in project.history().tables.items():
            thread = threads.table(key, threads.end)
            assert thread is not None
            for name in table.columns:
                column = threads.column(thread, name, threads.end)
                assert column is not None
                told = [(event.revision, event.operation) for event in project.lineage(key, name)]
                assert [(step.revision, step.operation) for step in column.steps] == told


@pytest.mark.parametrize("moment", [0, 1, 3, 5])
def test_the_schema_at_a_moment_is_that_of_the_operations_before(make: Any, moment: int) -> None:
    opened, _ = make(_RENAMED)
    memory = memory_of(opened.projects[0])
    keys = {0: [], 1: [("t", ["id", "x"])], 3: [("t", ["id", "y", "x"])], 5: [("u", ["id", "y"])]}
    schema = memory.past.schema(moment)
    assert [(key, list(table.columns)) for key, table in schema.tables.items()] == keys[moment]


def test_the_schema_at_every_revision_is_the_history_s(todo: Any) -> None:
    project = todo.projects[0]
    past = memory_of(project).past
    for id_, (_, last) in past.threads.moments.items():
        if project.graph.ancestors(id_) == set(project.graph.order()[: project.graph.order().index(id_) + 1]):
            assert past.schema(last).tables == project.history(id_).tables
