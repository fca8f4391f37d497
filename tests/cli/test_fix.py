"""`alembic-ls fix`, as one runs it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Said = Any  # conftest's
Run = Callable[..., Said]


@pytest.fixture
def todo(tmp_path: Path, examples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "todo"
    shutil.copytree(examples / "todo-faulty", found, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    monkeypatch.chdir(found)
    return found


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_mended_by_one_revision_and_an_import(run: Run, todo: Path) -> None:
    before = _texts(todo)
    said = run("fix")
    assert said.status == 1  # a value is to be filled in
    after = _texts(todo)
    (made,) = after.keys() - before.keys()
    assert re.fullmatch(r"backend/alembic/versions/\d{4}_\d\d_\d\d_\w{12}_\w+\.py", made)
    assert {name for name in before if after[name] != before[name]} == {"backend/app/models/__init__.py"}
    assert "fixed: backend/app/models/comment.py:16:7: unreached-model: Import Comment in app/models/__init__.py\n" in said.out
    assert f"   new: {made}\n" in said.out
    line = next(n for n, text in enumerate(after[made].decode().split("\n"), 1) if "REPLACE_ME" in text)
    assert f"  todo: {made}:{line}: put the value in the place of REPLACE_ME\n" in said.out
    assert said.out.endswith("7 fixed in 2 files, 0 left, and 1 of information.\n")
    assert run("check").status == 0


def test_a_diff_writes_nothing_and_can_be_applied(run: Run, todo: Path) -> None:
    before = _texts(todo)
    said = run("fix", "--diff", "--rule", "unreached-model,missing-column")
    assert _texts(todo) == before
    assert said.status == 0
    assert said.err.endswith("2 fixed in 2 files, 0 left.\n")
    done = subprocess.run(["git", "apply", "-"], input=said.out, text=True, cwd=todo, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    rules = {finding["rule"] for finding in run("check", "--output-format", "json").json["environments"][0]["findings"]}
    assert rules.isdisjoint({"unreached-model", "missing-column"})
    assert "extra-column" in rules


def test_what_is_clean_stays_as_it_is(run: Run, tmp_path: Path, examples: Path) -> None:
    shutil.copytree(examples / "todo", tmp_path / "todo", ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    before = _texts(tmp_path)
    said = run("fix", tmp_path)
    assert (said.status, _texts(tmp_path)) == (0, before)
    assert said.out.startswith("0 fixed in 0 files, 0 left")


def test_what_cannot_be_mended_is_listed_with_the_reason(run: Run, project: Callable[..., Path]) -> None:
    folder = project(upgrade="op.drop_column('t', 'b')")
    said = run("fix", folder, "--rule", "unknown-object")
    assert said.status == 1
    assert "unknown-object: no fix for it is known\n" in said.out
    assert said.out.endswith("0 fixed in 0 files, 1 left.\n")


def test_why_a_fix_cannot_be_made_is_said(run: Run, project: Callable[..., Path]) -> None:
    upgrade = "op.alter_column('t', 'a', type_=sa.Text(), existing_comment='''one\nother''')"
    said = run("fix", project(upgrade=upgrade), "--rule", "outside-batch")
    assert said.status == 1
    assert (
        "outside-batch: the statement holds a text of several lines, which would be another one when it is indented\n" in said.out
    )


def test_several_environments_are_mended_each_by_its_own_revision(run: Run, project: Callable[..., Path], tmp_path: Path) -> None:
    template = '"""${message}"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n\n'
    template += 'def upgrade():\n    ${upgrades if upgrades else "pass"}\n\n\ndef downgrade():\n    ${downgrades if downgrades else "pass"}\n'
    folders = [project(name) for name in ("one", "two")]
    for folder in folders:
        (folder / "migrations" / "script.py.mako").write_text(template)
    said = run("fix", tmp_path)
    assert said.out.endswith("2 fixed in 2 files, 0 left.\n")
    assert [len(list((folder / "migrations" / "versions").glob("*_add_c_to_t.py"))) for folder in folders] == [1, 1]
    assert run("check", tmp_path).status == 0


def test_the_choice_that_is_the_users_is_named(run: Run, project: Callable[..., Path]) -> None:
    folder = project()
    second = folder / "migrations" / "versions" / "2.py"
    second.write_text(second.read_text().replace("down_revision = 'abc1'", "down_revision = 'gone'"))
    before = _texts(folder)
    said = run("fix", folder, "--rule", "missing-parent")
    assert said.status == 1
    assert "the choice is yours, in an editor: `Let revision abd2 come after abc1`" in said.out
    assert _texts(folder) == before


def test_heads_are_merged_before_a_revision_is_written(run: Run, project: Callable[..., Path]) -> None:
    folder = project()
    versions = folder / "migrations" / "versions"
    (versions / "3.py").write_text(
        "revision = 'abe3'\ndown_revision = 'abc1'\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    )
    (folder / "migrations" / "script.py.mako").write_text(
        '"""${message}"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n\n'
        'def upgrade():\n    ${upgrades if upgrades else "pass"}\n\n\ndef downgrade():\n    ${downgrades if downgrades else "pass"}\n'
    )
    said = run("fix", folder)
    assert said.status == 1, said.out  # a value is to be filled in
    merge, drift = sorted((path.read_text() for path in versions.glob("????????????_*.py")), key=lambda text: "merge" not in text)
    assert "down_revision = ('abd2', 'abe3')" in merge
    assert re.search(r"^revision = '(\w+)'", merge, re.MULTILINE)[1] in drift.partition("down_revision")[2].partition("\n")[0]  # type: ignore[index]
    assert run("check", folder).status == 0


def test_the_ends_of_lines_the_mark_and_the_encoding_of_a_file_stay(run: Run, todo: Path) -> None:
    init = todo / "backend" / "app" / "models" / "__init__.py"
    init.write_bytes(b"\xef\xbb\xbf" + init.read_bytes().replace(b"\n", b"\r\n"))
    assert run("fix", "--rule", "unreached-model").status == 0
    text = init.read_bytes()
    assert text.startswith(b'\xef\xbb\xbf"""')
    assert b"from app.models.comment import Comment\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.skipif("__import__('os').geteuid() == 0", reason="nothing is read-only for root")
def test_a_folder_that_is_read_only(run: Run, todo: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    versions.chmod(0o500)
    try:
        said = run("fix", "--rule", "missing-column")
    finally:
        versions.chmod(0o700)
    assert said.status == 2
    assert "cannot be written" in said.err


def test_a_rule_that_there_is_not(run: Run, todo: Path) -> None:
    said = run("fix", "--rule", "missing-colum")
    assert said.status == 2
    assert "there is no rule `missing-colum`; did you mean `missing-column`?" in said.err
