"""What the client shows above and beside its lines, when something else than that file changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Client = Any  # conftest's

_ABLE = {
    "workspace": {
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    }
}
_NEW = """
from alembic import op
import sqlalchemy as sa

revision = "fresh"
down_revision = "b3e96d05a7f8"


def upgrade():
    op.add_column("task", sa.Column("points", sa.Integer(), nullable=True))


def downgrade():
    op.drop_column("task", "points")
"""


def _lens(client: Client, path: Path) -> str:
    (lens,) = client.ask("textDocument/codeLens", textDocument={"uri": path.as_uri()})
    return str(lens["command"]["title"])


def _hints(client: Client, path: Path) -> list[str]:
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
    return [each["label"] for each in client.ask("textDocument/inlayHint", textDocument={"uri": path.as_uri()}, range=whole)]


def test_a_lens_is_asked_for_again_when_a_revision_comes(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_ABLE)
    client.open(task, task.read_text().replace("    position: int\n", "    position: int\n    points: int | None = None\n"))
    assert "9 revisions" in _lens(client, task)
    assert "1 change not migrated" in _lens(client, task)
    new = todo / "backend" / "alembic" / "versions" / "new.py"
    new.write_text(_NEW)
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": new.as_uri(), "type": 1}])
    client.wait_for_request("workspace/codeLens/refresh")
    assert "10 revisions" in _lens(client, task)
    assert "in sync" in _lens(client, task)
    assert client.requests("workspace/inlayHint/refresh") == []  # they are as they were


def test_hints_are_asked_for_again_when_another_file_changes_them(client: Client, todo: Path) -> None:
    client.start(todo, capabilities=_ABLE)
    folder = todo / "backend" / "alembic" / "versions"
    first, second = next(folder.glob("*4d0b1f6a92c7*")), next(folder.glob("*8e3c5a7d1b04*"))
    client.open(first)
    client.open(second)
    assert _hints(client, second) == ["Create user and task."]
    client.change(first, 2, {"text": first.read_text().replace("Create user and task.", "Begin.")})
    client.wait_for_request("workspace/inlayHint/refresh")
    assert _hints(client, second) == ["Begin."]


def test_nothing_is_asked_for_again_where_it_is_as_it_was(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, capabilities=_ABLE)
    user = task.with_name("user.py")
    client.open(task)
    client.open(user)
    _lens(client, task)
    _hints(client, task)
    client.change(user, 2, {"text": user.read_text().replace("    email: str", "    mail: str")})
    client.diagnostics(user, 2)
    client.change(task, 2, {"text": task.read_text().replace("    position: int", "    place: int")})
    client.diagnostics(task, 2)  # whoever edits a file asks for its lenses anyhow
    client.ask("workspace/symbol", query="x")
    assert client.requests("workspace/codeLens/refresh") == client.requests("workspace/inlayHint/refresh") == []
