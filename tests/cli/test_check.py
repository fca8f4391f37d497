"""`alembic-ls check` as its user sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic_ls import __version__

Run = Callable[..., Any]
MakeProject = Callable[..., Path]


def test_the_example_is_clean(run: Run, examples: Path) -> None:
    said = run("check", examples / "todo")
    assert (said.status, said.err) == (0, "")
    assert "The revisions cover the models; 0 things could not be followed." in said.out


def _faults(examples: Path) -> list[tuple[str, str, list[str]]]:
    """What FAULTS.md says, which real Alembic is held against elsewhere: file, the line's text, what Alembic detects."""
    text = (examples / "todo-faulty" / "FAULTS.md").read_text(encoding="utf-8")
    faults = []
    for section in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]:
        found = re.search(r"`(backend/[^`]+)`: `([^`]+)`", section)
        assert found
        faults.append((found[1], found[2], re.findall(r"^- Detected (.*)$", section, re.MULTILINE)))
    return faults


_KINDS = {
    "added column": "add_column",
    "removed column": "remove_column",
    "added index": "add_index",
    "removed index": "remove_index",
    "removed table": "remove_table",
    "type change": "modify_type",
    "NOT NULL": "modify_nullable",
}


def _difference(detected: str) -> tuple[str, str]:
    """The kind, and the name of the column, index or table."""
    kind = next(kind for words, kind in _KINDS.items() if detected.startswith(words))
    names = re.findall(r"'([\w.]+)'", detected)
    name = names[0] if kind.endswith("index") else names[-1].rpartition(".")[2]
    return kind, name


def test_every_fault_of_the_faulty_example_is_one_finding_on_its_line(run: Run, examples: Path) -> None:
    folder = examples / "todo-faulty"
    said = run("check", folder, "--output-format", "json")
    assert (said.status, said.err) == (1, "")
    (environment,) = said.json["environments"]
    told: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for finding in environment["findings"]:
        line = (folder / finding["path"]).read_text(encoding="utf-8").split("\n")[finding["range"]["start"]["line"]]
        differences = Counter((kind, name or table) for kind, table, name in finding["differences"])
        for path, text, _ in _faults(examples):
            if path == finding["path"] and line.strip().startswith(text):
                # Two faults may be on one line; what Alembic detects tells them apart.
                told[path, text] = told.get((path, text), Counter()) + differences
                break
        else:
            raise AssertionError(f"no fault at {finding['path']}: {line}")
    assert told == {(path, text): Counter(map(_difference, detected)) for path, text, detected in _faults(examples)}
    assert len(environment["findings"]) == len(told)


def test_the_json_says_all_that_programs_need(run: Run, project: MakeProject) -> None:
    folder = project()
    document = run("check", folder, "--output-format", "json").json
    assert document["version"] == __version__
    (environment,) = document["environments"]
    assert {key: environment[key] for key in ("config", "script_location", "dialect", "heads", "counts", "unknown")} == {
        "config": "alembic.ini",
        "script_location": "migrations",
        "dialect": "sqlite",
        "heads": ["abd2"],
        "counts": {"tables": 1, "revisions": 2, "unknown": 0},
        "unknown": [],
    }
    (finding,) = environment["findings"]
    assert "`t.c`" in finding.pop("message")
    (related,) = finding.pop("related")
    line = "    sa.Column('c', sa.Integer, nullable=False),"
    start = finding["range"]["start"]
    assert start["line"] == 9
    assert line[start["character"] :].startswith(("sa.Column('c'", "'c'"))
    assert finding == {
        "rule": "missing-column",
        "severity": "warning",
        "path": "models.py",
        "range": finding["range"],
        "table": "t",
        "column": "c",
        "revision": "abd2",
        "dialects": ["sqlite"],
        "differences": [["add_column", "t", "c"]],
    }
    assert (related["path"], related["range"]["start"]["line"]) == ("migrations/versions/2.py", 9)


def test_concise_is_a_line_each_counted_from_one(run: Run, project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project().parent)
    said = run("check", "app", "--output-format", "concise")
    assert said.status == 1
    assert re.match(r"app/models\.py:10:\d+: warning\[missing-column\] column `t\.c` ", said.out)
    monkeypatch.chdir("app")
    assert run("check", "--output-format", "concise").out.startswith("models.py:10:")


def test_full_shows_the_source_with_carets_under_it(run: Run, project: MakeProject) -> None:
    out = run("check", project()).out.split("\n")
    shown = next(number for number, line in enumerate(out) if "sa.Column('c'" in line)
    start, end = out[shown + 1].index("^"), out[shown + 1].rindex("^") + 1
    assert "'c'" in out[shown][start:end]
    assert out[0] == "warning[missing-column]: column `t.c` is added by no revision"
    assert "models.py:10:" in out[1]
    assert out[-2] == "1 finding: 1 warning; 0 things could not be followed."


