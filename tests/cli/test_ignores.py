"""Comments that ignore findings, and what is said of those that are of no use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
MakeProject = Callable[..., Path]

FIELD = "    sa.Column('c', sa.Integer, nullable=False),"


def _mark(folder: Path, comment: str, line: str = FIELD) -> None:
    path = folder / "models.py"
    text = path.read_text(encoding="utf-8")
    assert line in text
    path.write_text(text.replace(line, f"{line}  # alembic-ls: {comment}"), encoding="utf-8")


def _told(said: Any) -> list[tuple[str, str, str, int]]:
    return [
        (finding["rule"], finding["severity"], finding["path"], finding["range"]["start"]["line"])
        for environment in said.json["environments"]
        for finding in environment["findings"]
    ]


UNUSED = ("unused-ignore", "information", "models.py")
UNKNOWN = ("unknown-ignore", "warning", "models.py")
MISSING = ("missing-column", "warning", "models.py")


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("ignore[missing-column]", []),
        ("ignore", []),
        ("ignore[extra-column, missing-column]: later", [UNUSED]),
        ("ignore[extra-column]", [MISSING, UNUSED]),
        ("ignore[missing-colum]", [MISSING, UNKNOWN]),
        ("ignore[missing-column, missing-colum]", [UNKNOWN]),
        ("ignored", [MISSING, UNKNOWN]),
    ],
)
def test_a_comment_on_the_line(comment: str, told: list[tuple[str, str, str]], run: Run, project: MakeProject) -> None:
    folder = project()
    _mark(folder, comment)
    said = run("check", folder, "--output-format", "json")
    assert _told(said) == [(*each, 9) for each in told]
    assert said.status == (1 if any(severity == "warning" for _, severity, _ in told) else 0)


def test_a_useless_comment_is_shown_with_what_to_do(run: Run, project: MakeProject) -> None:
    folder = project()
    _mark(folder, "ignore[missing-colum, extra-column, missing-column]")
    out = run("check", folder).out
    assert "there is no rule `missing-colum`\n" in out
    assert "= did you mean `missing-column`?" in out
    assert "`extra-column` is not found here\n" in out
    assert "= delete `extra-column` from this comment" in out
    _mark(folder, "ignore", line="    metadata,")
    out = run("check", folder, "--output-format", "concise").out
    assert "models.py:6:16: information[unused-ignore] nothing is found here; delete this comment\n" in out


def test_a_rule_that_is_not_told_makes_no_comment_unused(run: Run, project: MakeProject) -> None:
    folder = project()
    _mark(folder, "ignore[extra-column]")
    assert [rule for rule, *_ in _told(run("check", folder, "--select", "unused-ignore", "--output-format", "json"))] == []
    told = _told(run("check", folder, "--select", "unused-ignore,extra-column", "--output-format", "json"))
    assert [rule for rule, *_ in told] == ["unused-ignore"]
    assert [rule for rule, *_ in _told(run("check", folder, "--ignore", "unused-ignore", "--output-format", "json"))] == [
        "missing-column"
    ]


def test_at_the_top_of_a_file_for_all_of_it(run: Run, project: MakeProject) -> None:
    folder = project()
    path = folder / "models.py"
    path.write_text("# alembic-ls: ignore[missing-column]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("check", folder).status == 0


def test_a_file_that_two_environments_read_is_judged_once(run: Run, project: MakeProject) -> None:
    """The second environment's revisions make the column: there the comment hides nothing, and is of use all the same."""
    folder = project("one")
    other = folder / "other"
    (folder / "migrations").rename(other)
    (folder / "alembic2.ini").write_text((folder / "alembic.ini").read_text().replace("= migrations", "= again"))
    (folder / "alembic.ini").write_text((folder / "alembic.ini").read_text().replace("= migrations", "= other"))
    again = folder / "again" / "versions"
    again.mkdir(parents=True)
    (folder / "again" / "env.py").write_text((other / "env.py").read_text())
    first = (other / "versions" / "1.py").read_text()
    first = first.replace("sa.Column('a'", "sa.Column('c', sa.Integer(), nullable=False), sa.Column('a'")
    (again / "1.py").write_text(first)
    (again / "2.py").write_text((other / "versions" / "2.py").read_text())
    _mark(folder, "ignore[missing-column]")
    said = run("check", folder, "--output-format", "json")
    assert len(said.json["environments"]) == 2
    assert _told(said) == []
    _mark(folder, "ignore", line="    metadata,")
    assert [rule for rule, *_ in _told(run("check", folder, "--output-format", "json"))] == ["unused-ignore"]


def test_two_dialects_use_one_comment(run: Run, project: MakeProject) -> None:
    folder = project()
    _mark(folder, "ignore[missing-column]")
    assert _told(run("check", folder, "--dialect", "postgresql,sqlite", "--output-format", "json")) == []


def test_of_a_file_only_its_comments_are_told(run: Run, project: MakeProject) -> None:
    folder = project()
    _mark(folder, "ignore[extra-column]")
    assert _told(run("check", folder / "migrations" / "env.py", "--output-format", "json")) == []


def test_it_holds_for_a_revision_that_alembic_does_not_find(run: Run, project: MakeProject) -> None:
    folder = project()
    inner = folder / "migrations" / "versions" / "2026"
    inner.mkdir()
    text = "revision = 'abe3'\ndown_revision = 'abd2'\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    (inner / "3.py").write_text(text)
    assert "unloaded-revision" in [rule for rule, *_ in _told(run("check", folder, "--output-format", "json"))]
    (inner / "3.py").write_text("# alembic-ls: ignore[unloaded-revision]\n" + text)
    assert [rule for rule, *_ in _told(run("check", folder, "--output-format", "json"))] == ["missing-column"]
