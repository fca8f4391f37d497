"""`[tool.alembic-ls]`."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic_ls.workspace.settings import Settings, read_settings


def _read(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return read_settings([str(folder)])


@pytest.mark.parametrize(
    ("text", "dialects", "problems"),
    [
        ('[tool.alembic-ls]\ndialects = ["postgresql", "sqlite"]', ("postgresql", "sqlite"), []),
        ('[tool.alembic-ls]\ndialects = "mysql"', ("mysql",), []),
        (
            "[tool.alembic-ls]\ndialects = 3\ncolour = 1",
            (),
            ["3: [tool.alembic-ls] has no setting `colour`; it has select", "2: [tool.alembic-ls] dialects must be a list"],
        ),
        ("[tool.alembic-ls\n", (), ["no valid TOML"]),
        ("tool = 1 # alembic-ls", (), []),
        ("[tool.other]\nname = 'alembic-ls'", (), []),
    ],
)
def test_dialects_and_what_is_wrong(text: str, dialects: tuple[str, ...], problems: list[str], tmp_path: Path) -> None:
    found = _read(tmp_path, text)
    assert found.dialects == dialects
    assert len(found.problems) == len(problems)
    assert all(says in str(problem) for says, problem in zip(problems, found.problems, strict=True))


def test_none(tmp_path: Path) -> None:
    assert read_settings([str(tmp_path)]) == Settings()


def test_the_nearest_file_with_a_table_counts(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    _read(tmp_path, "[tool.alembic-ls]\nignore = ['a']\n")
    (tmp_path / "inner" / "pyproject.toml").write_text("[project]\nname = 'alembic-ls-user'\n")
    found = read_settings([str(tmp_path / "inner"), str(tmp_path)])
    assert (found.ignore, found.path) == (("a",), str(tmp_path / "pyproject.toml"))


_TWO = """
[tool.alembic-ls]
select = ["a", "b"]
ignore = ["c"]
since = 2026-01-02
severity = { a = "error", b = "hint" }

[tool.alembic-ls.environments."backend/alembic.ini"]
ignore = "d"
dialects = ["sqlite"]
severity.b = "warning"

[tool.alembic-ls.environments."backend/alembic.ini:tenant"]
select = []
since = "abc1"
"""


def test_an_environment_has_the_general_settings_and_its_own_over_them(tmp_path: Path) -> None:
    found = _read(tmp_path, _TWO)
    assert not found.problems
    config = str(tmp_path / "backend" / "alembic.ini")
    own = found.of(config, "alembic", "/elsewhere")
    assert (own.select, own.ignore, own.dialects) == (("a", "b"), ("c", "d"), ("sqlite",))
    assert own.severity == {"a": "error", "b": "warning"}
    assert own.since == "2026-01-02"
    tenant = found.of(config, "tenant", "/elsewhere")
    assert (tenant.select, tenant.ignore, tenant.since) == ((), ("c", "d"), "abc1")
    assert found.of(str(tmp_path / "other.ini"), "alembic", "/elsewhere") == found
    by_location = _read(tmp_path, "[tool.alembic-ls.environments.'db/scripts']\nignore = ['e']\n")
    assert by_location.of(None, "alembic", str(tmp_path / "db" / "scripts")).ignore == ("e",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("selct = ['a']", "2: [tool.alembic-ls] has no setting `selct`; did you mean `select`?"),
        (
            "severity.a = 'eror'",
            "2: [tool.alembic-ls] severity a must be one of error, warning, information, hint; did you mean `error`?",
        ),
        ("severity.a = 1", "2: [tool.alembic-ls] severity a must be one of"),
        ("severity = 'error'", "2: [tool.alembic-ls] severity must be a table"),
        ("since = 3", "2: [tool.alembic-ls] since must be a string"),
        ("ignore = [1]", "2: [tool.alembic-ls] ignore must be a list of strings"),
        ("environments = 1", "2: [tool.alembic-ls] environments must be a table of tables"),
        ("environments.a = 1", "2: [tool.alembic-ls] environments a must be a table"),
        (
            "[tool.alembic-ls.environments.a]\nignor = []",
            "3: [tool.alembic-ls] environments a has no setting `ignor`; did you mean `ignore`?",
        ),
        (
            "[tool.alembic-ls.environments.a]\n[tool.alembic-ls.environments.'./a']",
            "3: [tool.alembic-ls] environments ./a is an environment that has",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(text: str, problem: str, tmp_path: Path) -> None:
    (found,) = _read(tmp_path, f"[tool.alembic-ls]\n{text}\n").problems
    assert f"pyproject.toml:{problem}" in str(found)


def test_the_line_is_looked_for_in_the_right_table(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "[project]\ndependencies = ['alembic-ls']\n[tool.ruff.lint]\nselect = ['x']\n"
        "[tool.alembic-ls]\n# select = ['x']\nignore = [\n  'x',\n]\nselect = [\n  'y',\n  'x',\n]\n[tool.z]\nselect = ['q']\n",
    )
    assert found.line("select", "x") == 11
    assert found.line("ignore", "x") == 7
    assert found.line("select", "q") is None
