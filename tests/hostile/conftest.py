"""A project with whatever in it, checked in a process of its own whose memory and time are bounded by the kernel."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

_INI = "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///x.db\n"
_ENV = "from alembic import context\nfrom models import metadata\ncontext.configure(target_metadata=metadata)\ncontext.run_migrations()\n"
_MODELS = (
    "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\nnote = sa.Table('note', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
)
_REVISION = (
    "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '1'\ndown_revision = None\n\n\ndef upgrade():\n"
    "    op.create_table('note', sa.Column('id', sa.Integer(), primary_key=True))\n\n\ndef downgrade():\n    op.drop_table('note')\n"
)
_CHECK = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_200_000_000, 1_200_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2]) + 1))
from alembic_ls.analysis.project import open_projects
from alembic_ls.checks.run import run
projects, problems = open_projects(sys.argv[1])
found = []
for project in projects:
    for finding in run(project):
        project.span(finding.where)
        found.append([finding.rule, finding.table])
    for doubt in project.unknowns():
        if doubt.where is not None:
            project.span(doubt.where)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"findings": found, "problems": [str(p) for p in problems], "kilobytes": usage.ru_maxrss, "projects": len(projects)}))
"""
SECONDS = 6  # a bound for slow machines: what it stands against runs for ever


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

    def run(folder: Path, seconds: int = SECONDS) -> dict[str, Any]:
        done = subprocess.run([sys.executable, "-c", _CHECK, str(folder), str(seconds)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-3000:] or f"ended by signal {-done.returncode}"
        result: dict[str, Any] = json.loads(done.stdout)
        assert result["kilobytes"] < 300_000
        return result

    return run
