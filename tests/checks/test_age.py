"""What is shared already, by git or by the setting: its faults are information, and it is not to be edited."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from alembic_ls.analysis.age import before
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.meaning import meaning
from alembic_ls.checks.run import run
from alembic_ls.findings.finding import Finding
from alembic_ls.workspace.environment import Said
from alembic_ls.workspace.files import Files

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git, to make repositories with")

_LONG = "a" * 40  # an id that does not fit into the version table: a fault that every revision here has
_FILES = {
    "alembic.ini": "[alembic]\nscript_location = alembic\nprepend_sys_path = .\n",
    "alembic/env.py": "from alembic import context\nfrom models import metadata\ntarget_metadata = metadata\ncontext.configure()\n",
    "models.py": "from sqlalchemy import MetaData\nmetadata = MetaData()\n",
}
_OLD = f'''"""Add a table.

Create Date: 2024-03-01 10:00:00
"""

import sqlalchemy as sa
from alembic import op

revision: str = "old_{_LONG}"
down_revision = None


def upgrade() -> None:
    op.execute("UPDATE task SET done = 'yes'")


def downgrade() -> None:
    op.execute("UPDATE task SET done = 'no'")
'''
_NEW = f'''"""Create Date: 2024-05-01 10:00:00"""

revision = "new_{_LONG}"
down_revision = "old_{_LONG}"


def upgrade() -> None:
    """Nothing."""


def downgrade() -> None:
    """Nothing."""
'''


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository that has the old revision, with the new one on a branch."""
    server = tmp_path / "server"
    _write(server, {f"backend/{name}": text for name, text in {**_FILES, "alembic/versions/old.py": _OLD}.items()})
    _git(server, "init", "-q", "-b", "main")
    _commit(server)
    _git(tmp_path, "clone", "-q", "server", "clone")
    _git(tmp_path / "clone", "checkout", "-q", "-b", "mine")
    _write(tmp_path / "clone/backend", {"alembic/versions/new.py": _NEW})
    return tmp_path / "clone"


def _project(folder: Path, since: str | None = None) -> Project:
    (project,), problems = open_projects(str(folder), Said(dialects=("postgresql",), since=since))
    assert not problems
    return project


def _severities(folder: Path, since: str | None = None) -> dict[str | None, str]:
    found = [finding for finding in run(_project(folder, since)) if finding.rule == "revision-id-too-long"]
    return {(finding.revision or "")[:3]: finding.severity for finding in found}


def _edits(folder: Path) -> list[Finding]:
    return [finding for finding in run(_project(folder)) if finding.rule == "edited-revision"]


@needs_git
def test_what_the_upstream_has_is_information(clone: Path) -> None:
    assert _severities(clone) == {"old": "information", "new": "error"}
    _commit(clone)
    assert _severities(clone) == {"old": "information", "new": "error"}
    _git(clone, "push", "-q", "origin", "mine:other")
    assert _severities(clone) == {"old": "information", "new": "error"}
    (clone / "backend/alembic/versions/old.py").rename(clone / "backend/alembic/versions/2024_old.py")
    assert _severities(clone) == {"old": "information", "new": "error"}
    _git(clone, "push", "-q", "origin", "mine:newer", "--force")
    _git(clone, "update-ref", "refs/remotes/origin/main", "mine")
    assert _severities(clone) == {"old": "information", "new": "information"}


@needs_git
def test_without_a_remote_all_is_new(clone: Path) -> None:
    _git(clone, "remote", "remove", "origin")
    assert _severities(clone) == {"old": "error", "new": "error"}
    assert _edits(clone) == []


@pytest.mark.parametrize(
    ("since", "old"),
    [(f"old_{_LONG}", {"old"}), ("old_", {"old"}), ("head", {"old", "new"}), ("2024-04-01", {"old"}), ("2024-03-01", set()), ("2025-01-01", {"old", "new"})],
)  # fmt: skip
def test_since(since: str, old: set[str], tmp_path: Path) -> None:
    _write(tmp_path, {**_FILES, "alembic/versions/old.py": _OLD, "alembic/versions/new.py": _NEW})
    expected = {name: "information" if name in old else "error" for name in ("old", "new")}
    assert _severities(tmp_path, since) == expected
    _write(tmp_path, {"pyproject.toml": f'[tool.alembic-ls]\nsince = "{since}"\n'})
    assert _severities(tmp_path) == expected


