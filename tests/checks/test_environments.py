"""What env.py hands to the revisions, and how it runs them, decides what drift is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.resources import files

import pytest
from alembic_ls.checks.registry import DRIFT
from alembic_ls.findings.finding import Finding

Check = Callable[..., list[Finding]]


@pytest.fixture
def check_marked(check_marked: Check) -> Check:
    """For the rules of drift: what the revisions here do besides, or leave out, is beside the point."""
    return partial(check_marked, of=DRIFT)


_MULTIDB = (
    (files("alembic") / "templates" / "multidb" / "env.py")
    .read_text()
    .replace("target_metadata = {}", "from models import a, b\ntarget_metadata = {'one': a, 'two': b}")
)
_SEVERAL = f"""
# file: alembic.ini
[alembic]
script_location = alembic
prepend_sys_path = .
databases = one, two
# file: alembic/env.py
{_MULTIDB}
# file: models.py
import sqlalchemy as sa

a, b = sa.MetaData(), sa.MetaData()
sa.Table("user", a, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text))  # expect: missing-column
sa.Table("task", b, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.Text))
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()


def downgrade(engine_name: str) -> None:
    globals()["downgrade_%s" % engine_name]()


def upgrade_one():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))


def upgrade_two():
    op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("title", sa.Text()))
"""


def test_a_revision_is_run_for_each_of_several_databases(check_marked: Check) -> None:
    check_marked(_SEVERAL)


def test_a_table_that_several_databases_have_is_not_known(check_marked: Check) -> None:
    both = '    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))\n'
    check_marked(_SEVERAL.replace("  # expect: missing-column", "") + both, followed=False)


def test_where_it_is_not_known_which_databases_there_are_nothing_is_missing(check_marked: Check) -> None:
    text = _SEVERAL.replace("  # expect: missing-column", "").replace("databases = one, two\n", "")
    check_marked(text.replace('config.get_main_option("databases", "")', "names_of_databases()"), followed=False)


_HANDED = """
# file: alembic/env.py
from alembic import context
from models import metadata

with_prefix = dict(prefix="app_")
context.configure(target_metadata=metadata, dialect_name="postgresql")
with context.begin_transaction():
    context.run_migrations(HANDED)
# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("app_user", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text))  # expect: missing-column
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade(TAKEN):
    op.create_table(f"{PREFIX}user", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.mark.parametrize(
    ("handed", "taken", "prefix"),
    [
        ("prefix='app_'", "prefix", "prefix"),
        ("**with_prefix", "*, prefix: str", "prefix"),
        ("prefix='app_', unasked=1", "prefix=''", "prefix"),
        ("", "prefix='app_'", "prefix"),
        ("**with_prefix", "**kwargs", "kwargs['prefix']"),
        ("config=context.config", "config", "config.get_main_option('prefix', 'app_')"),
    ],
)
def test_what_env_py_hands_over_is_what_the_revision_takes(handed: str, taken: str, prefix: str, check_marked: Check) -> None:
    check_marked(_HANDED.replace("HANDED", handed).replace("TAKEN", taken).replace("PREFIX", prefix))


@pytest.mark.parametrize("handed", ["", "prefix=unknown()", "**unknown()"])
def test_what_env_py_does_not_say_may_be_anything(handed: str, check_marked: Check) -> None:
    text = _HANDED.replace("HANDED", handed).replace("TAKEN", "prefix").replace("PREFIX", "prefix")
    check_marked(text.replace("  # expect: missing-column", ""), followed=False)


_UNTARGETED = """
# file: alembic/env.py
from alembic import context

target_metadata = None


def run(connection):
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()


run(None)
# file: app/__init__.py
# file: app/models.py
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("user", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text))  # expect: missing-column
sa.Table("of_another_database", metadata, sa.Column("id", sa.Integer, primary_key=True))
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("of_no_model", sa.Column("id", sa.Integer(), primary_key=True))
"""


def test_where_env_py_targets_nothing_tables_are_compared_that_both_sides_have(check_marked: Check) -> None:
    check_marked(_UNTARGETED, followed=False)


_LOCATED = """
# file: alembic/env.py
from pathlib import Path

from alembic import context
from models import metadata, versions_of


def run(connection):
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


async def apply(bind):
    context.script.version_locations = [LOCATION]
    async with bind.connect() as connection:
        await connection.run_sync(run)


START
# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("user", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text))MARK
# file: alembic/versions/postgresql/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.mark.parametrize(
    "start", ["import asyncio\nasyncio.run(apply(engine))", "from elsewhere import run_async\nrun_async(apply)"]
)
@pytest.mark.parametrize(
    "location",
    [
        'Path(__file__).parent / "versions" / "postgresql"',
        'str(Path(__file__).parent / "versions" / engine.dialect.name)',
        "Path(__file__).parent / 'versions' / make_url(url_of_settings()).get_backend_name()",
        "backend().folder",
    ],
)
def test_env_py_itself_may_say_where_the_revisions_lie(location: str, start: str, check_marked: Check) -> None:
    head = """from sqlalchemy import create_engine, make_url

engine = create_engine(unknown())


class Postgres:
    @property
    def folder(self):
        return Path(__file__).parent / "versions" / "postgresql"


class SQLite(Postgres):
    @property
    def folder(self):
        return Path(__file__).parent / "versions" / "sqlite"


def backend():
    if unknown().startswith("sqlite"):
        return SQLite()
    return Postgres()
"""
    text = _LOCATED.replace("START", start).replace("LOCATION", location).replace("MARK", "  # expect: missing-column")
    check_marked(text.replace("\n\n\ndef run(", f"\n{head}\n\ndef run(", 1))


def test_the_user_may_say_where_the_revisions_lie_whatever_env_py_says(check_marked: Check) -> None:
    text = _LOCATED.replace("START", "apply(None)").replace("LOCATION", "versions_of(unknown())")
    check_marked(text.replace("MARK", "  # expect: missing-column"), versions=("alembic/versions/postgresql",))


def test_revisions_that_lie_nobody_knows_where_leave_nothing_to_tell(check_marked: Check) -> None:
    text = _LOCATED.replace("START", "apply(None)").replace("LOCATION", "versions_of(unknown())").replace("MARK", "")
    check_marked(text, followed=False)


_GUARDED = """
# file: alembic.ini
[alembic]
script_location = alembic
prepend_sys_path = .
WRITTEN
# file: alembic/env.py
from alembic import context
from models import metadata
from sqlalchemy import create_engine, make_url

target_metadata = metadata


def run():
    url = context.config.get_main_option("sqlalchemy.url")
    if not url or make_url(url).get_backend_name() not in ("postgresql", "sqlite"):
        raise RuntimeError("sqlalchemy.url is not set")
    with create_engine(url).connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, include_name=lambda name, kind, parents: name != "kept")
        with context.begin_transaction():
            context.run_migrations()


run()
# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("kept", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.mark.parametrize("written", ["", "sqlalchemy.url = driver://user:pass@localhost/dbname"])
def test_a_url_that_whoever_runs_alembic_sets_is_there(written: str, check_marked: Check) -> None:
    check_marked(_GUARDED.replace("WRITTEN", written))


_OPTED = """
# file: alembic/env.py
from alembic import context
from models import metadata

table_prefix = context.config.attributes.get("table_prefix", "app_")
context.configure(target_metadata=metadata, dialect_name="postgresql", table_prefix=PREFIX)
with context.begin_transaction():
    context.run_migrations()
# file: models.py
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("app_user", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.Text))MARK
# file: alembic/versions/1.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    table_prefix = op.get_context().opts["table_prefix"]
    name = op.get_context().opts.get("user_table", "user")
    op.create_table(f"{table_prefix}{name}", sa.Column("id", sa.Integer(), primary_key=True))
"""


def test_what_env_py_configures_is_what_a_revision_asks_for(check_marked: Check) -> None:
    check_marked(_OPTED.replace("PREFIX", "table_prefix").replace("MARK", "  # expect: missing-column"))


def test_what_env_py_configures_otherwise_than_can_be_followed_is_not_known(check_marked: Check) -> None:
    check_marked(_OPTED.replace("PREFIX", "unknown()").replace("MARK", ""), followed=False)
