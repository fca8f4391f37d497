"""What a session knows after any edits is what a new one would know."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from alembic_ls.lsp.session import Session
from alembic_ls.lsp.told import FindingAt
from alembic_ls.views.lens import lenses
from alembic_ls.views.values import Lens
from alembic_ls.workspace.environment import Said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_EXAMPLE = Path(__file__).parents[2] / "examples" / "todo"
_FIELD = "    estimate: int | None = None\n"
_HEAD = "b3e96d05a7f8"


def _told(session: Session) -> list[tuple[str, str, int]]:
    session.refresh()
    return [
        (Path(path).name, each.finding.rule, each.span.start_line) for path, found in session.findings().items() for each in found
    ]


def _line(path: Path, words: str) -> int:
    return next(number for number, line in enumerate(path.read_text().split("\n")) if words in line)


@pytest.fixture
def session(todo: Path) -> Session:
    found = Session([str(todo)])
    assert _told(found) == []
    return found


def test_a_buffer_stands_before_the_disk_until_it_is_closed(session: Session, task: Path) -> None:
    text = task.read_text()
    session.opened(str(task), text)
    assert not session.refresh()
    session.changed(str(task), text.replace("    due_date:", f"{_FIELD}    due_date:"))
    assert _told(session) == [("task.py", "missing-column", _line(task, "due_date:"))]
    session.closed(str(task))
    assert _told(session) == []


def test_a_revision_that_is_edited_changes_what_is_told_of_a_model(session: Session, todo: Path, task: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    revision = next(path for path in versions.glob("*.py") if 'sa.Column("title"' in path.read_text())
    session.opened(str(revision), revision.read_text())
    session.changed(str(revision), revision.read_text().replace("length=200", "length=300"))
    assert ("task.py", "type-mismatch", _line(task, "title: str")) in _told(session)


def test_a_revision_that_makes_what_the_models_have_makes_what_is_typed(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = .\nprepend_sys_path = .\nsqlalchemy.url = sqlite://\n")
    (tmp_path / "env.py").write_text(
        "from alembic import context\nfrom models import Base\ncontext.configure(target_metadata=Base.metadata)\n"
    )
    models = tmp_path / "models.py"
    models.write_text(
        "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n\n\n"
        'class User(Base):\n    __tablename__ = "user"\n    id = Column(Integer, primary_key=True)\n'
    )
    begin = _revision("aaaaaaaaaaaa", None, "Base.metadata.create_all(op.get_bind())", "Base.metadata.drop_all(op.get_bind())")
    (tmp_path / "versions" / "a.py").write_text(f"from models import Base\n{begin}")
    session = Session([str(tmp_path)])
    before = _told(session)
    session.changed(str(models), f"{models.read_text()}    age = Column(Integer)\n")
    assert _told(session) == before
    assert "age" in session.projects[0].history().tables["user"].columns


def test_files_come_and_go(session: Session, todo: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    last = sorted(versions.glob("*.py"))[-1]
    text = last.read_text()
    last.unlink()
    session.touched([str(last)])
    without = _told(session)
    assert without == _told(Session([str(todo)]))
    last.write_text(text)
    session.touched([str(last)])
    assert _told(session) == []
    models = todo / "backend" / "app" / "models"
    (models / "new.py").write_text((models / "tag.py").read_text().replace("Tag", "Label").replace("tag", "label"))
    session.touched([str(models / "new.py")])
    assert {path for path, _, _ in _told(session)} == {"new.py"}
    (models / "new.py").unlink()
    session.touched([str(models / "new.py")])
    assert _told(session) == []


def test_a_new_model_that_is_not_saved_counts_until_it_is_closed(session: Session, todo: Path) -> None:
    models = todo / "backend" / "app" / "models"
    new = str(models / "new.py")
    text = (models / "tag.py").read_text().replace("Tag", "Label").replace("tag", "label")
    session.opened(new, text)
    assert {path for path, _, _ in _told(session)} == {"new.py"}
    session.changed(new, text.replace(", table=True", ""))
    assert _told(session) == []
    session.changed(new, text)
    assert {path for path, _, _ in _told(session)} == {"new.py"}
    session.closed(new)
    assert _told(session) == []


def _revision(id_: str, down: str | None, upgrade: str, downgrade: str) -> str:
    header = f"from alembic import op\nimport sqlalchemy as sa\n\nrevision = {id_!r}\ndown_revision = {down!r}\n"
    return f"{header}\n\ndef upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"


def test_a_new_revision_that_is_not_saved_counts_until_it_is_closed(session: Session, todo: Path, task: Path) -> None:
    new = str(todo / "backend" / "alembic" / "versions" / "2026_01_01_abcdefabcdef_add_estimate.py")
    session.changed(str(task), task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    assert [rule for _, rule, _ in _told(session)] == ["missing-column"]
    (head,) = session.projects[0].graph.real_heads
    session.opened(new, "")  # as an editor makes it, before the text comes
    add = 'op.add_column("task", sa.Column("estimate", sa.Integer(), nullable=True))'
    session.changed(new, _revision("abcdefabcdef", head, add, 'op.drop_column("task", "estimate")'))
    assert _told(session) == []
    session.closed(new)
    assert [rule for _, rule, _ in _told(session)] == ["missing-column"]


def test_a_first_revision_that_is_not_saved_needs_no_folder(session: Session, todo: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    shutil.rmtree(versions)
    session.touched([str(path) for path in session.projects[0].graph.texts])
    assert "missing-table" in {rule for _, rule, _ in _told(session)}
    new = str(versions / "abcdefabcdef_begin.py")
    session.opened(new, _revision("abcdefabcdef", None, "pass", "pass"))
    session.refresh()
    assert session.projects[0].graph.real_heads == ("abcdefabcdef",)


def test_what_nothing_depends_on_changes_nothing(session: Session, todo: Path) -> None:
    other = todo / "backend" / "notes.py"
    session.opened(str(other), "x = 1\n")
    session.refresh()  # a module that somebody might import has come
    session.changed(str(other), "x = 2\n")
    assert not session.refresh()


def test_an_editor_that_tells_nothing_of_the_disk(session: Session, todo: Path, task: Path) -> None:
    session.rescan()
    task.write_text(task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    session.rescan()
    assert [rule for _, rule, _ in _told(session)] == ["missing-column"]
    last = sorted((todo / "backend" / "alembic" / "versions").glob("*.py"))[-1]
    last.unlink()
    session.rescan()
    assert _told(session) == _told(Session([str(todo)]))


def test_settings_that_change_count(session: Session, todo: Path, task: Path) -> None:
    session.changed(str(task), task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    assert [rule for _, rule, _ in _told(session)] == ["missing-column"]
    project = todo / "backend" / "pyproject.toml"
    text = project.read_text()
    for ignored, told in (("missing-column", []), ("missing-colum", [("pyproject.toml", "configuration")])):
        project.write_text(f'{text}\n[tool.alembic-ls.environments."alembic.ini"]\nignore = ["{ignored}"]\n')
        session.touched([str(project)])
        assert [(path, rule) for path, rule, _ in _told(session) if path != "task.py"] == told
        assert any(rule == "missing-column" for _, rule, _ in _told(session)) is bool(told)


def test_comments_ignore_what_they_name(session: Session, task: Path) -> None:
    text = task.read_text().replace("    due_date:", f"{_FIELD[:-1]}  # alembic-ls: ignore[missing-column]\n    due_date:")
    session.changed(str(task), text)
    assert _told(session) == []
    session.changed(str(task), text.replace(_FIELD[:-1], "    # "))
    assert [rule for _, rule, _ in _told(session)] == ["unused-ignore"]


def test_dialects_are_merged_and_named(todo: Path, task: Path) -> None:
    session = Session([str(todo)], Said(dialects=("postgresql", "sqlite")))
    session.changed(str(task), task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    session.refresh()
    (found,) = session.findings()[str(task)]
    assert found.finding.dialects == ("postgresql", "sqlite")


def _edited(text: str, number: int, kind: str) -> str:
    lines = text.split("\n")
    at = number % len(lines)
    if kind == "delete":
        del lines[at]
    elif kind == "twice":
        lines.insert(at, lines[at])
    elif kind == "field":
        lines.insert(at, _FIELD[:-1])
    elif kind == "ignore":
        lines[at] += "  # alembic-ls: ignore"
    else:
        lines[at] = lines[at].replace("max_length=", "max_length=1").replace("length=", "length=1")
    return "\n".join(lines)


_EDITS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(0, 200), st.sampled_from(["delete", "twice", "field", "ignore", "retype", "close"])
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("session") / "todo"
    shutil.copytree(_EXAMPLE, found, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return found


@pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")  # a Project raises it
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=_EDITS)
def test_after_any_edits_it_knows_what_a_new_one_would(place: Path, edits: list[tuple[int, int, str]]) -> None:
    backend = place / "backend"
    models, versions = backend / "app" / "models", backend / "alembic" / "versions"
    saved = {path: path.read_text() for folder in (models, versions) for path in sorted(folder.glob("*.py"))}
    label = saved[models / "tag.py"].replace("Tag", "Label").replace("tag", "label")
    add = 'op.add_column("task", sa.Column("estimate", sa.Integer(), nullable=True))'
    new = {
        models / "new.py": label,
        versions / "9_new.py": _revision("9e9e9e9e9e9e", _HEAD, add, 'op.drop_column("task", "estimate")'),
    }
    paths = [*saved, *new]
    buffers: dict[Path, str] = {}
    session = Session([str(place)])
    for which, number, kind in edits:
        path = paths[which % len(paths)]
        if kind == "close":
            buffers.pop(path, None)
            session.closed(str(path))
        else:
            buffers[path] = _edited(buffers.get(path, saved.get(path, new.get(path, ""))), number, kind)
            session.changed(str(path), buffers[path])
        session.refresh()
        session.findings()
        _lenses(session, paths)
        if any("stale" in cls.facts for project in session.projects for cls in project.mapper.classes):
            return  # what a half typed line has lost is kept, which a fresh reading cannot
    fresh = Session([str(place)])
    for path, text in buffers.items():
        fresh.opened(str(path), text)
    fresh.refresh()
    assert _findings(session) == _findings(fresh)
    assert _lenses(session, paths) == _lenses(fresh, paths)


def _lenses(session: Session, paths: list[Path]) -> list[list[Lens]]:
    return [lenses(session.projects, str(path), datetime(2026, 1, 1)) for path in paths]


def _findings(session: Session) -> dict[str, list[FindingAt]]:
    return {path: [each._replace(reading=None) for each in found] for path, found in session.findings().items()}


def test_without_a_folder_the_environment_above_a_file_is_read(todo: Path, task: Path) -> None:
    session = Session([])
    session.refresh()
    assert not session.readings
    session.opened(str(task), task.read_text().replace("    position: int", "    place: int"))
    session.refresh()
    assert [each.finding.rule for each in session.findings()[str(task)]] == ["renamed-column"]
    session.opened(str(todo.parent / "other.py"), "x = 1\n")  # what lies below its folder is not looked for
    session.refresh()
    assert len(session.readings) == 1
