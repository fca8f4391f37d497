"""The downgrade of a revision, written or completed: real Alembic then runs there and back, and our own rules are silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.run import run
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.write_downgrade import RULES, offer_for, offers
from alembic_ls.workspace.environment import Said
from applied import applied
from revision_cases import HEAD, Case, engine_of, read, there_and_back, write

HERE = Path(__file__).parent
BOTH = ("postgresql", "sqlite")
CASES = list(read(HERE / "downgrades.txt"))
ON_BOTH = list(read(HERE / "downgrades_on_both.txt"))
FAULTY = [case for case in read(HERE.parent / "checks" / "revisions" / "faulty.txt") if case.values[0].proven]


def _projects(folder: Path, dialects: Sequence[str]) -> list[Project]:
    projects, problems = open_projects(str(folder), Said(dialects=tuple(dialects)))
    assert not problems
    return projects


def _findings(projects: Sequence[Project]) -> list[Finding]:
    return [finding for finding in merged(run(project) for project in projects) if finding.rule in RULES]


def _offer(projects: Sequence[Project]) -> Offer:
    """The first offer for the first finding; where there is no finding, what the command offers."""
    bench = Bench(lambda: projects)
    findings = _findings(projects)
    offer = next(offers(bench, findings[0])) if findings else offer_for(bench, "r1")
    assert isinstance(offer, Offer)
    return offer


def _written(folder: Path) -> str:
    text = (folder / "alembic" / "versions" / "r1.py").read_text()
    return text[text.index("def downgrade") :].partition("\n\ndef upgrade")[0]


def _fixed(case: Case, folder: Path, dialects: Sequence[str]) -> Fix:
    write(case, folder)
    fix = _offer(_projects(folder, dialects)).make(False)
    applied(fix)
    return fix


def _check(case: Case, folder: Path, dialects: Sequence[str]) -> None:
    fix = _fixed(case, folder, dialects)
    assert _written(folder).rstrip() == f"def downgrade():\n{case.sections['written']}"
    assert "\n".join(fix.notes) == case.sections.get("notes", "")
    assert _findings(_projects(folder, dialects)) == []


@pytest.mark.parametrize("case", CASES)
def test_it_is_written_as_a_colleague_would(case: Case, tmp_path: Path) -> None:
    _check(case, tmp_path, [case.dialect])


@pytest.mark.parametrize("case", ON_BOTH)
def test_it_is_written_once_for_two_databases(case: Case, tmp_path: Path) -> None:
    _check(case, tmp_path, BOTH)


# Real Alembic


@pytest.fixture(scope="module")
def server(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[sa.Engine]:
    with new_database() as url:
        yield sa.create_engine(url, poolclass=sa.NullPool)


@pytest.mark.parametrize("case", [case for case in CASES if case.values[0].proven])
def test_alembic_runs_it_there_and_back(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    _fixed(case, tmp_path, [case.dialect])
    assert there_and_back(case, tmp_path, engine_of(case, tmp_path, request))


@pytest.mark.parametrize("case", ON_BOTH)
def test_alembic_runs_it_there_and_back_on_both(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    _fixed(case, tmp_path, BOTH)
    assert there_and_back(case, tmp_path, engine_of(case, tmp_path, request))


@pytest.mark.parametrize("case", FAULTY)
def test_every_offer_for_a_fault_mends_it(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(case, tmp_path)
    projects = _projects(tmp_path, [case.dialect])
    for finding in _findings(projects)[:1]:
        for number, offer in enumerate(offers(Bench(lambda: projects), finding)):
            folder = tmp_path / str(number)
            write(case, folder)
            again = _projects(folder, [case.dialect])
            applied(next(o for o in offers(Bench(lambda: again), _findings(again)[0]) if o.title == offer.title).make(False))  # noqa: B023
            assert _findings(_projects(folder, [case.dialect])) == []
            assert there_and_back(case, folder, engine_of(case, folder, request)), _written(folder)


# The text around it

UP = "def upgrade():\n    op.create_table('note', sa.Column('id', postgresql.UUID(), primary_key=True))\n    op.drop_column('task', 'data')\n"
FIRST = Case(
    "",
    "postgresql",
    True,
    {
        "before": "op.create_table('task', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('data', postgresql.JSONB()))",
        "upgrade": "",
    },
    {},
)


def _of_text(folder: Path, text: str) -> str:
    write(FIRST, folder)
    path = folder / "alembic" / "versions" / "r1.py"
    path.write_bytes(text.encode())
    applied(_offer(_projects(folder, ["postgresql"])).make(False))
    return path.read_bytes().decode()


def test_line_ends_and_tabs_are_those_of_the_file(tmp_path: Path) -> None:
    body = "def upgrade():\n\top.create_table('a', sa.Column('id', sa.Integer()))\n\ndef downgrade():\n\tpass\n"
    text = f"{HEAD}revision = 'r1'\ndown_revision = 'r0'\n\n{body}".replace("\n", "\r\n")
    assert _of_text(tmp_path, text) == text.replace("\tpass\r\n", "\top.drop_table('a')\r\n")


def test_what_it_needs_is_imported(tmp_path: Path) -> None:
    head = '"""Moves."""\nfrom alembic.op import create_table, drop_column\n\nrevision = "r1"\ndown_revision = "r0"\n\n'
    up = 'def upgrade():\n    import sqlalchemy\n\n    create_table("a", sqlalchemy.Column("id", sqlalchemy.Integer()))\n    drop_column("task", "data")\n'
    imports = "from sqlalchemy.dialects import postgresql\nimport sqlalchemy as sa\nfrom alembic import op\n"
    text = _of_text(tmp_path, f"{head}{up}")
    assert text.startswith(head.replace("drop_column\n", f"drop_column\n{imports}") + up + "\n\ndef downgrade():\n")
    compile(text, "r1.py", "exec")
    assert _findings(_projects(tmp_path, ["postgresql"])) == []


def test_a_reason_that_is_given_is_respected(tmp_path: Path) -> None:
    write(FIRST, tmp_path)
    text = f"{HEAD}revision = 'r1'\ndown_revision = 'r0'\n\n{UP}\n\ndef downgrade():\n    raise NotImplementedError('the data is gone')\n"
    (tmp_path / "alembic" / "versions" / "r1.py").write_text(text)
    projects = _projects(tmp_path, ["postgresql"])
    assert _findings(projects) == []
    assert "raises, and says why" in str(offer_for(Bench(lambda: projects), "r1"))
