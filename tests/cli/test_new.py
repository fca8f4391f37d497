"""`alembic-ls new`, as one runs it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from alembic_ls.cli.main import main

_EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def todo(tmp_path: Path) -> Path:
    found = tmp_path / "todo"
    shutil.copytree(_EXAMPLES / "todo-faulty", found, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    return found


def _new(todo: Path, *arguments: str) -> int:
    return main(["new", str(todo), *arguments])


def _made(todo: Path, before: set[Path]) -> str:
    (path,) = set(_versions(todo)) - before
    return path.read_text()


def _versions(todo: Path) -> set[Path]:
    return set((todo / "backend" / "alembic" / "versions").glob("*.py"))


def test_one_column_of_a_table(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _versions(todo)
    assert _new(todo, "-m", "remind", "--column", "task.reminder_at") == 0
    text = _made(todo, before)
    assert text.startswith('"""remind.\n')
    assert '"reminder_at"' in text
    assert "due_date" not in text
    assert capsys.readouterr().out.endswith("_remind.py\n")


def test_a_dry_run_writes_nothing(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _versions(todo)
    assert _new(todo, "--table", "category", "--dry-run") == 0
    assert _versions(todo) == before
    told = capsys.readouterr().out
    assert '"""change type of category.name and drop colour from category.' in told
    assert "def downgrade() -> None:" in told


def test_what_looks_like_a_rename_is_taken_for_one_and_said(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _new(todo, "--table", "user", "--dry-run") == 0
    told = capsys.readouterr()
    assert 'new_column_name="password_hash"' in told.out
    assert "taken for a rename: user.hashed_password → password_hash" in told.err
    assert _new(todo, "--table", "user", "--dry-run", "--no-rename") == 0
    told = capsys.readouterr()
    assert 'drop_column("hashed_password")' in told.out
    assert not told.err.count("rename")
    assert _new(todo, "--table", "user", "--dry-run", "--rename", "user.hashed_password=password_hash") == 0
    assert 'new_column_name="password_hash"' in capsys.readouterr().out


def test_defaults_that_nobody_compares_stay_until_their_column_is_named(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    user = todo / "backend" / "app" / "models" / "user.py"
    user.write_text(user.read_text().replace(', sa_column_kwargs={"server_default": sa.true()}', ""))
    assert _new(todo, "--dry-run") == 0
    told = capsys.readouterr()
    assert '"is_active"' not in told.out
    assert "left as they are: server defaults" in told.err
    assert "user.is_active" in told.err
    assert _new(todo, "--dry-run", "--column", "user.is_active") == 0
    told = capsys.readouterr()
    assert "server_default=None" in told.out
    assert "left as they are" not in told.err


def test_a_value_that_only_the_user_knows_is_pointed_at(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _versions(todo)
    assert _new(todo, "--column", "user.full_name") == 0
    lines = _made(todo, before).splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "REPLACE_ME" in line)
    assert f"line {number}: put the value in the place of REPLACE_ME" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--table", "nothing"], "have a table `nothing`"),
        (["--column", "nothing.at_all"], "have a table `nothing`"),
        (["--rename", "user.hashed_password"], "write OLD=NEW"),
        (["--rename", "a=b"], "have no such name"),
        (["--table", "priority"], "there is nothing to write"),
        (["--head", "4711"], "there is no revision `4711`"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    todo: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _versions(todo)
    assert _new(todo, *arguments) == 2
    assert told in capsys.readouterr().err
    assert _versions(todo) == before


def _another_head(todo: Path) -> None:
    base = next(path for path in _versions(todo) if "b3e96d05a7f8" in path.name)
    text = base.read_text().replace("b3e96d05a7f8", "other").replace("ix_task_owner_id_due_date", "ix_other")
    base.with_name("other.py").write_text(text)


def test_several_heads_are_to_be_merged_or_one_is_named(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _another_head(todo)
    before = _versions(todo)
    assert _new(todo, "--column", "category.colour") == 2
    assert "there are several heads" in capsys.readouterr().err
    assert _versions(todo) == before
    assert _new(todo, "--column", "category.colour", "--head", "other") == 0
    assert "'other'" in _made(todo, before) or '"other"' in _made(todo, before)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere") if hasattr(os, "geteuid") else lambda test: test
def test_a_folder_that_cannot_be_written_is_told(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = todo / "backend" / "alembic" / "versions"
    folder.chmod(0o500)
    assert _new(todo, "--table", "category") == 2
    assert "cannot be written: Permission denied" in capsys.readouterr().err
    folder.chmod(0o700)


def test_a_template_that_has_no_place_for_what_is_done_is_told(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (todo / "backend" / "alembic" / "script.py.mako").write_text('"""${message}"""\nrevision = ${repr(up_revision)}\n')
    before = _versions(todo)
    assert _new(todo, "--table", "category") == 2
    assert "has no place for what `upgrade` and `downgrade` do" in capsys.readouterr().err
    assert _versions(todo) == before


def test_the_projects_hooks_are_run_over_the_file(todo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ini = todo / "backend" / "alembic.ini"
    hook = todo / "hook.py"
    hook.write_text("import sys\nwith open(sys.argv[1], 'a') as file:\n    file.write('# hooked\\n')\n")
    section = f"\n[post_write_hooks]\nhooks = mine\nmine.type = exec\nmine.executable = {sys.executable}\nmine.options = {hook} REVISION_SCRIPT_FILENAME\n"
    ini.write_text(ini.read_text() + section)
    before = _versions(todo)
    assert _new(todo, "--table", "category") == 0
    assert _made(todo, before).endswith("# hooked\n")
    ini.write_text(ini.read_text().replace("mine.type = exec", "mine.type = nonsense"))
    assert _new(todo, "--table", "task", "-m", "again") == 0
    assert "a post-write hook failed" in capsys.readouterr().err
