"""The command line, run in this process or in one of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic_ls.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"


class Said(NamedTuple):
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def examples() -> Path:
    """The folder of the examples."""
    return EXAMPLES


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run `alembic-ls` with these arguments."""

    def run(*arguments: object) -> Said:
        status = main([str(argument) for argument in arguments])
        return Said(status, *capsys.readouterr())

    return run


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Write a small environment into a folder of its own: one table in a revision, one model with one more column."""

    def project(name: str = "app", env_py: str = "", upgrade: str = "pass") -> Path:
        folder = tmp_path / name
        for path, text in {
            "alembic.ini": "[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = sqlite:///x.db\n",
            "migrations/env.py": "from alembic import context\nfrom models import metadata\n"
            "target_metadata = metadata\ncontext.configure(target_metadata=target_metadata)\n" + env_py,
            "migrations/versions/1.py": '"""first\n\nCreate Date: 2026-01-02 03:04:05\n"""\n'
            "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'abc1'\ndown_revision = None\n\n\ndef upgrade():\n"
            "    op.create_table('t', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('a', sa.String(9)))\n"
            f"    {upgrade}\n\n\ndef downgrade():\n    op.drop_table('t')\n",
            "migrations/versions/2.py": '"""second"""\n'
            "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'abd2'\ndown_revision = 'abc1'\n\n\ndef upgrade():\n"
            "    op.add_column('t', sa.Column('b', sa.Text(), nullable=False, server_default=\"it's\"))\n"
            "\n\ndef downgrade():\n    op.drop_column('t', 'b')\n",
            "models.py": "import sqlalchemy as sa\n\nmetadata = sa.MetaData()\nt = sa.Table(\n    't',\n    metadata,\n"
            "    sa.Column('id', sa.Integer, primary_key=True),\n    sa.Column('a', sa.String(9)),\n"
            "    sa.Column('b', sa.Text, nullable=False, server_default=\"it's\"),\n"
            "    sa.Column('c', sa.Integer, nullable=False),\n)\n",
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder

    return project
