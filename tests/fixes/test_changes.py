"""The revision that is written for a change of models is run by real Alembic: up, checked, down to the very schema, and up again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import alembic
import pytest
from alembic_ls.cli.main import main

HERE = Path(__file__).parent
INI = "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = %(here)s\npath_separator = os\n"
ENV = """
import os

import models
import sqlalchemy as sa
from alembic import context

with sa.create_engine(os.environ["URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=models.Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
ENFORCING = """

@sa.event.listens_for(sa.Engine, "connect")
def look_after_keys(connection, record):
    if "sqlite" in str(type(connection)):
        connection.execute("PRAGMA foreign_keys=ON")
"""
MODELS = """
import datetime
import decimal
import enum
import uuid

import own_types
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


"""
OWN_TYPES = """
import sqlalchemy as sa


class Code(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True


class Sized(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True

    def __init__(self, half=3, doubled=True):
        super().__init__(half * 2 if doubled else half)
"""


class Change(NamedTuple):
    name: str
    dialects: str  # of the project; the database is of the first
    before: str
    after: str
    rows: str
    value: str
    kept: dict[str, list[str]]  # the rows after the upgrade, by table
    enforces: bool  # whether SQLite looks after foreign keys
    by_value: list[str]  # which values become which, up and down


def changes() -> Iterator[Any]:
    _, *texts = re.split(r"^=== ", (HERE / "changes.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in texts:
        title, _, body = text.partition("\n")
        name, *flags = (part.strip() for part in title.split("|"))
        parts = dict(re.findall(r"^--- (\w+)\n(.*?)(?=^--- |\Z)", body, flags=re.MULTILINE | re.DOTALL))
        value = next((flag.removeprefix("value=") for flag in flags if flag.startswith("value=")), "")
        only = next((flag.removeprefix("only=") for flag in flags if flag.startswith("only=")), "")
        among = next((flag.removeprefix("among=") for flag in flags if flag.startswith("among=")), "")
        for dialects in ("postgresql", "sqlite", "postgresql,sqlite", "sqlite,postgresql"):
            if not dialects.startswith(only) or among not in dialects:
                continue
            change = Change(
                name,
                dialects,
                parts["before"],
                parts["after"],
                parts.get("rows", ""),
                value,
                _kept(parts),
                "enforces" in flags,
                parts.get("replace", "").splitlines(),
            )
            yield pytest.param(change, id=f"{name}-{dialects}".replace(" ", "_").replace(",", "-"))


def _kept(parts: dict[str, str]) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for line in filter(None, parts.get("kept", "").splitlines()):
        table, _, values = line.partition(": ")
        kept.setdefault(table, []).append(values)
    return kept


@pytest.mark.parametrize("change", list(changes()))
def test_real_alembic_runs_what_is_written(change: Change, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = _project(tmp_path)
    with _database(change, folder, request) as url:
        models = MODELS + (ENFORCING if change.enforces else "")
        (folder / "models.py").write_text(models + change.before)
        _written(folder, change, "first")
        rows = f"sql {change.rows}" if change.rows else "fill"
        (before,) = _proven(folder, url, "upgrade head", rows, "schema")
        (folder / "models.py").write_text(models + change.after)
        text = _written(folder, change, "second")
        assert ("REPLACE_ME" in text) is bool(change.value or change.by_value)
        assert _checked(folder, change) == 0, text
        steps = ("upgrade head", "check", "rows", "downgrade -1", "schema", "upgrade head", "check", "rows")
        kept, after, again = _proven(folder, url, *steps)
        assert after == before, text
        for name, lines in change.kept.items():
            assert [", ".join(row[key] for key in row) for row in kept[name]] == lines
        assert {name: len(each) for name, each in again.items()} == {name: len(each) for name, each in kept.items()}


def _project(folder: Path) -> Path:
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI)
    (folder / "alembic" / "env.py").write_text(ENV)
    (folder / "own_types.py").write_text(OWN_TYPES)
    template = Path(alembic.__file__).parent / "templates" / "generic" / "script.py.mako"
    (folder / "alembic" / "script.py.mako").write_text(template.read_text())
    return folder


def _written(folder: Path, change: Change, message: str) -> str:
    given = ["--by-value"] if change.by_value else []
    assert main(["new", str(folder), "-m", message, "--dialect", change.dialects, *given]) == 0
    (path,) = (folder / "alembic" / "versions").glob(f"*_{message}.py")
    text = path.read_text()
    path.write_text(_with_values(text, change))
    return text


def _with_values(text: str, change: Change) -> str:
    if not change.by_value:
        return text.replace("REPLACE_ME", change.value)
    whole = re.sub(r' "\n *"', " ", text)  # a long text is laid out as several
    up, head, down = whole.partition("def downgrade")
    left = "WHEN REPLACE_ME THEN REPLACE_ME WHEN REPLACE_ME THEN REPLACE_ME"
    return up.replace(left, change.by_value[0]) + head + down.replace(left, change.by_value[1])


def _checked(folder: Path, change: Change) -> int:
    return main(["check", str(folder), "--dialect", change.dialects])


def _proven(folder: Path, url: str, *steps: str) -> list[Any]:
    environment = {"URL": url, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, HERE / "proof.py", str(folder), *steps], env=environment, capture_output=True, text=True, check=False
    )
    revisions = "\n".join(path.read_text() for path in (folder / "alembic" / "versions").glob("*_second.py"))
    assert done.returncode == 0, f"{(done.stdout + done.stderr)[-1500:]}\n{revisions}"
    return list(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _database(change: Change, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database."""
    if change.dialects.startswith("sqlite"):
        yield f"sqlite:///{folder / 'db.sqlite'}"
        return
    with request.getfixturevalue("new_database")() as url:
        yield url.render_as_string(hide_password=False)
