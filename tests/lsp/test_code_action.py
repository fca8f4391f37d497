"""Quick fixes, as an editor offers and applies them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

_RESOLVES: dict[str, Any] = {
    "textDocument": {"codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}},
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}


def _line(path: Path, words: str) -> int:
    return next(number for number, line in enumerate(path.read_text().split("\n")) if words in line)


def _type(client: Client, path: Path, before: str, text: str) -> dict[str, Any]:
    """Type a line before the one with these words; the range of its first character."""
    line = _line(path, before)
    start = {"line": line, "character": 0}
    client.change(path, 2, {"range": {"start": start, "end": start}, "text": text})
    return {"start": {"line": line, "character": 6}, "end": {"line": line, "character": 6}}


def _actions(client: Client, path: Path, place: dict[str, Any], **context: Any) -> list[dict[str, Any]]:
    given = {"diagnostics": [], **context}
    return list(client.ask("textDocument/codeAction", textDocument={"uri": path.as_uri()}, range=place, context=given))


def test_the_fix_on_a_field_is_the_file_of_a_revision(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_RESOLVES)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n")
    action, removing, ignoring = _actions(client, task, place)
    assert (removing["title"], removing.get("isPreferred")) == ("Remove field `estimate` from the model", None)
    assert (ignoring["title"], ignoring.get("isPreferred")) == ("Ignore missing-column here", None)
    assert (action["title"], action["kind"], action["isPreferred"]) == (
        "Create migration: add estimate to task",
        "quickfix",
        True,
    )
    assert action["diagnostics"][0]["code"] == "missing-column"
    created, written = client.ask("codeAction/resolve", **action)["edit"]["documentChanges"]
    assert created["kind"] == "create"
    assert created["uri"] == written["textDocument"]["uri"]
    assert created["uri"].endswith("_add_estimate_to_task.py")
    text = written["edits"][0]["newText"]
    assert 'sa.Column("estimate", sa.Integer(), nullable=True)' in text
    assert 'batch_op.drop_column("estimate")' in text


def test_with_the_file_applied_and_unsaved_the_finding_is_gone(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_RESOLVES)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n")
    assert client.diagnostics(task, 2)
    action, *_ = _actions(client, task, place)
    _, written = client.ask("codeAction/resolve", **action)["edit"]["documentChanges"]
    path = Path(written["textDocument"]["uri"].removeprefix("file://"))
    client.open(path, written["edits"][0]["newText"])
    assert client.diagnostics(task, 2) == []
    assert _actions(client, task, place) == []


def test_everything_is_a_source_action_that_is_told_to_who_asks(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_RESOLVES)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n    effort: int | None = Field(index=True)\n")
    assert all(action["kind"] == "quickfix" for action in _actions(client, task, place))
    (action,) = _actions(client, task, place, only=["source"])
    assert action["kind"] == "source.alembicLs.createMigration"
    _, written = client.ask("codeAction/resolve", **action)["edit"]["documentChanges"]
    text = written["edits"][0]["newText"]
    assert '"estimate"' in text
    assert '"ix_task_effort"' in text


def test_a_client_that_creates_no_files_has_it_written(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n")
    assert client.diagnostics(task, 2)
    action, *_ = _actions(client, task, place)
    assert "edit" not in action
    done = client.ask("workspace/executeCommand", **{k: action["command"][k] for k in ("command", "arguments")})
    (made,) = (todo / "backend" / "alembic" / "versions").glob("*_add_estimate_to_task.py")
    assert done == {"applied": True, "uri": made.as_uri()}
    assert client.diagnostics(task, 2) == []


@pytest.mark.parametrize("argument", [{"fix": 4711}, {"fix": "x"}, None, {}], ids=str)
def test_an_offer_that_nobody_made_is_told_to_be_old(client: Client, todo: Path, argument: Any) -> None:
    client.start(todo, capabilities=_RESOLVES)
    resolved = client.ask("codeAction/resolve", title="Create migration", data=argument)
    assert "edit" not in resolved
    assert "ask for it again" in client.note("window/showMessage")["message"]


def test_a_finding_is_ignored_by_an_edit_of_the_buffer(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_RESOLVES)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n")
    assert client.diagnostics(task, 2)
    *_, ignoring = _actions(client, task, place)
    (edit,) = client.ask("codeAction/resolve", **ignoring)["edit"]["changes"][task.as_uri()]
    assert edit["newText"] == "  # alembic-ls: ignore[missing-column]"
    client.change(task, 3, {"range": edit["range"], "text": edit["newText"]})
    assert client.diagnostics(task, 3) == []


def test_heads_are_merged_by_a_command(client: Client, todo: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    (last,) = versions.glob("*_b3e96d05a7f8_*.py")
    other = last.read_text().replace("b3e96d05a7f8", "0123456789ab").replace("ix_task_owner_id_due_date", "ix_task_other")
    (versions / "other.py").write_text(other)
    client.start(todo)
    done = client.ask("workspace/executeCommand", command="alembic-ls.mergeHeads", arguments=[{}])
    (made,) = versions.glob("*_merge_b3e96d05a7f8_*.py")
    assert done == {"applied": True, "uri": made.as_uri()}
    assert "down_revision: str | Sequence[str] | None = ('b3e96d05a7f8', '0123456789ab')" in made.read_text()
    again = client.ask("workspace/executeCommand", command="alembic-ls.mergeHeads", arguments=[{}])
    assert again["applied"] is False
    assert "nothing to merge" in client.note("window/showMessage")["message"]


def test_everything_is_offered_for_what_alembic_does_not_see_too(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_RESOLVES)
    client.open(task)
    line = _line(task, 'archived = "archived"')
    place = {"start": {"line": 0, "character": 0}, "end": {"line": line + 30, "character": 0}}
    assert _actions(client, task, place, only=["source"]) == []
    start = {"line": line + 1, "character": 0}
    client.change(task, 2, {"range": {"start": start, "end": start}, "text": '    later = "later"\n'})
    (action,) = _actions(client, task, place, only=["source"])
    _, written = client.ask("codeAction/resolve", **action)["edit"]["documentChanges"]
    assert "ADD VALUE IF NOT EXISTS 'later'" in written["edits"][0]["newText"]


def test_a_file_that_cannot_be_written_is_told(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    place = _type(client, task, "due_date: date", "    estimate: int | None = None\n")
    action = next(action for action in _actions(client, task, place) if action["title"].startswith("Create migration"))
    versions = todo / "backend" / "alembic" / "versions"
    versions.rename(versions.with_name("elsewhere"))
    versions.write_text("no folder")
    done = client.ask("workspace/executeCommand", **{k: action["command"][k] for k in ("command", "arguments")})
    assert done["applied"] is False
    assert "cannot be written" in client.note("window/showMessage")["message"]
