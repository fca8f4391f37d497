"""Revisions that are faulty, found where they are, and revisions that look like them, left alone; real Alembic runs both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic_ls.analysis.project import open_projects
from alembic_ls.checks import asked
from alembic_ls.checks.registry import ENUMS, OPERATIONS, REVERSIBILITY, rules
from alembic_ls.checks.revisions import Review
from alembic_ls.workspace.environment import Said
from revision_cases import Case, engine_of, read, there_and_back, write

HERE = Path(__file__).parent / "revisions"


def found(folder: Path, dialect: str) -> Counter[tuple[int, str]]:
    """The findings on the second revision, of the rules that are asked about it."""
    (project,), problems = open_projects(str(folder), Said(dialects=(dialect,)))
    assert not problems
    project.history()
    review = Review(project)
    names = [name for name in asked.of_revisions(review) if name in (*OPERATIONS, *REVERSIBILITY, *ENUMS)]
    findings = [finding for rule in rules(names) for finding in rule.find(review)]
    assert all(finding.revision == "r1" and "; " in finding.message for finding in findings), findings
    return Counter((project.span(finding.where).start_line + 1, finding.rule) for finding in findings)


@pytest.mark.parametrize("case", list(read(HERE / "faulty.txt")))
def test_a_fault_is_found_where_it_is(case: Case, tmp_path: Path) -> None:
    expected = write(case, tmp_path)
    assert expected
    assert found(tmp_path, case.dialect) == expected


@pytest.mark.parametrize("case", list(read(HERE / "harmless.txt")))
def test_what_only_looks_like_a_fault_is_left_alone(case: Case, tmp_path: Path) -> None:
    assert not write(case, tmp_path)
    assert found(tmp_path, case.dialect) == Counter()


# Real Alembic, over the same revisions.


@pytest.fixture(scope="module")
def server(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[sa.Engine]:
    with new_database() as url:
        yield sa.create_engine(url, poolclass=sa.NullPool)


PROVEN = [case for case in read(HERE / "faulty.txt") if case.values[0].proven]
HARMLESS = [case for case in read(HERE / "harmless.txt") if case.values[0].proven]


@pytest.mark.parametrize("case", PROVEN)
def test_alembic_stumbles_over_what_is_faulty(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(case, tmp_path)
    assert not there_and_back(case, tmp_path, engine_of(case, tmp_path, request))


@pytest.mark.parametrize("case", HARMLESS)
def test_alembic_runs_what_is_harmless_there_and_back(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write(case, tmp_path)
    assert there_and_back(case, tmp_path, engine_of(case, tmp_path, request))
