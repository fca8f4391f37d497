"""How long a line is comes from the nearest file that configures the formatter."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic_ls.workspace.line_length import line_length


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[tool.ruff]\nline-length = 120\n"}, 120),
        ({"pyproject.toml": "[tool.black]\nline-length = 99\n"}, 99),
        ({"ruff.toml": "line-length = 79\n", "pyproject.toml": "[tool.ruff]\nline-length = 120\n"}, 79),
        (
            {"pyproject.toml": "[tool.ruff]\nline-length = 120\n", "backend/pyproject.toml": "[tool.black]\nline-length = 100\n"},
            100,
        ),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 120\n", "backend/pyproject.toml": "[project]\nname = 'x'\n"}, 120),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 120\n", "backend/ruff.toml": "indent-width = 4\n"}, None),
        ({"pyproject.toml": "[tool.ruff\n", "backend/pyproject.toml": "[tool.black]\nline-length = 'long'\n"}, None),
        ({}, None),
    ],
)
def test_line_length(tmp_path: Path, files: dict[str, str], expected: int | None) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "backend" / "migrations").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert line_length(str(tmp_path / "backend" / "migrations")) == expected
