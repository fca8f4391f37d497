"""The setting `alembic-ls`: given at the start, asked for, sent, and changed at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic_ls.lsp.options import read_options

Client = Any  # conftest's

_ASKING = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}


def _type_of_owner(client: Client, task: Path) -> str:
    line = next(number for number, text in enumerate(task.read_text().split("\n")) if "owner_id: uuid" in text)
    hover = client.ask("textDocument/hover", textDocument={"uri": task.as_uri()}, position={"line": line, "character": 4})
    return "sqlite" if "CHAR(32)" in hover["contents"]["value"] else "postgresql"


def _progress(client: Client) -> list[str]:
    return [client.note("$/progress")["value"]["kind"] for _ in range(2)]


def test_a_client_that_can_be_asked_is_asked(client: Client, todo: Path, task: Path) -> None:
    settings: dict[str, Any] = {"dialects": ["sqlite"], "debounce": 0, "config": "", "sitePackages": []}
    client.replies["workspace/configuration"] = lambda params: {"result": [settings for each in params["items"]]}
    shown = {"window": {"workDoneProgress": True}}
    client.start(todo, capabilities={**_ASKING, **shown}, dialects=["postgresql"])
    assert _progress(client) == ["begin", "end"]
    assert _type_of_owner(client, task) == "sqlite"
    assert [each["items"] for each in client.requests("workspace/configuration")] == [[{"section": "alembic-ls"}]]
    (registered,) = client.requests("client/registerCapability")
    assert registered["registrations"][0]["method"] == "workspace/didChangeConfiguration"
    settings["dialects"] = []  # nothing is said any more: what was said at the start counts
    client.notify("workspace/didChangeConfiguration", settings=None)
    assert _progress(client) == ["begin", "end"]
    assert _type_of_owner(client, task) == "postgresql"
    assert client.stop() == 0
    assert client.logged == []


@pytest.mark.parametrize("can_be_asked", [True, False])
def test_a_setting_that_is_taken_away_counts_no_more(client: Client, todo: Path, task: Path, can_be_asked: bool) -> None:
    settings: list[Any] = [{"dialects": "sqlite"}]
    client.replies["workspace/configuration"] = lambda params: {"result": settings}
    shown = {"window": {"workDoneProgress": True}}
    client.start(todo, capabilities={**shown, **(_ASKING if can_be_asked else {})}, dialects=["postgresql"])
    assert _progress(client) == ["begin", "end"]
    if not can_be_asked:
        client.notify("workspace/didChangeConfiguration", settings={"alembic-ls": settings[0]})
        assert _progress(client) == ["begin", "end"]
    assert _type_of_owner(client, task) == "sqlite"
    settings[0] = None
    client.notify("workspace/didChangeConfiguration", settings=None if can_be_asked else {})
    assert _progress(client) == ["begin", "end"]
    assert _type_of_owner(client, task) == "postgresql"


def test_a_place_that_a_setting_names_and_that_is_not_there_is_told(client: Client, todo: Path) -> None:
    client.start(todo, config="nowhere.ini")
    message = client.note("window/showMessage")["message"]
    assert message == f"alembic-ls: {todo / 'nowhere.ini'}: there is no such configuration file"
    client.notify("workspace/didChangeConfiguration", settings={"alembic-ls": {"dialects": "sqlite"}})
    client.ask("workspace/symbol", query="x")
    assert "window/showMessage" not in client.told()  # once


def test_a_client_that_has_no_answer_is_served_with_what_it_gave(client: Client, todo: Path, task: Path) -> None:
    client.replies["workspace/configuration"] = lambda params: {"error": {"code": -32601, "message": "no such method"}}
    client.start(todo, capabilities=_ASKING, dialects="sqlite")
    assert _type_of_owner(client, task) == "sqlite"


def test_the_level_of_the_log_is_set_at_run_time(client: Client, todo: Path) -> None:
    client.start(todo, logLevel="error")
    client.notify("textDocument/didChange", textDocument={"uri": "file:///none.py", "version": 2}, contentChanges=[{"text": ""}])
    client.ask("workspace/symbol", query="x")
    assert client.logged == []
    client.notify("workspace/didChangeConfiguration", settings={"alembic-ls": {"logLevel": "warning"}})
    client.notify("textDocument/didChange", textDocument={"uri": "file:///none.py", "version": 2}, contentChanges=[{"text": ""}])
    client.ask("workspace/symbol", query="x")
    assert [text for text in client.logged if "not open" in text]


def test_settings_stand_over_options_and_wrong_ones_are_told() -> None:
    options, wrong = read_options(
        {"debounce": 200, "dialects": "sqlite", "since": ""}, {"debounce": 50, "dialects": [], "config": 3}
    )
    assert (options.debounce, options.said.dialects, options.said.since) == (0.05, ("sqlite",), None)
    assert wrong == ["the option config is of the wrong type: 3"]
    assert read_options([1], None)[1] == ["the options must be an object"]


def test_a_database_that_is_none_is_told() -> None:
    known = "postgresql, mysql, mssql, oracle, sqlite"
    assert read_options({"dialects": ["postgres", "mariadb", "sqllite"]})[1] == [
        f"the option dialects names `sqllite`, which is none of {known}"
    ]
