"""After any edits, what is remembered between keystrokes equals what a fresh reading gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.analysis.renew import renewed
from alembic_ls.checks.run import run
from alembic_ls.workspace.files import Files
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

EXAMPLE = Path(__file__).parents[2] / "examples" / "todo"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, in a place of its own."""
    place = tmp_path_factory.mktemp("renew") / "todo"
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return place


def _edited(text: str, number: int, kind: str) -> str:
    """The text with one line changed: `kind` says how."""
    lines = text.split("\n")
    at = number % len(lines)
    line = lines[at]
    if kind == "delete":
        del lines[at]
    elif kind == "half":
        lines[at] = line[: len(line) // 2]
    elif kind == "twice":
        lines.insert(at, line)
    elif kind == "field":
        lines.insert(at, "    added: str | None = Field(default=None, max_length=12)")
    elif kind == "retype":
        lines[at] = line.replace("max_length=", "max_length=1").replace("length=", "length=1").replace("int ", "str ")
    elif kind == "comment":
        lines.insert(at, "# a remark")
    return "\n".join(lines)


_EDITS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(0, 200), st.sampled_from(["delete", "half", "twice", "field", "retype", "comment"])
    ),
    min_size=1,
    max_size=4,
)


def _same(incremental: Project, fresh: Project) -> None:
    assert incremental.history() == fresh.history()
    assert incremental.models() == fresh.models()
    assert run(incremental) == run(fresh)


def _has_stale_members(project: Project) -> bool:
    return any("stale" in cls.facts for cls in project.mapper.classes)


@pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")  # a Project raises it
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(edits=_EDITS)
@example(edits=[(8, 65, "delete")])  # the line that says what a revision comes after
def test_any_edits(folder: Path, edits: list[tuple[int, int, str]]) -> None:
    files = sorted((folder / "backend" / "app" / "models").glob("*.py")) + sorted(
        (folder / "backend" / "alembic" / "versions").glob("*.py")
    )
    overlay: dict[str, str] = {}
    shared = Files(overlay)
    project = open_projects(str(folder), None, shared)[0][0]
    run(project)
    for which, number, kind in edits:
        path = str(files[which % len(files)])
        overlay[path] = _edited(overlay.get(path) or Path(path).read_text(), number, kind)
        project = renewed(project, frozenset([path]))
        project.models()
        if not _has_stale_members(project):  # what a half typed line has lost is kept, which a fresh reading cannot
            _same(project, Project(project.environment, project.dialect, shared))


def test_a_half_typed_field_leaves_the_rest_as_it_was(folder: Path) -> None:
    """The other findings in the class stay, and no false ones come."""
    path = str(folder / "backend" / "app" / "models" / "task.py")
    overlay: dict[str, str] = {}
    project = open_projects(str(folder), None, Files(overlay))[0][0]
    text = Path(path).read_text()
    field = next(line for line in text.split("\n") if "due_date:" in line)
    overlay[path] = text.replace(field, f"    estimate: int | None = None\n{field}")
    project = renewed(project, frozenset([path]))
    assert [(f.rule, f.column) for f in run(project) if f.rule == "missing-column"] == [("missing-column", "estimate")]
    overlay[path] = overlay[path].replace(field, f"{field}\n    reminder: int | None = Field(")
    project = renewed(project, frozenset([path]))
    assert [(f.rule, f.column) for f in run(project) if f.severity == "warning"] == [("missing-column", "estimate")]


def test_typing_a_field_makes_only_its_class_again(folder: Path) -> None:
    path = str(folder / "backend" / "app" / "models" / "task.py")
    overlay: dict[str, str] = {}
    before = open_projects(str(folder), None, Files(overlay))[0][0]
    tables = before.models().tables
    text = Path(path).read_text()
    field = next(line for line in text.split("\n") if "due_date:" in line)
    overlay[path] = text.replace(field, f"    estimate: int | None = None\n{field}")
    after = renewed(before, frozenset([path]))
    assert [key for key, table in after.models().tables.items() if table is not tables[key]] == ["task"]
