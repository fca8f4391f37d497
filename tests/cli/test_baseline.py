"""`--baseline` and `--update-baseline`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
MakeProject = Callable[..., Path]

LAST = "    sa.Column('c', sa.Integer, nullable=False),\n"


@pytest.fixture
def known(run: Run, project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose one finding is known."""
    folder = project()
    monkeypatch.chdir(folder)
    said = run("check", "--baseline", "known.json", "--update-baseline")
    assert said.status == 0
    assert said.err == "alembic-ls: known.json: 1 finding known now, 1 of them new; 0 no longer found\n"
    return folder


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _rules(said: Any) -> list[str]:
    return [finding["rule"] for environment in said.json["environments"] for finding in environment["findings"]]


def test_what_is_known_is_not_told(known: Path, run: Run) -> None:
    said = run("check", "--baseline", "known.json")
    assert (said.status, said.err) == (0, "")
    assert "Nothing new, 1 known already; 0 things could not be followed." in said.out
    assert "missing-column" not in said.out
    assert run("check").status == 1


def test_what_is_new_is_told(known: Path, run: Run) -> None:
    _edit(known / "models.py", LAST, LAST + "    sa.Column('d', sa.Integer),\n")
    said = run("check", "--baseline", "known.json")
    assert said.status == 1
    assert "`t.d`" in said.out
    assert "`t.c`" not in said.out
    assert "1 finding: 1 warning, and 1 known already;" in said.out


def test_the_file_is_the_same_from_everywhere_and_changes_line_by_line(
    known: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (known / "known.json").read_text(encoding="utf-8")
    assert json.loads(before) == {
        "version": 1,
        "environments": {
            "alembic.ini": [
                {
                    "path": "models.py",
                    "rule": "missing-column",
                    "table": "t",
                    "column": "c",
                    "message": "column `t.c` is added by no revision",
                }
            ]
        },
    }
    monkeypatch.chdir(known.parent)
    assert run("check", known, "--baseline", "app/known.json").status == 0
    run("check", "app", "--baseline", known / "known.json", "--update-baseline")
    assert (known / "known.json").read_text(encoding="utf-8") == before
    _edit(known / "models.py", LAST, "    sa.Column('a0', sa.Integer),\n" + LAST + "    sa.Column('d', sa.Integer),\n")
    run("check", "app", "--baseline", "app/known.json", "--update-baseline")
    after = (known / "known.json").read_text(encoding="utf-8")
    assert sum(line.rstrip(",") not in before for line in after.splitlines()) == 2
    columns = [entry["column"] for entry in json.loads(after)["environments"]["alembic.ini"]]
    assert columns == sorted(columns)


def test_moved_lines_and_another_format_change_nothing(known: Path, run: Run) -> None:
    _edit(known / "models.py", "metadata = sa.MetaData()\n", "\n\n# more\nx = 1\nmetadata = sa.MetaData()\n")
    _edit(known / "models.py", LAST, "    sa.Column(\n        'c',\n\n        sa.Integer,   nullable=False,\n    ),\n")
    said = run("check", "--baseline", "known.json")
    assert (said.status, said.err) == (0, "")


def test_a_new_revision_of_the_table_changes_nothing(known: Path, run: Run) -> None:
    (known / "migrations" / "versions" / "3.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = 'abe3'\ndown_revision = 'abd2'\n\n\ndef upgrade():\n"
        "    op.execute('UPDATE t SET b = 1')\n\n\ndef downgrade():\n    op.execute('UPDATE t SET b = 2')\n"
    )
    assert run("check", "--baseline", "known.json").status == 0


def test_a_revision_file_may_be_renamed(run: Run, project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project()
    monkeypatch.chdir(folder)
    versions = folder / "migrations" / "versions"
    _edit(versions / "1.py", "down_revision = None", "down_revision = 'gone'")
    assert "missing-parent" in _rules(run("check", "--output-format", "json"))
    run("check", "--baseline", "known.json", "--update-baseline")
    (versions / "1.py").rename(versions / "2026_01_first.py")
    assert run("check", "--baseline", "known.json").status == 0


def test_what_is_no_longer_found_is_told_and_taken_out(known: Path, run: Run) -> None:
    _edit(known / "models.py", LAST, "")
    said = run("check", "--baseline", "known.json")
    assert said.status == 0
    assert said.err == "alembic-ls: known.json: 1 finding in it no longer found; --update-baseline takes them out\n"
    assert "The revisions cover the models" in said.out
    said = run("check", "--baseline", "known.json", "--update-baseline")
    assert said.err == "alembic-ls: known.json: 0 findings known now, 0 of them new; 1 no longer found\n"
    assert json.loads((known / "known.json").read_text())["environments"] == {}
    assert run("check", "--baseline", "known.json").err == ""


@pytest.mark.parametrize("narrow", [["--select", "extra-column"], ["migrations/env.py"], ["--ignore", "missing-column"]])
def test_what_was_not_asked_for_is_neither_stale_nor_lost(narrow: list[str], known: Path, run: Run) -> None:
    said = run("check", "--baseline", "known.json", *narrow)
    assert (said.status, said.err) == (0, "")
    run("check", "--baseline", "known.json", "--update-baseline", *narrow)
    assert run("check", "--baseline", "known.json").status == 0


def test_an_environment_that_was_not_looked_at_keeps_its_entries(run: Run, project: MakeProject) -> None:
    folder = project("one").parent
    project("two")
    baseline = folder / "known.json"
    run("check", folder, "--baseline", baseline, "--update-baseline")
    said = run("check", folder / "one", "--baseline", baseline)
    assert (said.status, said.err) == (0, "")
    run("check", folder / "one", "--baseline", baseline, "--update-baseline")
    assert run("check", folder, "--baseline", baseline).status == 0
    (folder / "two" / "alembic.ini").unlink()
    (folder / "two" / "migrations" / "env.py").unlink()
    assert "1 finding in it no longer found" in run("check", folder, "--baseline", baseline).err


def test_as_many_as_are_known(known: Path, run: Run) -> None:
    """Two findings may be told apart by their places alone; one of them known does not hide the other."""
    comment = "    # alembic-ls: ignored\n"
    _edit(known / "models.py", LAST, LAST + comment)
    assert run("check", "--baseline", "known.json").status == 1
    run("check", "--baseline", "known.json", "--update-baseline")
    _edit(known / "models.py", comment, comment * 2)
    said = run("check", "--baseline", "known.json", "--output-format", "json")
    assert _rules(said) == ["unknown-ignore"]
    run("check", "--baseline", "known.json", "--update-baseline")
    counts = [entry.get("count") for entry in json.loads((known / "known.json").read_text())["environments"]["alembic.ini"]]
    assert sorted(map(str, counts)) == ["2", "None"]
    assert run("check", "--baseline", "known.json").status == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "known.json:1: is no valid JSON: "),
        ("{\n<<<<<<< HEAD\n", "known.json:2: is no valid JSON: "),
        ("[]", "known.json: is no baseline of alembic-ls: it has no `environments`"),
        ('{"version": 2, "environments": {}}', "known.json: is a baseline of version 2; this alembic-ls knows version 1"),
        ('{"version": 1, "environments": {"a": 1}}', "known.json: is no baseline of alembic-ls: `a` is no list"),
        ('{"version": 1, "environments": {"a": [{"rule": 1}]}}', "known.json: is no baseline of alembic-ls: entry 1 of `a`"),
        ('{"version": 1, "environments": {"a": ["x"]}}', "known.json: is no baseline of alembic-ls: entry 1 of `a`"),
        ("[" * 100_000, "known.json: is nested too deeply"),
    ],
    ids=range(8),
)
def test_what_is_no_baseline_ends_with_two_and_is_left_alone(text: str, message: str, known: Path, run: Run) -> None:
    (known / "known.json").write_text(text)
    for arguments in ([], ["--update-baseline"]):
        said = run("check", "--baseline", "known.json", *arguments)
        assert (said.status, said.out) == (2, "")
        assert message in said.err
    assert (known / "known.json").read_text() == text


