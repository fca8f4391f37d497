"""What changes on the disk while an editor is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic_ls.lsp.session import Session

Client = Any  # conftest's

_FIELD = "    estimate: int | None = None\n"
_MANY = 1_000


def _told(session: Session) -> list[tuple[str, str]]:
    session.refresh()
    return [(Path(path).name, each.finding.rule) for path, found in session.findings().items() for each in found]


@pytest.fixture
def session(todo: Path) -> Session:
    found = Session([str(todo)])
    assert _told(found) == []
    return found


@pytest.fixture
def versions(todo: Path) -> Path:
    return todo / "backend" / "alembic" / "versions"


def _new_model(task: Path) -> str:
    return task.with_name("tag.py").read_text().replace("Tag", "Label").replace("tag", "label")


def _chain(head: str, column: str) -> dict[str, str]:
    """Name → text of a thousand revisions after `head`; the last one adds a column."""
    found = {}
    for number in range(_MANY):
        last = number == _MANY - 1
        upgrade = f'op.add_column("task", sa.Column("{column}", sa.Integer(), nullable=True))' if last else "pass"
        downgrade = f'op.drop_column("task", "{column}")' if last else "pass"
        found[f"{number:04}_many.py"] = (
            f'"""many"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "many{number}"\ndown_revision = "{head}"\n\n\n'
            f"def upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"
        )
        head = f"many{number}"
    return found


def _head(session: Session) -> str:
    (head,) = session.projects[0].graph.real_heads
    return head


def _uri(path: Path) -> dict[str, Any]:
    return {"uri": path.as_uri(), "type": 2}


def test_a_branch_switch_is_one_quiet_refresh(client: Client, todo: Path, task: Path, versions: Path, session: Session) -> None:
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}, "window": {"workDoneProgress": True}}
    client.start(todo, capabilities=watching, debounce=300)
    assert [client.note("$/progress")["value"]["kind"] for _ in range(2)] == ["begin", "end"]
    client.open(task)
    made = [versions / name for name in _chain(_head(session), "estimate")]
    for name, text in _chain(_head(session), "estimate").items():
        (versions / name).write_text(text)
    task.write_text(task.read_text().replace("    due_date:", "    label: str\n    due_date:"))
    for start in range(0, _MANY, 100):  # as watchers tell it: in several goes
        client.notify("workspace/didChangeWatchedFiles", changes=[_uri(path) for path in (*made[start : start + 100], task)])
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}
    client.change(task, 2, {"range": whole, "text": task.read_text()})  # the editor reads it again
    told = client.diagnostics(task, 2)
    assert {each["code"] for each in told} == {"missing-column", "extra-column"}
    client.ask("workspace/symbol", query="x")
    assert client.pushed() == []  # nothing was told on the way, nor is anything more
    assert client.requests("window/workDoneProgress/create") == client.requests("window/workDoneProgress/create")[:1]
    assert client.logged == []


def test_after_a_branch_switch_it_knows_what_a_new_one_would(session: Session, todo: Path, versions: Path) -> None:
    chain = _chain(_head(session), "estimate")
    for name, text in chain.items():
        (versions / name).write_text(text)
    session.touched([str(versions / name) for name in chain])
    told = _told(session)
    assert told == _told(Session([str(todo)]))
    assert "extra-column" in {rule for _, rule in told}
    for name in chain:
        (versions / name).unlink()
    session.touched([str(versions / name) for name in chain])
    assert _told(session) == []


def test_a_file_that_is_renamed_is_the_same(session: Session, task: Path) -> None:
    new = task.with_name("work.py")
    session.opened(str(task), task.read_text())
    session.refresh()
    task.rename(new)
    session.closed(str(task))
    session.opened(str(new), new.read_text())
    session.touched([str(task), str(new)])
    assert ("work.py", "unreached-model") in _told(session)  # models/__init__.py imports it by its old name
    package = task.with_name("__init__.py")
    package.write_text(package.read_text().replace(".task ", ".work "))
    session.touched([str(package)])
    assert _told(session) == []
    session.changed(str(new), new.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    assert _told(session) == [("work.py", "missing-column")]


@pytest.mark.parametrize("folder", ["models", "versions"])
def test_a_folder_that_is_renamed_takes_its_files_with_it(session: Session, task: Path, versions: Path, folder: str) -> None:
    place = {"models": task.parent, "versions": versions}[folder]
    place.rename(place.with_name("elsewhere"))
    session.touched([str(place), str(place.with_name("elsewhere"))])
    without = _told(session)
    assert without
    assert sorted(without) == sorted(_told(Session(session.folders)))
    place.with_name("elsewhere").rename(place)
    session.touched([str(place.with_name("elsewhere")), str(place)])
    assert _told(session) == []


def test_a_folder_that_is_deleted_in_the_editor_is_told(client: Client, todo: Path, versions: Path) -> None:
    said = client.start(todo, capabilities={"workspace": {"fileOperations": {"didDelete": True, "didRename": True}}})
    filters = said["workspace"]["fileOperations"]["didDelete"]["filters"]
    assert {each["pattern"].get("matches") for each in filters} == {None, "folder"}
    client.ask("workspace/symbol", query="task")
    versions.rename(todo / "put aside")
    client.notify("workspace/didDeleteFiles", files=[{"uri": versions.as_uri()}])
    assert "missing-table" in {each["code"] for each in client.note("textDocument/publishDiagnostics")["diagnostics"]}


def test_where_nobody_tells_the_disk_is_looked_at(session: Session, task: Path, versions: Path, todo: Path) -> None:
    session.rescan()
    new = task.with_name("new.py")
    new.write_text(_new_model(task))
    session.rescan()
    assert {name for name, _ in _told(session)} == {"new.py"}
    new.unlink()
    session.rescan()
    assert _told(session) == []
    (versions / "more.py").write_text(_chain(_head(session), "estimate")["0000_many.py"])
    session.rescan()
    session.refresh()
    assert _head(session) == "many0"
    ini = todo / "backend" / "alembic.ini"
    text = ini.read_text()
    ini.write_text(f"{text}\n[alembic]\n")
    session.rescan()
    assert ("alembic.ini", "configuration") in _told(session)
    ini.write_text(text)
    session.rescan()
    assert _told(session) == []


def test_a_project_that_gets_alembic_is_found(tmp_path: Path, todo: Path) -> None:
    session = Session([str(tmp_path / "new")])
    (tmp_path / "new").mkdir()
    session.rescan()
    todo.joinpath("backend").rename(tmp_path / "new" / "backend")
    session.rescan()
    session.refresh()
    assert session.projects
