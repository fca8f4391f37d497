"""What these tests share is imported by name; what Alembic imports for them is forgotten again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def nothing_of_a_project_stays_in_the_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A project's `models` are not those of the next, in this folder or in another."""
    path, modules, projects = list(sys.path), set(sys.modules), str(tmp_path_factory.getbasetemp())
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(projects):
            del sys.modules[name]