def test_what_cannot_be_followed_is_counted_and_listed(run: Run, project: MakeProject) -> None:
    folder = project(upgrade="op.create_table(*__import__('somewhere').columns())")
    said = run("check", folder)
    unknown = int(re.search(r"(\d+) things? could not be followed \(--unknowns lists them\)", said.out)[1])  # type: ignore[index]
    assert unknown > 0
    listed = [line for line in run("check", folder, "--unknowns").out.split("\n") if ": unknown " in line]
    assert len(listed) == unknown
    assert any("migrations/versions/1.py:14:" in line for line in listed)
    (environment,) = run("check", folder, "--output-format", "json").json["environments"]
    assert len(environment["unknown"]) == environment["counts"]["unknown"] == unknown
    assert {"path", "line", "reason"} == set(environment["unknown"][0])


def test_models_that_were_guessed_are_not_said_to_be_covered(run: Run, project: MakeProject) -> None:
    folder = project()
    (folder / "migrations" / "env.py").write_text(
        "from alembic import context\ncontext.configure(url='sqlite://', target_metadata=None)\n", encoding="utf-8"
    )
    for revision in (folder / "migrations" / "versions").iterdir():
        revision.unlink()
    said = run("check", folder)
    assert said.status == 0
    assert "Nothing to tell; 1 thing could not be followed (--unknowns lists them)." in said.out


def test_several_environments_are_all_checked(run: Run, project: MakeProject) -> None:
    folder = project("one").parent
    project("two")
    said = run("check", folder, "--output-format", "json")
    assert [environment["config"] for environment in said.json["environments"]] == ["one/alembic.ini", "two/alembic.ini"]
    said = run("check", folder / "one", folder / "two", folder / "one", "--output-format", "json")
    assert [environment["findings"][0]["path"] for environment in said.json["environments"]] == [
        (folder / name / "models.py").as_posix() for name in ("one", "two")
    ]
    assert [environment["config"] for environment in said.json["environments"]] == [
        (folder / name / "alembic.ini").as_posix() for name in ("one", "two")
    ]
    assert len(run("check", folder, "--config", "two/alembic.ini", "--output-format", "json").json["environments"]) == 1


def test_of_a_file_only_its_findings_are_told(run: Run, project: MakeProject) -> None:
    folder = project()
    assert run("check", folder / "models.py").status == 1
    assert run("check", folder / "migrations" / "env.py").status == 0


def test_two_dialects_are_one_finding(run: Run, project: MakeProject) -> None:
    folder = project()
    said = run("check", folder, "--dialect", "postgresql,sqlite", "--output-format", "json")
    (environment,) = said.json["environments"]
    assert [finding["dialects"] for finding in environment["findings"]] == [["postgresql", "sqlite"]]
    assert environment["dialect"] == "postgresql"


def test_where_nothing_is_found_the_status_is_two(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    said = run("check", tmp_path)
    assert (said.status, said.out) == (2, "")
    assert "no Alembic environment found" in said.err
    said = run("check", tmp_path / "nowhere")
    assert (said.status, said.out) == (2, "")
    assert "nowhere" in said.err
    said = run("check", tmp_path, "--config", "other.ini")
    assert said.status == 2
    assert "other.ini" in said.err


def test_a_dialect_that_is_mistaken_is_told(run: Run, project: MakeProject) -> None:
    folder = project()
    assert run("check", folder, "--dialect", "postgress").err == (
        "alembic-ls: --dialect: no rules are known for the dialect `postgress`; did you mean `postgresql`?\n"
    )
    said = run("check", folder, "--dialect", "snowflake")
    assert said.err.startswith("alembic-ls: --dialect: no rules are known for the dialect `snowflake`; ")
    assert said.status == 1
    assert run("check", folder, "--dialect", "mariadb,postgresql+asyncpg").err == ""


@pytest.mark.parametrize("option", ["--version-locations", "--import-root", "--site-packages"])
def test_a_place_that_does_not_exist_is_told(option: str, run: Run, project: MakeProject) -> None:
    said = run("check", project(), option, "nowhere")
    assert (said.status, said.out) == (2, "")
    assert said.err == f"alembic-ls: {option}: there is no `nowhere`\n"


@pytest.mark.parametrize("said", ["--config=app/alembic.ini:alembic", "--script-location=app/migrations"])
def test_a_place_may_be_named_as_it_is_seen_from_here(
    said: str, run: Run, project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project().parent)
    versions = "--version-locations=app/migrations/versions"
    seen_from_here = run("check", "app", said, versions, "--import-root", "app")
    assert (seen_from_here.status, seen_from_here.err) == (1, "")
    assert seen_from_here.out == run("check", "app").out
    assert run("check", "app", said.replace("app/", ""), versions.replace("app/", "")).out == seen_from_here.out


def test_a_script_location_may_be_named_by_its_package(run: Run, project: MakeProject) -> None:
    folder = project()
    (folder / "app").mkdir()
    (folder / "migrations").rename(folder / "app" / "scripts")
    (folder / "alembic.ini").unlink()
    said = run("check", folder, "--script-location", "app:scripts", "--output-format", "json")
    assert said.json["environments"][0]["script_location"] == "app/scripts"
    assert said.json["environments"][0]["counts"]["revisions"] == 2
