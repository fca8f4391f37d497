"""Seeded drifts, fixed as an editor fixes them, before real Alembic on real databases. `python benchmarks/closure` has the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from closure import table
from closure.projects import PROJECTS
from closure.run import AUTOGENERATE, OURS, Outcome, Sample, run

_BOTH = ("sqlite", "postgresql")
_SAMPLES = {
    "todo": Sample(per_kind=1, pairs=2, threes=2, kinds=20),
    "cape-cod-db": Sample(per_kind=1, pairs=1, threes=1, kinds=6),
    "optuna": Sample(per_kind=1, pairs=1, threes=1, kinds=6),
}


@pytest.fixture(scope="module")
def venvs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the projects of others are installed."""
    return tmp_path_factory.mktemp("venvs")


def _outcomes(
    project: str, sample: Sample, fixer: str, venvs: Path, server: sa.URL, dialects: tuple[str, ...] = _BOTH
) -> list[Outcome]:
    chosen = [each for each in PROJECTS if each.name == project]
    return [each for each in run(chosen, venvs, sample, (fixer,), dialects, server) if each.state != "none"]


@pytest.mark.parametrize("project", _SAMPLES)
def test_fixes_close_what_they_are_for(project: str, venvs: Path, postgresql_server: sa.URL) -> None:
    outcomes = _outcomes(project, _SAMPLES[project], OURS, venvs, postgresql_server)
    assert len(outcomes) > 5
    failed = [table.failure(each, True) for each in outcomes if each.state == "failed"]
    assert not failed, "\n".join(failed)


# What autogenerate writes of these, and what the judge says of it.
_WRONG = {
    "add column, enum, with default": "does not exist",
    "new table, with foreign key and enum": "enum closure",
    "rename column, with foreign key": "upgrade: ",
    "server default, gone": "database is not what the models make",
    "drop column, required": "downgrade: ",
}


def test_the_judge_tells_what_autogenerate_gets_wrong(venvs: Path, postgresql_server: sa.URL) -> None:
    sample = Sample(per_kind=1, pairs=0, threes=0, pattern=f"^({'|'.join(_WRONG)}): ")
    told = {
        each.kind: each.faults[0] for each in _outcomes("todo", sample, AUTOGENERATE, venvs, postgresql_server, ("postgresql",))
    }
    assert {kind for kind, said in _WRONG.items() if said in told[kind]} == set(_WRONG)
