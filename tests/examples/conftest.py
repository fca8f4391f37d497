"""The examples in a copy of their own, and the databases that real Alembic runs them on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

EXAMPLES = Path(__file__).parents[2] / "examples"


class Backend:
    """A copy of an example's backend, with an empty database that its env.py connects to."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments, in the example's folder and on its database; any warning is an error."""
        environment = {**os.environ, "DATABASE_URL": self.url, "PYTHONWARNINGS": "error"}
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def python(self, *arguments: str) -> str:
        """Run Python with arguments with which it has to succeed; what it printed comes out."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def alembic(self, *arguments: str) -> str:
        """Run an Alembic command that has to succeed; what it printed comes out."""
        return self.python("-m", "alembic", *arguments)

    def execute(self, sql: str, **values: object) -> None:
        """Execute one statement and commit it."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(sql), values)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query, as plain tuples."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(sql))]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on each of the two dialects."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'todo.db'}"
        return
    with request.getfixturevalue("new_database")() as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def backend_of(database_url: str, tmp_path: Path) -> Callable[[str], Backend]:
    """Make a copy of the backend of the example of this name."""

    def copy(example: str) -> Backend:
        folder = tmp_path / example
        shutil.copytree(EXAMPLES / example / "backend", folder, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
        return Backend(folder, database_url)

    return copy
