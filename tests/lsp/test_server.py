"""The language server, as an editor has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Client = Any  # conftest's

_FIELD = "    estimate: int | None = None\n"


def _line(path: Path, words: str) -> int:
    return next(number for number, line in enumerate(path.read_text().split("\n")) if words in line)


def _at(path: Path, words: str, character: int = 4) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": _line(path, words), "character": character}}


def _typed(line: int, text: str, until: int | None = None) -> dict[str, Any]:
    end = {"line": line if until is None else until, "character": 0}
    return {"range": {"start": {"line": line, "character": 0}, "end": end}, "text": text}


def test_a_field_that_is_typed_is_found_and_forgotten_again(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    line = _line(task, "due_date: date")
    client.change(task, 2, _typed(line, _FIELD))
    (found,) = client.diagnostics(task, 2)
    assert (found["code"], found["source"], found["severity"]) == ("missing-column", "alembic-ls", 2)
    assert found["range"] == {"start": {"line": line, "character": 4}, "end": {"line": line, "character": 12}}
    client.change(task, 3, _typed(line, "", line + 1))
    assert client.diagnostics(task, 3) == []
    assert client.stop() == 0
    assert client.logged == []


def test_a_related_place_leads_to_the_revision(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    line = _line(task, "title: str")
    client.change(task, 2, _typed(line, "    title: str = Field(max_length=300)\n", line + 1))
    (found,) = client.diagnostics(task, 2)
    (related,) = found["relatedInformation"]
    assert found["code"] == "type-mismatch"
    assert "/versions/" in related["location"]["uri"]


def test_hover_tells_the_history(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    found = client.ask("textDocument/hover", **_at(task, "title: str"))
    assert found["contents"]["kind"] == "markdown"
    assert "title VARCHAR(200) NOT NULL" in found["contents"]["value"]
    assert found["range"]["start"] == _at(task, "title: str")["position"]
    assert client.ask("textDocument/hover", **_at(task, "import enum", 0)) is None


def test_definition_leads_to_the_revision_and_back(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    (there,) = client.ask("textDocument/definition", **_at(task, "title: str"))
    assert "/versions/" in there["uri"]
    (back,) = client.ask("textDocument/definition", textDocument={"uri": there["uri"]}, position=there["range"]["start"])
    assert (back["uri"], back["range"]["start"]["line"]) == (task.as_uri(), _line(task, "title: str"))


def test_what_else_an_editor_asks(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    document = {"uri": task.as_uri()}
    references = client.ask("textDocument/references", **_at(task, "title: str"), context={"includeDeclaration": False})
    assert references
    assert all("/versions/" in each["uri"] for each in references)
    (mark,) = client.ask("textDocument/documentHighlight", **_at(task, "title: str"))
    assert mark["range"]["start"]["line"] == _line(task, "title: str")
    assert [each["name"] for each in client.ask("textDocument/documentSymbol", textDocument=document)] == ["task"]
    assert "task.title" in [each["name"] for each in client.ask("workspace/symbol", query="task.title")]
    (lens,) = client.ask("textDocument/codeLens", textDocument=document)
    assert "in sync" in lens["command"]["title"]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    hints = client.ask("textDocument/inlayHint", textDocument=document, range=whole)
    assert _line(task, "due_date: date") in [each["position"]["line"] for each in hints]
    typed = client.ask("textDocument/completion", **_at(task, 'foreign_key="user.id"', 49))
    assert "user.id" in [each["label"] for each in typed]
    revision = next(each for each in (todo / "backend" / "alembic" / "versions").glob("*.py") if "create_category" in each.name)
    links = client.ask("textDocument/documentLink", textDocument={"uri": revision.as_uri()})
    assert any("/versions/" in each["target"] for each in links)


def test_positions_are_counted_as_the_client_counts(client: Client, todo: Path, task: Path) -> None:
    """A character outside of the Basic Multilingual Plane is two units of UTF-16; CR LF ends a line; a byte order mark is a character."""
    client.start(todo)
    text = "\ufeff" + task.read_text().replace("\n", "\r\n")
    client.open(task, text)
    line = _line(task, "due_date: date")
    client.change(task, 2, _typed(line, '    note: str = "🎈x"; estimate: int | None = None\n'))
    assert [each["range"]["start"]["character"] for each in client.diagnostics(task, 2)] == [4, 23]
    client.change(
        task, 3, {"range": {"start": {"line": line, "character": 17}, "end": {"line": line, "character": 19}}, "text": ""}
    )
    assert [each["range"]["start"]["character"] for each in client.diagnostics(task, 3)] == [4, 21]


def test_a_client_that_pulls_is_not_pushed_what_it_has_open(client: Client, todo: Path, task: Path) -> None:
    pulling = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    said = client.start(todo, capabilities=pulling)
    assert said["diagnosticProvider"]["interFileDependencies"]
    client.open(task)
    document = {"uri": task.as_uri()}
    client.change(task, 2, _typed(_line(task, "due_date: date"), _FIELD))
    report = client.ask("textDocument/diagnostic", textDocument=document)
    assert [each["code"] for each in report["items"]] == ["missing-column"]
    again = client.ask("textDocument/diagnostic", textDocument=document, previousResultId=report["resultId"])
    assert again["kind"] == "unchanged"
    client.notify("textDocument/didClose", textDocument=document)
    other = task.with_name("tag.py")
    client.open(other)
    client.change(other, 2, _typed(_line(other, "name: str"), _FIELD))
    client.wait_for_request("workspace/diagnostic/refresh")
    assert client.pushed() == []


def test_revisions_have_parents_and_children(client: Client, todo: Path) -> None:
    client.start(todo)
    revision = next(each for each in (todo / "backend" / "alembic" / "versions").glob("*.py") if "create_category" in each.name)
    (item,) = client.ask("textDocument/prepareTypeHierarchy", **_at(revision, "revision", 0))
    (parent,) = client.ask("typeHierarchy/supertypes", item=item)
    assert item["uri"] in [each["uri"] for each in client.ask("typeHierarchy/subtypes", item=parent)]


def test_encodings_are_negotiated(client: Client, todo: Path) -> None:
    said = client.start(todo, capabilities={"general": {"positionEncodings": ["utf-8", "utf-16"]}})
    assert said["positionEncoding"] == "utf-8"


def test_what_changes_on_the_disk_is_seen(client: Client, todo: Path, task: Path) -> None:
    said = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    client.start(todo, capabilities=said)
    client.ask("workspace/symbol", query="task")  # all is read
    task.write_text(task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": task.as_uri(), "type": 2}])
    assert [each["code"] for each in client.diagnostics(task)] == ["missing-column"]
    client.wait_for_request("client/registerCapability")


def test_a_client_that_does_not_watch_is_not_needed_to(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    client.ask("workspace/symbol", query="task")  # all is read
    versions = todo / "backend" / "alembic" / "versions"
    revision = next(path for path in versions.glob("*.py") if 'sa.Column("title"' in path.read_text())
    revision.write_text(revision.read_text().replace("length=200", "length=2000"))
    client.notify("textDocument/didSave", textDocument={"uri": task.as_uri()})
    assert [each["code"] for each in client.diagnostics(task)] == ["type-mismatch"]


def test_a_folder_that_is_closed_is_forgotten(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    client.change(task, 2, _typed(_line(task, "due_date: date"), _FIELD))
    assert client.diagnostics(task, 2)
    client.notify("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [{"uri": todo.as_uri(), "name": "todo"}]})
    assert client.diagnostics(task) == []
    assert client.ask("textDocument/hover", **_at(task, "title: str")) is None


def test_options_change_at_run_time(client: Client, todo: Path, task: Path) -> None:
    client.start(todo, dialects="sqlite", logLevel=3)
    client.open(task)
    hover = client.ask("textDocument/hover", **_at(task, "owner_id: uuid"))
    assert "CHAR(32)" in hover["contents"]["value"]
    client.notify("workspace/didChangeConfiguration", settings={"alembic-ls": {"dialects": ["postgresql"], "debounce": 0}})
    hover = client.ask("textDocument/hover", **_at(task, "owner_id: uuid"))
    assert "CHAR(32)" not in hover["contents"]["value"]
    assert [text for text in client.logged if "logLevel" in text]


def test_a_flood_ends_in_what_was_typed_last(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.open(task)
    line = _line(task, "due_date: date")
    for version in range(2, 202):
        client.change(task, version, _typed(line, f"    estimate{version}: int | None = None\n", line + (version > 2)))
    (found,) = client.diagnostics(task, 201)
    assert "estimate201" in found["message"]


def test_a_broken_configuration_is_told_on_it(client: Client, todo: Path) -> None:
    ini = todo / "backend" / "alembic.ini"
    ini.write_text(ini.read_text() + "\n[alembic]\n")
    client.start(todo)
    (found,) = client.diagnostics(ini)
    assert "written twice" in found["message"]


def test_a_folder_without_alembic_is_silent(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text("title: str = 'x'\n")
    client.start(tmp_path)
    client.open(path)
    assert client.ask("textDocument/hover", **_at(path, "title", 0)) is None
    assert client.stop() == 0
    assert client.logged == []


def test_nonsense_is_logged_and_answered_and_the_server_goes_on(client: Client, todo: Path, task: Path) -> None:
    client.start(todo)
    client.raw("{")
    client.raw('{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"contentChanges": 3}}')
    client.change(task, 2, _typed(0, "x"))  # which is not open
    assert client.answer("textDocument/hover", position="here")["error"]["code"] == -32602
    assert client.answer("textDocument/flyToTheMoon")["error"]["code"] == -32601
    assert client.ask("textDocument/hover", textDocument={"uri": "untitled:1"}, position={"line": 0, "character": 0}) is None
    assert client.ask("textDocument/hover", **_at(task, "title: str")) is not None
    assert client.logged
    assert not any("Traceback" in text for text in client.logged)
    assert client.stop() == 0


def test_it_ends_with_its_client(client: Client, todo: Path) -> None:
    client.start(todo)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(120) == 1
