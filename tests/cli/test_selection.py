"""Which rules are told, by the settings and on the command line, and how mistakes in both are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.checks.selection import select
from alembic_ls.findings.finding import Finding
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.settings import Settings

Run = Callable[..., Any]
MakeProject = Callable[..., Path]


def _settings(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def _told(said: Any) -> list[tuple[str, str]]:
    return [
        (finding["rule"], finding["severity"]) for environment in said.json["environments"] for finding in environment["findings"]
    ]


@pytest.mark.parametrize(
    ("settings", "arguments", "told"),
    [
        ("", [], [("missing-column", "warning")]),
        ("ignore = ['missing-column']", [], []),
        ("select = ['extra-column']", [], []),
        ("select = ['extra-column', 'missing-column']", [], [("missing-column", "warning")]),
        ("severity.missing-column = 'error'", [], [("missing-column", "error")]),
        ("severity.missing-column = 'hint'", [], [("missing-column", "hint")]),
        ("ignore = ['missing-column']", ["--select", "missing-column"], [("missing-column", "warning")]),
        ("select = []", ["--select", "extra-column,missing-column"], [("missing-column", "warning")]),
        ("", ["--select", "extra-column", "--select", "extra-table"], []),
        ("", ["--select", "missing-column", "--ignore", "missing-column"], []),
        ("ignore = []\n[tool.alembic-ls.environments.'alembic.ini']\nignore = 'missing-column'", [], []),
        ("ignore = 'missing-column'\n[tool.alembic-ls.environments.migrations]\nseverity.missing-column='error'", [], []),
    ],
)
def test_what_is_told(settings: str, arguments: list[str], told: list[tuple[str, str]], run: Run, project: MakeProject) -> None:
    folder = project()
    _settings(folder, f"[tool.alembic-ls]\n{settings}\n")
    said = run("check", folder, "--output-format", "json", *arguments)
    assert said.err == ""
    assert _told(said) == told
    assert said.status == (1 if any(severity in ("error", "warning") for _, severity in told) else 0)


def test_each_environment_is_told_by_its_own_table(run: Run, project: MakeProject) -> None:
    folder = project("one").parent
    project("two")
    _settings(folder, "[tool.alembic-ls.environments.'two/alembic.ini']\nignore = ['missing-column']\ndialects = ['mysql']\n")
    one, two = run("check", folder, "--output-format", "json").json["environments"]
    assert [len(one["findings"]), len(two["findings"])] == [1, 0]
    assert (one["dialect"], two["dialect"]) == ("sqlite", "mysql")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("ignore = ['missing-colum']", "pyproject.toml:2: [tool.alembic-ls] ignore: there is no rule `missing-colum`; did you mean `missing-column`?"),
        ("select = [\n 'qqqqqq']", "pyproject.toml:3: [tool.alembic-ls] select: there is no rule `qqqqqq`; `alembic-ls rule` lists them"),
        ("severity.type-mismach = 'hint'", "pyproject.toml:2: [tool.alembic-ls] severity: there is no rule `type-mismach`; did you mean `type-mismatch`?"),
        ("[tool.alembic-ls.environments.'alembc.ini']", "pyproject.toml:2: [tool.alembic-ls] environments: there is no `alembc.ini`; did you mean `alembic.ini`?"),
        ("[tool.alembic-ls.environments.'alembic.ini:other']", "environments: there is no `alembic.ini:other`; did you mean `alembic.ini`?"),
        ("environments.migrations.ignore = ['missing-colum']", "pyproject.toml:2: [tool.alembic-ls] environments migrations ignore: there is no rule `missing-colum`"),
        ("ignored = []", "pyproject.toml:2: [tool.alembic-ls] has no setting `ignored`; did you mean `ignore`?"),
        ("ignore = []\nignore = []", ": is no valid TOML"),
        ("ignore = [", ": is no valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_ends_with_two(settings: str, message: str, run: Run, project: MakeProject) -> None:
    folder = project()
    _settings(folder, f"[tool.alembic-ls]\n{settings}\n")
    for command in (["check", folder], ["schema", folder], ["history", "t", folder]):
        said = run(*command)
        assert (said.status, said.out) == (2, "")
        assert message in said.err


def test_a_rule_that_is_not_there_is_told_with_what_was_meant(run: Run, project: MakeProject) -> None:
    folder = project()
    for arguments in (["check", folder, "--ignore", "missing_column"], ["check", folder, "--select", "missing_column"], ["rule", "missing_column"]):  # fmt: skip
        said = run(*arguments)
        assert (said.status, said.out) == (2, "")
        assert said.err == "alembic-ls: there is no rule `missing_column`; did you mean `missing-column`?\n"


def test_an_environment_that_is_not_looked_at_need_only_be_there(run: Run, project: MakeProject) -> None:
    folder = project("one").parent
    project("two")
    _settings(folder, "[tool.alembic-ls.environments.'two/alembic.ini']\nignore = ['missing-column']\n")
    (folder / ".git").mkdir()
    assert run("check", folder / "one").status == 1
    assert run("check", folder / "two").status == 0


def test_since_takes_the_weight_from_old_revisions(run: Run, project: MakeProject) -> None:
    folder = project()
    for name in ("1.py", "2.py"):
        path = folder / "migrations" / "versions" / name
        path.write_text(path.read_text().partition("\n\n\ndef downgrade")[0] + "\n")

    def weighty(*arguments: str) -> int:
        told = _told(run("check", folder, "--select", "no-downgrade", "--output-format", "json", *arguments))
        return sum(severity in ("error", "warning") for _, severity in told)

    assert (weighty(), weighty("--since", "abc1"), weighty("--since", "abd2")) == (2, 1, 0)
    assert weighty("--since", "2026-01-03") == 1
    _settings(folder, "[tool.alembic-ls]\nsince = 'abd2'\nseverity.no-downgrade = 'error'\n")
    assert weighty() == 0
    assert weighty("--since", "abc1") == 1


def test_what_is_found_milder_is_not_made_more_severe() -> None:
    """On a shared revision, say: the setting is for what a rule finds as severe as it is by itself."""
    selection = select(Settings(severity={"missing-column": "error", "extra-column": "hint"}))

    def weighed(rule: str, severity: str) -> str:
        return selection.applied([Finding(rule, severity, "", Anchor("a.py"))])[0].severity

    assert weighed("missing-column", "warning") == "error"
    assert weighed("missing-column", "information") == "information"
    assert weighed("extra-column", "warning") == weighed("extra-column", "information") == "hint"
    assert weighed("extra-table", "warning") == "warning"


def test_a_since_that_names_nothing_ends_with_two(run: Run, project: MakeProject) -> None:
    folder = project()
    said = run("check", folder, "--since", "zzzz")
    assert (said.status, said.out) == (2, "")
    assert "--since: there is no one revision `zzzz`, nor is it a date" in said.err
    assert run("check", folder, "--since", "2026-01-02").err == ""
    _settings(folder, "[tool.alembic-ls]\n\nsince = 'zzzz'\n")
    said = run("check", folder)
    assert (said.status, said.out) == (2, "")
    assert "pyproject.toml:3: [tool.alembic-ls] since: there is no one revision `zzzz`" in said.err


def test_a_selection_of_nothing_is_a_mistake(run: Run, project: MakeProject) -> None:
    """`--select "$RULES"` with nothing in it must not say that all is well."""
    said = run("check", project(), "--select", "")
    assert (said.status, said.out) == (2, "")
    assert said.err == "alembic-ls: --select names no rule; leave it out to be told of all\n"
