"""A project with whatever in it, checked in a process of its own whose memory and time are bounded by the kernel."""

from __future__ import annotations

import json
import os
import resource
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.analysis.project import open_projects
from alembic_ls.checks.run import run

_INI = "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///x.db\n"
_ENV = "from alembic import context\nfrom models import metadata\ncontext.configure(target_metadata=metadata)\ncontext.run_migrations()\n"
_MODELS = "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\nnote = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
_REVISION = (
    "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '1'\ndown_revision = None\n\n\ndef upgrade():\n"
    "    op.create_table('note', sa.Column('id', sa.Integer(), primary_key=True))\n\n\ndef downgrade():\n    op.drop_table('note')\n"
)
_MEGABYTES = 300
_SECONDS = 8  # of the processor, a bound for slow machines: what it stands against runs for ever


def _checked(folder: str) -> dict[str, Any]:
    projects, problems = open_projects(folder)
    found = []
    for project in projects:
        for finding in run(project):
            project.span(finding.where)
            found.append([finding.rule, finding.table])
        for doubt in project.unknowns():
            if doubt.where is not None:
                project.span(doubt.where)
    return {"findings": found, "problems": [str(problem) for problem in problems], "projects": len(projects)}


def _in_bounds(folder: str, seconds: int, out: int) -> None:
    """Checks and writes what was found, or the traceback; never returns."""
    try:
        size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + _MEGABYTES * 1_000_000,) * 2)
        spent = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + int(resource.getrusage(resource.RUSAGE_SELF).ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, spent + seconds + 1))
        answer = json.dumps(_checked(folder))
    except BaseException:
        answer = json.dumps({"error": traceback.format_exc()[-3000:]})
    with os.fdopen(out, "w") as pipe:
        pipe.write(answer)
    os._exit(0)


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small clean project, with other files in it or in the place of its own; bytes and texts by path."""

    def write(files: Mapping[str, str | bytes] | None = None) -> Path:
        whole: dict[str, str | bytes] = {
            "alembic.ini": _INI,
            "alembic/env.py": _ENV,
            "alembic/versions/1.py": _REVISION,
            "models.py": _MODELS,
            **(files or {}),
        }
        for path, content in whole.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return tmp_path

    return write


@pytest.fixture
def check() -> Callable[..., dict[str, Any]]:
    """Checks a project; fails where that raises, takes too long or too much memory."""

    def in_a_process(folder: Path, seconds: int = _SECONDS) -> dict[str, Any]:
        into, out = os.pipe()
        child = os.fork()
        if not child:
            _in_bounds(str(folder), seconds, out)
        os.close(out)
        with os.fdopen(into) as pipe:
            answer = pipe.read()
        status = os.waitpid(child, 0)[1]
        assert status == 0, f"took more than {seconds} s, or crashed: wait status {status}"
        result: dict[str, Any] = json.loads(answer)
        assert "error" not in result, result["error"]
        return result

    return in_a_process
