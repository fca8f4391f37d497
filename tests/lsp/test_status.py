"""What an editor shows of each environment, and the revisions that it lets its user choose from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

Client = Any  # conftest's

_WANTS = {"experimental": {"alembicLs": {"status": True}}}


def _status(client: Client) -> dict[str, Any]:
    """The next status of a server at rest."""
    while (found := client.note("alembic-ls/status"))["busy"]:
        pass
    return found  # type: ignore[no-any-return]


def test_the_environment_its_head_and_its_drift_are_told(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_WANTS)
    (found,) = _status(client)["environments"]
    assert found == {
        "config": (todo / "backend" / "alembic.ini").as_uri(),
        "scriptLocation": (todo / "backend" / "alembic").as_uri(),
        "versionLocations": [(todo / "backend" / "alembic" / "versions").as_uri()],
        "modelFolders": [task.parent.as_uri()],
        "dialects": ["postgresql", "sqlite"],
        "heads": [{"id": "b3e96d05a7f8", "message": "Index the tasks of a user by due date."}],
        "drift": 0,
    }
    text = task.read_text()
    client.open(task, text.replace("    due_date:", "    estimate: int | None = None\n    due_date:"))
    (found,) = _status(client)["environments"]
    assert found["drift"] == 1
    client.change(task, 2, {"text": text.replace("    due_date:", "    estimate: int = 1  # alembic-ls: ignore\n    due_date:")})
    assert _status(client)["environments"][0]["drift"] == 0


def test_a_second_head_is_told(client: Client, todo: Path) -> None:
    client.start(todo, capabilities=_WANTS)
    assert len(_status(client)["environments"][0]["heads"]) == 1
    versions = todo / "backend" / "alembic" / "versions"
    head = next(versions.glob("*_b3e96d05a7f8_*.py"))
    other = versions / "other.py"
    other.write_text(head.read_text().replace('revision: str = "b3e96d05a7f8"', 'revision: str = "0123456789ab"'))
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": other.as_uri(), "type": 1}])
    assert {each["id"] for each in _status(client)["environments"][0]["heads"]} == {"b3e96d05a7f8", "0123456789ab"}


def test_a_client_that_does_not_ask_for_it_is_not_told(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    client.ask("textDocument/hover", textDocument={"uri": task.as_uri()}, position={"line": 0, "character": 0})
    client.stop()
    assert "alembic-ls/status" not in client.told()


def test_revisions_are_told_newest_first(client: Client, todo: Path) -> None:
    client.start(todo)
    found = client.ask("alembic-ls/revisions")
    assert [each["isHead"] for each in found] == [True] + [False] * 15
    first = found[0]
    assert (first["id"], first["message"]) == ("b3e96d05a7f8", "Index the tasks of a user by due date.")
    assert first["uri"].endswith(".py")
    assert found[-1]["down"] == []
    path = Path(first["uri"].removeprefix("file://"))
    start, end = first["range"]["start"], first["range"]["end"]
    assert path.read_text().split("\n")[start["line"]][start["character"] : end["character"]] == '"b3e96d05a7f8"'


def test_a_folder_without_an_environment_has_none(client: Client, tmp_path: Path, todo: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    client.start(empty, capabilities=_WANTS)
    assert client.ask("alembic-ls/revisions") == []
    shutil.copytree(todo, empty / "todo")
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": (empty / "todo/backend/alembic.ini").as_uri(), "type": 1}])
    assert len(_status(client)["environments"]) == 1
