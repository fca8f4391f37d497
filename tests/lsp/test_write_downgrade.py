"""alembic-ls.writeDowngrade, as an editor asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Client = Any  # conftest's

HEADER = "from alembic import op\nimport sqlalchemy as sa\n\nrevision = {id!r}\ndown_revision = {down!r}\n\n\n"
UP = "def upgrade() -> None:\n    op.create_table('note', sa.Column('id', sa.Integer(), primary_key=True))\n"
BACK = "\n\ndef downgrade() -> None:\n    op.drop_table('note')\n"


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    (tmp_path / "alembic" / "versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = alembic\nsqlalchemy.url = postgresql://\n")
    (tmp_path / "alembic" / "env.py").write_text("from alembic import context\n\ncontext.configure(target_metadata=None)\n")
    path = tmp_path / "alembic" / "versions" / "r1.py"
    path.write_text(HEADER.format(id="r1", down=None) + UP)
    return path


def _ask(client: Client, path: Path) -> Any:
    return client.ask("workspace/executeCommand", command="alembic-ls.writeDowngrade", arguments=[{"uri": path.as_uri()}])


def test_the_downgrade_is_written_into_the_buffer(client: Client, revision: Path) -> None:
    client.replies["workspace/applyEdit"] = lambda params: {"result": {"applied": True}}
    client.start(revision.parents[2])
    client.open(revision, HEADER.format(id="r1", down=None) + UP + "    op.create_table('tag', sa.Column('id', sa.Integer()))\n")
    assert _ask(client, revision)["applied"] is True
    (asked,) = client.requests("workspace/applyEdit")
    (edits,) = asked["edit"]["changes"].values()
    assert [edit["newText"] for edit in edits] == [
        "\n\n\ndef downgrade() -> None:\n    op.drop_table('tag')\n    op.drop_table('note')"
    ]


def test_one_that_is_complete_is_told_to_be(client: Client, revision: Path) -> None:
    revision.write_text(HEADER.format(id="r1", down=None) + UP + BACK)
    client.start(revision.parents[2])
    assert _ask(client, revision)["applied"] is False
    assert client.note("window/showMessage")["message"] == "alembic-ls: the downgrade of r1 is complete"


def test_a_file_that_is_no_revision_is_told_to_be_none(client: Client, revision: Path) -> None:
    client.start(revision.parents[2])
    assert _ask(client, revision.parents[1] / "env.py")["applied"] is False
    assert "no revision" in client.note("window/showMessage")["message"]
