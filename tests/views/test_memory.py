"""What is remembered lives as long as what it is about; a history with holes in it has views too."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from alembic_ls.views.hover import hover
from alembic_ls.views.lens import lenses
from alembic_ls.views.memory import memory_of


def test_a_project_is_let_go(make: Any) -> None:
    opened, cursor = make("# revision: a1\nop.create_t<|>able('t', sa.Column('id', sa.Integer))\n")
    assert hover(*cursor) is not None
    kept = weakref.ref(opened.projects[0])
    remembered = weakref.ref(memory_of(opened.projects[0]))
    opened.projects.clear()
    del cursor
    gc.collect()
    assert kept() is None
    assert remembered() is None


def test_the_past_outlives_an_edit_of_the_models(make: Any) -> None:
    opened, _ = make("# revision: a1\nop.create_table('t', sa.Column('id', sa.Integer))\n")
    project = opened.projects[0]
    past = memory_of(project).past
    twin = project.with_models()
    assert memory_of(twin) is not memory_of(project)
    assert memory_of(twin).past is past


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# revision: a1 after a2\npass\n# revision: a2 after a1\nop.drop_<|>table('t')\n", "cannot be run"),
        ("# revision: a2 after a1\nop.drop_<|>table('t')\n", "head · "),  # a1 is not there
    ],
)
def test_a_broken_graph(make: Any, text: str, title: str) -> None:
    opened, cursor = make(text)
    hover(*cursor)
    (lens,) = lenses(opened.projects, opened.path("alembic/versions/a2.py"))
    assert lens.title.startswith(title)
    assert "base" not in lens.title


def test_behind_a_missing_revision_nothing_is_refused(make: Any) -> None:
    _, cursor = make("# revision: a2 after a1\nop.drop_<|>column('t', 'x')\n")
    found = hover(*cursor)
    assert found is not None
    assert "refuse" not in found.markdown
