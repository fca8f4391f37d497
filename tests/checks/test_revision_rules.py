"""What rules of revisions say, and what they look at besides the revisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.run import about_revisions
from alembic_ls.findings.finding import Finding
from alembic_ls.workspace.environment import Said

INI = "[alembic]\nscript_location = alembic\nprepend_sys_path = .\n"
ENV = """
from alembic import context
from models import metadata

context.configure(target_metadata=metadata)
"""
MODELS = """
import enum
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    todo = "todo"


class Task(Base):
    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)


metadata = Base.metadata
"""
HEAD = "import sqlalchemy as sa\nfrom alembic import op\n"

Check = Callable[..., list[Finding]]


def revision(number: int, upgrade: str, downgrade: str, head: str = HEAD) -> str:
    down = repr(f"r{number - 1}") if number else None
    return f"{head}\nrevision = 'r{number}'\ndown_revision = {down}\n\n\ndef upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"


CREATE = revision(0, 'op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True))', 'op.drop_table("task")')


def open_project(folder: Path, files: dict[str, str], dialect: str = "postgresql", said: Said | None = None) -> Project:
    for name, text in {"alembic.ini": INI, "alembic/env.py": ENV, "models.py": MODELS, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    projects, problems = open_projects(str(folder), said or Said(dialects=(dialect,)))
    assert not problems
    return projects[0]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """The findings on revisions 0, 1 … of a project; other files by their names."""

    def check(*revisions: str, dialect: str = "postgresql", said: Said | None = None, **files: str) -> list[Finding]:
        texts = {f"alembic/versions/{number}.py": text for number, text in enumerate(revisions)}
        project = open_project(
            tmp_path, {**texts, **{name.replace("__", "/"): text for name, text in files.items()}}, dialect, said
        )
        return about_revisions(project)

    return check


ADD_AUTOSTRING = revision(
    1, 'op.add_column("task", sa.Column("name", sqlmodel.sql.sqltypes.AutoString()))', 'op.drop_column("task", "name")'
)


@pytest.mark.parametrize(
    ("template", "blamed"), [("from alembic import op\nimport sqlalchemy as sa\n", True), ("import sqlmodel\n", False)]
)
def test_the_template_is_named_where_it_is_the_cause(check: Check, template: str, blamed: bool) -> None:
    (found,) = check(CREATE, ADD_AUTOSTRING, **{"alembic__script.py.mako": template})
    assert (found.rule, found.severity) == ("name-not-imported", "error")
    assert ("script.py.mako" in found.message) is blamed
    assert [Path(related.where.path).name for related in found.related] == (["script.py.mako"] if blamed else [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from models import Task", ["model-in-revision"]),
        ("from models import State", []),
        ("from models import Base", []),
        ("import json", []),
    ],
)
def test_a_model_that_is_imported(check: Check, line: str, found: list[str]) -> None:
    text = revision(1, 'op.execute("SELECT 1")', "pass", f"{HEAD}{line}\n")
    assert [finding.rule for finding in check(CREATE, text)] == found


def test_a_model_that_is_imported_inside_a_function_or_used_by_its_module(check: Check) -> None:
    inside = revision(1, "from models import (\n        Task,\n    )\n    op.get_bind().execute(sa.select(Task))", "pass")
    through = revision(2, "op.get_bind().execute(sa.select(tables.Task))", "pass", HEAD + "from app import tables\n")
    found = check(CREATE, inside, through, **{"app__tables.py": "from models import Task\n", "app____init__.py": ""})
    assert [(finding.rule, finding.revision) for finding in found] == [("model-in-revision", "r1"), ("model-in-revision", "r2")]


@pytest.mark.parametrize(("version", "rules"), [("2.0.40", ["create-type-ignored"]), ("2.1.2", [])])
def test_create_type_is_ignored_by_older_versions(check: Check, tmp_path: Path, version: str, rules: list[str]) -> None:
    site = tmp_path / "site-packages"
    (site / f"sqlalchemy-{version}.dist-info").mkdir(parents=True)
    (site / f"sqlalchemy-{version}.dist-info" / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: SQLAlchemy\nVersion: {version}\n"
    )
    column = 'sa.Column("state", sa.Enum("todo", name="state"{}))'
    first = revision(0, f'op.create_table("note", {column.format("")})', 'raise NotImplementedError("the first")')
    second = revision(1, f'op.create_table("task", {column.format(", create_type=False")})', 'op.drop_table("task")')
    said = Said(dialects=("postgresql",), site_packages=(str(site),))
    assert [finding.rule for finding in check(first, second, said=said)] == rules


def test_only_the_newest_are_run_back_where_nothing_is_known_of_sharing(check: Check) -> None:
    later = [
        revision(n, f'op.add_column("task", sa.Column("c{n}", sa.Integer()))', f'op.drop_column("task", "d{n}")')
        for n in range(1, 13)
    ]
    found = check(CREATE, *later)
    assert {finding.revision for finding in found} == {f"r{n}" for n in range(3, 13)}


def test_what_cannot_work_is_found_in_the_oldest_too(check: Check) -> None:
    wrong = revision(1, 'op.drop_column("task", "name")', "pass")
    later = [revision(n, "pass", "pass") for n in range(2, 20)]
    (found,) = check(CREATE, wrong, *later)
    assert (found.rule, found.revision, found.table, found.column) == ("unknown-object", "r1", "task", "name")


def test_shared_revisions_are_information(tmp_path: Path) -> None:
    settings = '[tool.alembic-ls]\nsince = "r1"\n'
    wrong = revision(1, 'op.drop_column("task", "name")', "pass")
    files = {"pyproject.toml": settings, "alembic/versions/0.py": CREATE, "alembic/versions/1.py": wrong}
    (found,) = about_revisions(open_project(tmp_path, files))
    assert (found.rule, found.severity) == ("unknown-object", "information")


def test_a_loop_is_one_finding(check: Check) -> None:
    upgrade = 'for name in ("a", "b", "c", "d"):\n        op.add_column("task", sa.Column(name, sa.Integer()))'
    (found,) = check(
        CREATE, revision(1, upgrade + '\n    op.add_column("task", sa.Column("e", sa.Integer()))', 'op.drop_column("task", "e")')
    )
    assert found.rule == "not-undone"
    assert "`task.a` stays" in found.message
    assert "1 more" in found.message


def test_a_branch_beside_does_not_count(check: Check) -> None:
    """Two branches that each add a column of the same name cannot both be right; each is, by itself, undone."""
    left = revision(1, 'op.add_column("task", sa.Column("a", sa.Integer()))', 'op.drop_column("task", "a")')
    right = left.replace("'r1'", "'r2'").replace('"a"', '"b"')
    rules = [finding.rule for finding in check(CREATE, left, right)]
    assert "not-undone" not in rules
    assert "downgrade-fails" not in rules