def test_a_baseline_that_is_not_there_or_cannot_be_used(known: Path, run: Run) -> None:
    said = run("check", "--baseline", "other.json")
    assert (said.status, said.out) == (2, "")
    assert said.err == "alembic-ls: there is no baseline `other.json`; --update-baseline writes it\n"
    assert "the baseline `migrations` cannot be read: " in run("check", "--baseline", "migrations").err
    assert (
        "the baseline `nowhere/b.json` cannot be written: "
        in run("check", "--baseline", "nowhere/b.json", "--update-baseline").err
    )
    assert run("check", "--update-baseline").err == "alembic-ls: --update-baseline needs --baseline FILE, the file to write\n"
    (known / "known.json").write_bytes(b"\xff\xfe\xff")
    assert "known.json: is no valid UTF-8" in run("check", "--baseline", "known.json").err
    assert not [name for name in os.listdir(known) if name.endswith(".new")]


def test_many_findings_say_how_to_begin(run: Run, project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project()
    monkeypatch.chdir(folder)
    assert "--update-baseline" not in run("check").out
    _edit(folder / "models.py", LAST, "".join(f"    sa.Column('n{number}', sa.Integer),\n" for number in range(30)))
    assert "--baseline FILE --update-baseline" in run("check").out
    assert "--update-baseline" not in run("check", "--output-format", "json").out
    run("check", "--baseline", "known.json", "--update-baseline")
    assert "--update-baseline" not in run("check", "--baseline", "known.json").out
