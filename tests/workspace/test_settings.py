"""`[tool.alembic-ls]`."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic_ls.workspace.settings import Settings, read_settings


@pytest.mark.parametrize(
    ("text", "dialects", "problems"),
    [
        ('[tool.alembic-ls]\ndialects = ["postgresql", "sqlite"]', ("postgresql", "sqlite"), []),
        ('[tool.alembic-ls]\ndialects = "mysql"', ("mysql",), []),
        ("[tool.alembic-ls]\ndialects = 3\ncolour = 1", (), ["must be a list of strings", "no setting 'colour'"]),
        ("[tool.alembic-ls\n", (), ["no valid TOML"]),
        ("tool = 1 # alembic", (), []),
    ],
)
def test_settings(text: str, dialects: tuple[str, ...], problems: list[str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    found = read_settings(str(tmp_path))
    assert found.dialects == dialects
    assert len(found.problems) == len(problems)
    assert all(says in problem.message for says, problem in zip(problems, found.problems, strict=True))


def test_none(tmp_path: Path) -> None:
    assert read_settings(str(tmp_path)) == Settings()
