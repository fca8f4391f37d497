"""`alembic-ls schema` and `alembic-ls history`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
MakeProject = Callable[..., Path]


def test_the_json_of_the_models(run: Run, project: MakeProject) -> None:
    said = run("schema", project(), "--of", "models", "--output-format", "json")
    document = said.json
    assert (said.status, document["incomplete"], document["enums"]) == (0, False, {})
    table = document["tables"]["t"]
    assert table["complete"] is True
    assert table["columns"]["a"] == {
        "type": "VARCHAR(9)",
        "nullable": True,
        "primary_key": False,
        "server_default": None,
        "comment": None,
        "computed": None,
        "identity": None,
    }
    assert table["columns"]["b"]["server_default"] == "'it''s'"
    assert list(table["columns"]) == ["id", "a", "b", "c"]
    assert table["primary_key"] == ["id"]
    assert table["columns"]["id"]["primary_key"] is True


def test_the_enum_types_of_both_sides(run: Run, examples: Path) -> None:
    wanted, made = (
        run("schema", examples / "todo", "--of", side, "--dialect", "postgresql", "--output-format", "json").json["enums"]
        for side in ("models", "history")
    )
    assert wanted == made
    assert [list(values) for values in wanted.values()] == [["todo", "in_progress", "done", "archived"]]
    assert run("schema", examples / "todo", "--dialect", "sqlite", "--output-format", "json").json["enums"] == {}


def test_the_history_at_a_revision(run: Run, project: MakeProject) -> None:
    folder = project(upgrade="op.create_index('ix', 't', ['a'], unique=True)")

    def columns(*arguments: str) -> list[str]:
        tables = run("schema", folder, "--of", "history", *arguments, "--output-format", "json").json["tables"]
        return list(tables["t"]["columns"]) if tables else []

    assert columns() == ["id", "a", "b"]
    assert columns("--at", "abc1") == ["id", "a"]
    assert columns("--at", "abd2") == columns("--at", "head") == columns("--at", "heads") == ["id", "a", "b"]
    assert columns("--at", "base") == []
    table = run("schema", folder, "--at", "abc1", "--output-format", "json").json["tables"]["t"]
    assert table["indexes"] == [{"name": "ix", "columns": ["a"], "unique": True}]


def test_a_wrong_revision_is_said(run: Run, project: MakeProject) -> None:
    folder = project()
    said = run("schema", folder, "--at", "zzz9")
    assert (said.status, said.out) == (2, "")
    assert "`zzz9`" in said.err
    said = run("schema", folder, "--of", "models", "--at", "abc1")
    assert said.status == 2


def test_several_environments_are_listed(run: Run, project: MakeProject) -> None:
    folder = project("one").parent
    project("two")
    for arguments in (["schema", folder], ["history", "t", folder]):
        said = run(*arguments)
        assert (said.status, said.out) == (2, "")
        assert "--config one/alembic.ini" in said.err
        assert "--config two/alembic.ini" in said.err
    assert run("schema", folder, "--config", "two/alembic.ini").status == 0


def test_the_text_of_a_schema(run: Run, project: MakeProject) -> None:
    lines = run("schema", project()).out.split("\n")
    assert lines[0] == "t"
    assert "  b   TEXT        NOT NULL  DEFAULT 'it''s'" in lines
    assert "  primary key (id)" in lines


def test_the_history_of_a_table_and_of_a_column(run: Run, project: MakeProject) -> None:
    folder = project()
    events = run("history", "t", folder, "--output-format", "json").json["events"]
    assert [(event["revision"], event["operation"]) for event in events] == [("abc1", "CreateTable"), ("abd2", "AddColumn")]
    assert (events[0]["message"], events[0]["create_date"]) == ("first", "2026-01-02 03:04:05")
    document = run("history", "t.b", folder, "--output-format", "json").json
    assert (document["table"], document["column"]) == ("t", "b")
    (event,) = document["events"]
    assert (event["path"], event["line"]) == ("migrations/versions/2.py", 9)
    assert "add column `t.b` TEXT NOT NULL DEFAULT 'it''s'" in run("history", "t.b", folder).out


def test_the_history_of_what_is_not_there(run: Run, project: MakeProject) -> None:
    folder = project()
    for subject in ("nothing", "t.nothing", "no.thing"):
        said = run("history", subject, folder)
        assert (said.status, said.out) == (2, "")
        assert "nothing" in said.err or "no.thing" in said.err