def test_since_names_no_revision(tmp_path: Path) -> None:
    _write(tmp_path, {**_FILES, "alembic/versions/old.py": _OLD, "alembic/versions/new.py": _NEW})
    graph = _project(tmp_path).graph
    assert [before(graph, name) for name in ("nothing", "base", "")] == [None, None, None]


# what is edited → what is said of it
_EDITS = {
    "the upgrade": (("'yes'", "'true'"), "warning", "upgrade()"),
    "the downgrade": (("'no'", "'false'"), "information", "downgrade()"),
    "the parent": (("down_revision = None", "down_revision = ()"), "warning", "what stands before upgrade()"),
    "the docstring": (("Add a table", "Fill a table"), None, ""),
    "a comment": (("    op.execute(\"UPDATE task SET done = 'yes'", "    # why\n    op.execute(\"UPDATE task SET done = 'yes'"), None, ""),
    "quotes": (('revision: str = "', 'revision: str = """'), None, ""),
    "annotations": ((" -> None", ""), None, ""),
    "an annotation of the id": (("revision: str =", "revision ="), None, ""),
    "an import": (("import sqlalchemy as sa\n", ""), None, ""),
    "line ends": (("\n", "\r\n"), None, ""),
    "a byte order mark": (('"""Add', '\ufeff"""Add'), None, ""),
}  # fmt: skip


@needs_git
@pytest.mark.parametrize("name", _EDITS)
@pytest.mark.parametrize("committed", [False, True])
def test_an_edit_of_a_shared_revision(name: str, committed: bool, clone: Path) -> None:
    (old, new), severity, part = _EDITS[name]
    text = _OLD.replace(old, new)
    if name == "quotes":
        text = text.replace(_LONG + '"', _LONG + '"""', 1)
    assert text != _OLD
    (clone / "backend/alembic/versions/old.py").write_bytes(text.encode())
    if committed:
        _commit(clone)
    found = _edits(clone)
    assert [finding.severity for finding in found] == [severity] * bool(severity)
    assert all(part in finding.message and "origin/" in finding.message for finding in found)


@needs_git
def test_an_edit_of_the_upstream_is_not_ours(clone: Path, tmp_path: Path) -> None:
    server = tmp_path / "server"
    (server / "backend/alembic/versions/old.py").write_text(_OLD.replace("'yes'", "'theirs'"))
    _commit(server)
    _git(clone, "fetch", "-q")
    assert _edits(clone) == []
    _commit(clone)
    assert _edits(clone) == []
    (clone / "backend/alembic/versions/old.py").write_text(_OLD.replace("'yes'", "'mine'"))
    assert len(_edits(clone)) == 1
    _git(clone, "checkout", "-q", "backend/alembic/versions/old.py")
    _git(clone, "merge", "-q", "origin/main", "-m", "x")
    assert _edits(clone) == []


@needs_git
def test_a_revision_that_came_by_two_ways_is_not_edited(clone: Path, tmp_path: Path) -> None:
    """The branch was squashed into main with a change on the way: nobody can tell which of the two is the edit."""
    _commit(clone)
    _write(tmp_path / "server/backend", {"alembic/versions/new.py": _NEW.replace('"""Nothing."""', "pass")})
    _commit(tmp_path / "server")
    _git(clone, "fetch", "-q")
    assert _edits(clone) == []


@needs_git
def test_an_open_buffer_counts(clone: Path) -> None:
    path = str(clone / "backend/alembic/versions/old.py")
    files = Files({path: _OLD.replace("'yes'", "'mine'")})
    (project,), _ = open_projects(str(clone), Said(dialects=("postgresql",)), files)
    assert [finding.rule for finding in run(project) if finding.rule == "edited-revision"] == ["edited-revision"]


def test_what_does_not_parse_has_no_meaning() -> None:
    assert meaning(b"def upgrade(:") is None
    assert meaning(b"def upgrade(): pass") == meaning(b"def upgrade():\n    pass  # nothing\n")
