"""Models changed to what the database has: our check finds nothing more there, and real Alembic, which imports them, neither."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.run import run
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes import add_field, change_field, field_key, remove_field
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.registry import offers
from alembic_ls.workspace.environment import Said
from applied import applied

HERE = Path(__file__).parent
INI = "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = %(here)s\npath_separator = os\n"
ENV = """
import os

import models
import sqlalchemy as sa
from alembic import context

if hasattr(models, "SQLModel"):
    metadata = models.SQLModel.metadata
elif hasattr(models, "Base"):
    metadata = models.Base.metadata
else:
    metadata = models.metadata
with sa.create_engine(os.environ["URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\nrevision = 'r0'\ndown_revision = None\n\n\ndef upgrade():\n{}\n"
REMEDIES = (add_field, remove_field, change_field, field_key)


class Case(NamedTuple):
    name: str
    rules: tuple[str, ...]
    dialects: tuple[str, ...]
    sections: dict[str, str]


def cases() -> Iterator[Any]:
    _, *texts = re.split(r"^=== ", (HERE / "models.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in texts:
        title, _, body = text.partition("\n")
        name, rule, dialects = (part.strip() for part in title.split("|"))
        parts = re.split(r"^--- ", body, flags=re.MULTILINE)[1:]
        sections = {part.partition("\n")[0].strip(): part.partition("\n")[2].strip("\n") + "\n" for part in parts}
        yield pytest.param(Case(name, tuple(rule.split()), tuple(dialects.split()), sections), id=name)


CASES = list(cases())


def write(case: Case, folder: Path) -> None:
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI)
    (folder / "alembic" / "env.py").write_text(ENV)
    body = "".join(f"    {line}\n" for line in case.sections["database"].strip("\n").split("\n"))
    (folder / "alembic" / "versions" / "r0.py").write_text(REVISION.format(body))
    (folder / "models.py").write_text(case.sections["before"])


def _read(case: Case, folder: Path) -> tuple[Sequence[Project], list[Finding]]:
    projects, problems = open_projects(str(folder), Said(dialects=case.dialects))
    assert not problems
    findings = merged(run(project) for project in projects)
    return projects, [finding for finding in findings if finding.where.path.endswith("models.py")]


def _ours(projects: Sequence[Project], findings: Sequence[Finding]) -> list[Offer]:
    """What can be done to the models."""
    bench = Bench(lambda: projects)
    found = [offer for f in findings for remedy in REMEDIES if f.rule in remedy.RULES for offer in remedy.offers(bench, f)]  # type: ignore[attr-defined]
    return [offer for offer in found if offer.refused is None]


def changed(case: Case, folder: Path) -> str:
    """Takes up one offer after the other."""
    write(case, folder)
    for _ in range(9):
        projects, findings = _read(case, folder)
        found = _ours(projects, [finding for finding in findings if finding.rule in case.rules])
        if not found:
            break
        applied(found[0].make(False))
    return (folder / "models.py").read_text()


@pytest.mark.parametrize("case", CASES)
def test_the_model_says_what_the_database_has(case: Case, tmp_path: Path) -> None:
    text = changed(case, tmp_path)
    assert text == case.sections["after"]
    projects, left = _read(case, tmp_path)
    assert left == [], text
    assert not any(project.unknowns() for project in projects)


@pytest.mark.parametrize("case", CASES)
def test_real_alembic_finds_nothing_more(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    changed(case, tmp_path)
    for dialect in case.dialects:
        command = [sys.executable, str(HERE / "proof.py"), str(tmp_path), "upgrade head", "check"]
        with _url(dialect, tmp_path, request) as url:
            done = subprocess.run(command, env={**os.environ, "URL": url}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (tmp_path / "models.py").read_text() + done.stderr[-900:]


@contextmanager
def _url(dialect: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if dialect == "sqlite":
        yield f"sqlite:///{folder / 'database'}"
        return
    with request.getfixturevalue("new_database")() as url:
        yield url.render_as_string(hide_password=False)


def test_the_revision_comes_first_and_is_preferred(tmp_path: Path) -> None:
    case = CASES[0].values[0]
    write(case, tmp_path)
    projects, findings = _read(case, tmp_path)
    found = list(offers(Bench(lambda: projects), findings[0]))
    titles = [offer.title for offer in found]
    assert titles.index("Create migration: drop nick from user") < titles.index("Add field `nick` to the model")
    assert [offer.title for offer in found if offer.is_preferred] == ["Create migration: drop nick from user"]


SQLMODEL = "from sqlmodel import Field, SQLModel\n\n\n"
USER = SQLMODEL + "class User(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
# What cannot be said right in the model is not offered: the database's columns besides `id`, and the model.
REFUSED = {
    "an index that is over a condition": (
        'sa.Column("nick", sa.String()), sa.Index("ix_user_nick", "nick", postgresql_where=sa.text("nick IS NOT NULL"))',
        USER,
    ),
    "a computed column": ('sa.Column("nick", sa.Integer(), sa.Computed("id + 1"))', USER),
    "a type without a name in Python": ('sa.Column("nick", postgresql.INET())', USER),
    "the word of Python": ('sa.Column("class", sa.String())', USER),
    "a field that others share": (
        'sa.Column("nick", sa.String(9), nullable=False)',
        SQLMODEL + "class Base(SQLModel):\n    nick: str | None = Field(default=None, max_length=9)\n\n\n"
        "class User(Base, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n",
    ),
    "a field that is named elsewhere": (
        'sa.Column("nick", sa.String())',
        USER
        + "    nick: str | None = None\n    name: str | None = None\n\n    def called(self) -> str | None:\n        return self.name\n",
    ),
    "a Python type of the project": (
        'sa.Column("kind", sa.Integer(), nullable=False)',
        "import enum\n\n"
        + SQLMODEL
        + "class Kind(enum.Enum):\n    a = 1\n\n\n"
        + USER.removeprefix(SQLMODEL)
        + "    kind: Kind\n",
    ),
}


@pytest.mark.parametrize(("columns", "models"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_said_right_is_not_offered(columns: str, models: str, tmp_path: Path) -> None:
    database = f'op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), {columns})\n'
    case = Case("", (), ("postgresql",), {"database": database, "before": models})
    write(case, tmp_path)
    projects, findings = _read(case, tmp_path)
    assert findings
    assert _ours(projects, findings) == []
