"""Repairs of revisions: the source with the fault, the source after the fix, and real Alembic over what comes out."""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from alembic import command
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.run import run
from alembic_ls.findings.edited import edited
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.registry import offers
from alembic_ls.workspace.environment import Said
from revision_cases import run_alembic

HERE = Path(__file__).parent
schema = runpy.run_path(str(HERE / "proof.py"))["schema"]
INI = "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = %(here)s\npath_separator = os\n"
ENV = """
import os

import models
import sqlalchemy as sa
from alembic import context

with sa.create_engine(os.environ["URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=models.metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
PROVING_ENV = """
import runpy

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], target_metadata=runpy.run_path({models!r})["metadata"]
)
with context.begin_transaction():
    context.run_migrations()
"""
MODELS = "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n"
FIRST = "revision = 'r0'\ndown_revision = None\n\n\ndef upgrade():\n{}\n\n\ndef downgrade():\n    raise NotImplementedError('the beginning')\n"
HEAD = 'revision = "r1"\ndown_revision = "r0"\n\n'
IMPORTS = "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\n"


class Case(NamedTuple):
    name: str
    rule: str
    dialects: tuple[str, ...]
    flags: dict[str, str]
    sections: dict[str, str]


def cases() -> Iterator[Any]:
    _, *texts = re.split(r"^=== ", (HERE / "repairs.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in texts:
        title, _, body = text.partition("\n")
        name, rule, dialects, *flags = (part.strip() for part in title.split("|"))
        parts = re.split(r"^--- ", body, flags=re.MULTILINE)[1:]
        sections = {part.partition("\n")[0].strip(): part.partition("\n")[2].strip("\n") + "\n" for part in parts}
        given = dict(flag.partition("=")[::2] for flag in flags)
        yield pytest.param(Case(name, rule, tuple(dialects.split()), given, sections), id=name)


CASES = list(cases())


def write(case: Case, folder: Path) -> None:
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI)
    (folder / "alembic" / "env.py").write_text(ENV)
    (folder / "models.py").write_text(case.sections.get("models", MODELS))
    before = "".join(f"    {line}\n" if line else "\n" for line in case.sections["before"].split("\n"))
    (versions / "r0.py").write_text(IMPORTS + FIRST.format(before))
    (versions / "r1.py").write_text(HEAD + case.sections["faulty"])


def read(case: Case, folder: Path) -> tuple[list[Project], list[Finding]]:
    projects, problems = open_projects(str(folder), Said(dialects=case.dialects))
    assert not problems
    return projects, merged(run(project) for project in projects)


def chosen(case: Case, projects: list[Project], findings: list[Finding]) -> Offer | None:
    """The next offer to be taken: the preferred one, or the one that the case names."""
    bench = Bench(lambda: projects)
    for finding in findings:
        if finding.rule == case.rule:
            for offer in offers(bench, finding):
                if case.flags.get("offer") in (offer.title, None if offer.is_preferred else ""):
                    return offer
    return None


def repair(case: Case, folder: Path) -> list[Finding]:
    """Take up offers until there are none; what is still found then."""
    for _ in range(9):
        projects, findings = read(case, folder)
        offer = chosen(case, projects, findings)
        if offer is None:
            return findings
        fix = offer.make(False)
        assert not fix.files
        for path in {each.span.path for each in fix.replacements}:
            text = Path(path).read_text(encoding="utf-8")
            changed = edited(text, [each for each in fix.replacements if each.span.path == path])
            if "value" in case.flags:
                changed = changed.replace("REPLACE_ME", case.flags["value"])
            Path(path).write_text(changed, encoding="utf-8")
    raise AssertionError("the finding stays")


@pytest.mark.parametrize("case", CASES)
def test_what_is_faulty_becomes_what_is_right(case: Case, tmp_path: Path) -> None:
    write(case, tmp_path)
    _, before = read(case, tmp_path)
    left = repair(case, tmp_path)
    text = (tmp_path / "alembic" / "versions" / "r1.py").read_text().removeprefix(HEAD)
    assert text == case.sections["fixed"]
    found = [finding for finding in left if finding.where.path.endswith("r1.py")]
    if case.flags.get("left") is None:
        assert case.rule in {finding.rule for finding in before}
        assert case.rule not in {finding.rule for finding in found}, found
    assert {finding.rule for finding in found if finding.severity == "error"} <= {case.flags.get("left", "")}, found


# Real Alembic, over the same revisions.


def there_and_back(case: Case, folder: Path, dialect: str, request: pytest.FixtureRequest) -> None:
    """The second revision runs up, down to the very schema, and up again."""
    (folder / "alembic" / "env.py").write_text(PROVING_ENV.format(models=str(folder / "models.py")))
    with _engine(dialect, folder, request) as engine:
        run_alembic(command.upgrade, folder, engine, "r0")
        with engine.begin() as connection:
            for row in filter(None, case.sections.get("rows", "").split("\n")):
                connection.execute(sa.text(row))
        before = schema(engine)
        run_alembic(command.upgrade, folder, engine, "r1")
        run_alembic(command.downgrade, folder, engine, "r0")
        assert schema(engine) == before
        run_alembic(command.upgrade, folder, engine, "r1")


@contextmanager
def _engine(dialect: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    if dialect == "sqlite":
        yield sa.create_engine(f"sqlite:///{folder / 'database'}", poolclass=sa.NullPool)
        return
    engine: sa.Engine = request.getfixturevalue("database")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    yield engine


@pytest.fixture(scope="module")
def database(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[sa.Engine]:
    with new_database() as url:
        yield sa.create_engine(url, poolclass=sa.NullPool)


PROVEN = [
    pytest.param(case.values[0], dialect, id=f"{case.id}-{dialect}")
    for case in CASES
    if "unproven" not in case.values[0].flags
    for dialect in case.values[0].dialects
]


@pytest.mark.parametrize(("case", "dialect"), PROVEN)
def test_alembic_runs_what_is_right_there_and_back(
    case: Case, dialect: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(case, tmp_path)
    repair(case, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)  # for revisions that import the models
    monkeypatch.delitem(sys.modules, "models", raising=False)
    there_and_back(case, tmp_path, dialect, request)
