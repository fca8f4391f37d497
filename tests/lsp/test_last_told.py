"""What was told last is told again at the next start, before the projects are read, unless anything that it hangs on is another."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic_ls.lsp import basis, cache_file
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.diagnostics import diagnostics
from alembic_ls.lsp.last_told import LastTold, keep, recall
from alembic_ls.lsp.session import Session
from alembic_ls.workspace.environment import Said

Client = Any  # conftest's

_FIELD = "    estimate: int | None = None\n"
_OTHER = "    effort: int | None = None\n"
_PULLING = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}

# A server that reads nothing of a project before there is a file.
_HELD = """
import os, time
from alembic_ls.lsp import reading, start
at_once = reading._NotedFiles.read
def read(files, path):
    while not os.path.exists({path!r}):
        time.sleep(0.01)
    return at_once(files, path)
reading._NotedFiles.read = read
start.serve()
"""


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


@pytest.fixture
def new(client: Client, gate: Path) -> Iterator[Callable[..., Client]]:
    """Starts servers; one that is `held` reads nothing as long as the gate is closed."""
    found: list[Client] = [client]

    def start(held: bool = False) -> Client:
        script = (_HELD.format(path=str(gate)),) if held else ()
        found.append(type(client)(*script))
        return found[-1]

    yield start
    for each in found:
        each.kill()


@pytest.fixture
def drifted(task: Path) -> Path:
    """The model with a field that no revision makes."""
    _add(task, _FIELD)
    return task


def _add(path: Path, field: str) -> None:
    path.write_text(path.read_text().replace("    due_date:", f"{field}    due_date:"))


def _codes(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["code"], each["data"]["column"]) for each in found]


def _told_once(client: Client, todo: Path, path: Path, **options: Any) -> list[dict[str, Any]]:
    """What a session tells of a file, which it keeps in the end."""
    client.start(todo, **options)
    client.open(path)
    found: list[dict[str, Any]] = client.diagnostics(path, 1)
    assert client.stop() == 0
    assert client.logged == []
    return found


def _told_in_the_end(client: Client, gate: Path, path: Path) -> list[list[tuple[str, str]]]:
    """All that is told of a file one after the other, until everything was read."""
    gate.touch()
    client.ask("workspace/symbol", query="task")
    found = []
    while "textDocument/publishDiagnostics" in client.told():
        note = client.note("textDocument/publishDiagnostics")
        if note["uri"] == path.as_uri():
            found.append(_codes(note["diagnostics"]))
    return found


# What the user sees


def test_it_is_told_before_anything_is_read_and_not_again(
    client: Client, new: Callable[..., Client], gate: Path, todo: Path, drifted: Path
) -> None:
    told = _told_once(client, todo, drifted)
    again = new(held=True)
    again.start(todo)
    again.open(drifted)
    assert again.diagnostics(drifted, 1) == told
    assert _told_in_the_end(again, gate, drifted) == []
    assert again.stop() == 0
    assert again.logged == []


def test_it_is_told_to_a_client_that_pulls(
    client: Client, new: Callable[..., Client], gate: Path, todo: Path, drifted: Path
) -> None:
    told = _told_once(client, todo, drifted)
    again = new(held=True)
    again.start(todo, capabilities=_PULLING)
    again.open(drifted)
    document = {"uri": drifted.as_uri()}
    report = again.ask("textDocument/diagnostic", textDocument=document)
    assert report["items"] == told
    gate.touch()
    assert again.ask("textDocument/hover", textDocument=document, position={"line": 0, "character": 0}) is None
    assert again.ask("textDocument/diagnostic", textDocument=document, previousResultId=report["resultId"])["kind"] == "unchanged"
    assert again.requests("workspace/diagnostic/refresh") == []


def test_what_was_not_saved_is_told_where_it_is_open_again(
    client: Client, new: Callable[..., Client], gate: Path, todo: Path, drifted: Path
) -> None:
    unsaved = drifted.read_text().replace(_FIELD, _FIELD + _OTHER)
    client.start(todo)
    client.open(drifted, unsaved)
    told = client.diagnostics(drifted, 1)
    assert len(told) == 2
    client.stop()
    again = new(held=True)
    again.start(todo)
    again.open(drifted, unsaved)
    assert again.diagnostics(drifted, 1) == told
    saved = new(held=True)
    saved.start(todo)
    saved.open(drifted)
    assert _told_in_the_end(saved, gate, drifted) == [[("missing-column", "estimate")]]


def _in_the_file(todo: Path, task: Path) -> None:
    _add(task, _OTHER)


def _in_a_revision(todo: Path, task: Path) -> None:
    versions = todo / "backend" / "alembic" / "versions"
    (versions / "new.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n\nrevision = 'new'\ndown_revision = 'b3e96d05a7f8'\n\n\n"
        "def upgrade():\n    op.add_column('task', sa.Column('estimate', sa.Integer()))\n\n\n"
        "def downgrade():\n    op.drop_column('task', 'estimate')\n"
    )


def _in_its_type(todo: Path, task: Path) -> None:
    task.write_text(task.read_text().replace("estimate: int", "estimate: str"))


@pytest.mark.parametrize(
    ("change", "options", "told"),
    [
        (_in_the_file, {}, [[("missing-column", "effort"), ("missing-column", "estimate")]]),
        (_in_a_revision, {}, []),
        (_in_its_type, {}, [[("missing-column", "estimate")]]),
        (lambda todo, task: None, {"scriptLocation": "nowhere"}, []),
    ],
    ids=["file", "revision", "type", "settings"],
)
def test_where_anything_is_another_only_the_truth_is_told(
    client: Client,
    new: Callable[..., Client],
    gate: Path,
    todo: Path,
    drifted: Path,
    change: Callable[[Path, Path], None],
    options: dict[str, Any],
    told: list[Any],
) -> None:
    _told_once(client, todo, drifted)
    change(todo, drifted)
    again = new(held=True)
    again.start(todo, **options)
    again.open(drifted)
    assert [sorted(each) for each in _told_in_the_end(again, gate, drifted)] == told


def test_what_was_told_wrongly_is_replaced(
    client: Client, new: Callable[..., Client], caches: Path, gate: Path, todo: Path, drifted: Path
) -> None:
    """Whoever can write the file can have something wrong shown until the projects are read, and can have nothing else done."""
    _told_once(client, todo, drifted)
    (file,) = caches.glob("alembic-ls/*.json")
    data = json.loads(file.read_text())
    (found,) = data["told"][drifted.as_uri()]
    found |= {"message": "lies", "codeDescription": {"href": "https://example.org"}, "command": "rm", "source": "pyright"}
    file.write_text(json.dumps(data))
    again = new(held=True)
    again.start(todo)
    again.open(drifted)
    (told,) = again.diagnostics(drifted, 1)
    assert (told["message"], told["source"]) == ("lies", "alembic-ls")
    assert not {"codeDescription", "command"} & told.keys()
    assert _told_in_the_end(again, gate, drifted) == [[("missing-column", "estimate")]]
    assert again.logged == []


_WRONG: list[Any] = [3, {}, None, [3], [{}], [None], {"a": 1}, "x"]


@pytest.mark.parametrize(
    "spoil",
    [
        *(lambda data, path, value=value: data["told"].update({path.as_uri(): value}) for value in _WRONG),
        *(lambda data, path, value=value: data["told"][path.as_uri()][0].update(message=value) for value in (3, None, {})),
        *(lambda data, path, value=value: data["told"][path.as_uri()][0].update(range=value) for value in (3, {}, {"start": 1})),
        *(
            lambda data, path, value=value: data["told"][path.as_uri()][0]["range"]["start"].update(line=value)
            for value in (-1, 2**40, 1.5, True, "1")
        ),
        lambda data, path: data["told"][path.as_uri()][0].update(severity=9),
        lambda data, path: data["told"][path.as_uri()][0].update(data={"table": {}, "column": None, "revision": None}),
        lambda data, path: data["told"][path.as_uri()][0].update(
            relatedInformation=[
                {"location": {"uri": "https://x", "range": data["told"][path.as_uri()][0]["range"]}, "message": ""}
            ]
        ),
    ],
)
def test_what_is_no_diagnostic_is_not_told(caches: Path, todo: Path, drifted: Path, spoil: Callable[[Any, Path], None]) -> None:
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    data = json.loads(file.read_text())
    spoil(data, drifted)
    file.write_text(json.dumps(data))
    last = _recall(todo)
    assert last is not None
    assert last.of(drifted.as_uri()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"mark": ' + b"9" * 10_000 + b"}",
        b" " * (5 * 1024 * 1024),
        b"{}",
    ],
    ids=["empty", "broken", "list", "number", "bytes", "deep", "long number", "large", "object"],
)
def test_a_file_that_is_none_is_as_if_it_were_not_there(
    client: Client, caches: Path, todo: Path, drifted: Path, content: bytes
) -> None:
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    file.write_bytes(content)
    assert _recall(todo) is None
    assert _codes(_told_once(client, todo, drifted)) == [("missing-column", "estimate")]
    assert _recall(todo) is not None  # it was written anew


def _link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def _fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _linked_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))
    file.parent.symlink_to("elsewhere")
    file.unlink()


def _file_for_folder(file: Path) -> None:
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
@pytest.mark.parametrize("replace", [_link, _fifo, _folder, _linked_folder, _file_for_folder])
def test_what_is_no_file_of_ours_is_not_read(
    client: Client, caches: Path, todo: Path, drifted: Path, replace: Callable[[Path], None]
) -> None:
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    replace(file)
    assert _recall(todo) is None
    assert _codes(_told_once(client, todo, drifted)) == [("missing-column", "estimate")]


def test_a_link_is_not_written_through(caches: Path, tmp_path: Path, todo: Path, drifted: Path) -> None:
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    file.unlink()
    file.symlink_to(victim)
    _keep(todo)
    assert victim.read_text() == "precious"
    assert _recall(todo) is not None


def test_two_servers_may_keep_it_at_once(
    client: Client, new: Callable[..., Client], gate: Path, todo: Path, drifted: Path
) -> None:
    other = new()
    for each in (client, other):
        each.start(todo)
        each.open(drifted)
        each.diagnostics(drifted, 1)
    assert [each.stop() for each in (client, other)] == [0, 0]
    again = new(held=True)
    again.start(todo)
    again.open(drifted)
    assert _codes(again.diagnostics(drifted, 1)) == [("missing-column", "estimate")]


def test_it_is_kept_when_the_user_rests(client: Client, caches: Path, todo: Path, drifted: Path) -> None:
    resting = type(client)("from alembic_ls.lsp import keeping, start\nkeeping._REST = 0\nstart.serve()\n")
    try:
        resting.start(todo)
        end = time.monotonic() + 120
        while not list(caches.glob("alembic-ls/*.json")):
            assert time.monotonic() < end, "nothing is kept"
            time.sleep(0.01)
    finally:
        resting.kill()


def test_it_is_kept_nowhere_where_the_user_does_not_want_it(client: Client, caches: Path, todo: Path, drifted: Path) -> None:
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    data = json.loads(file.read_text())
    data["told"][drifted.as_uri()][0]["message"] = "lies"
    file.write_text(json.dumps(data))
    (told,) = _told_once(client, todo, drifted, cache=False)
    assert told["message"] != "lies"
    assert json.loads(file.read_text()) == data


def test_nothing_is_written_into_the_project(client: Client, todo: Path, drifted: Path) -> None:
    before = sorted(todo.rglob("*"))
    _told_once(client, todo, drifted)
    assert sorted(todo.rglob("*")) == before


def test_the_oldest_go_where_there_are_many(caches: Path, todo: Path) -> None:
    folder = caches / "alembic-ls"
    folder.mkdir(parents=True)
    for number in range(60):
        (folder / f"{number}.json").write_text("{}")
        os.utime(folder / f"{number}.json", (number, number))
    (folder / ".59.json.1").write_text("{")
    os.utime(folder / ".59.json.1", (1, 1))
    _keep(todo)
    left = {path.name for path in folder.iterdir()}
    assert len(left) == cache_file._MAX_FILES
    assert "59.json" in left
    assert not left & {"0.json", ".59.json.1"}
    assert _recall(todo) is not None


# What it hangs on


def _desk(todo: Path, said: Said = Said()) -> Desk:  # noqa: B008
    desk = Desk(Session([str(todo)], said), "utf-16")
    diagnostics(desk)
    desk.rescan()
    return desk


def _keep(todo: Path) -> None:
    desk = _desk(todo)
    kept = desk.session.basis()
    assert kept is not None
    keep(kept, "utf-16", {uri: told.diagnostics for uri, told in diagnostics(desk).items()})


def _recall(todo: Path, said: Said = Said(), encoding: str = "utf-16") -> LastTold | None:  # noqa: B008
    return recall([str(todo)], said, encoding)


@contextmanager
def _git(todo: Path) -> Iterator[Callable[..., None]]:
    def run(*arguments: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=todo, check=True, capture_output=True)

    run("init", "-q")
    run("add", ".")
    run("commit", "-qm", "all")
    yield run


def _write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda backend: _add(backend / "app" / "models" / "task.py", _OTHER),
        lambda backend: (backend / "app" / "models" / "tag.py").unlink(),
        lambda backend: _write(backend / "app" / "models" / "label.py"),
        lambda backend: _write(backend / "app" / "models" / "more" / "label.py"),
        lambda backend: _write(backend / "alembic" / "versions" / "new.py"),
        lambda backend: next((backend / "alembic" / "versions").glob("*.py")).unlink(),
        lambda backend: (backend / "alembic" / "env.py").write_text(f"{(backend / 'alembic' / 'env.py').read_text()}\n"),
        lambda backend: _write(
            backend / "pyproject.toml", (backend / "pyproject.toml").read_text() + '\n[tool.alembic-ls]\nignore = ["a"]\n'
        ),
        lambda backend: _write(
            backend / "alembic.ini", (backend / "alembic.ini").read_text().replace("[alembic]", "[alembic]\nx = y")
        ),
        lambda backend: _write(backend / ".venv" / "pyvenv.cfg"),
        lambda backend: _write(backend.parent / "other" / "alembic.ini", "[alembic]\nscript_location = x\n"),
    ],
    ids=[
        "edited",
        "removed",
        "new",
        "new folder",
        "new revision",
        "lost revision",
        "env.py",
        "settings",
        "ini",
        "libraries",
        "environment",
    ],
)
def test_it_hangs_on_what_was_read(todo: Path, change: Callable[[Path], object]) -> None:
    _keep(todo)
    assert _recall(todo) is not None
    change(todo / "backend")
    assert _recall(todo) is None


def test_it_hangs_on_environment_variables_that_were_asked_for(todo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(todo)
    monkeypatch.setenv("OF_SOMETHING_ELSE", "1")
    assert _recall(todo) is not None
    monkeypatch.setenv("DATABASE_URL", "postgresql:///todo")
    assert _recall(todo) is None


def test_values_of_environment_variables_are_not_written(caches: Path, todo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/todo")
    _keep(todo)
    (file,) = caches.glob("alembic-ls/*.json")
    assert "DATABASE_URL" in file.read_text()
    assert "secret" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_it_hangs_on_what_others_have(todo: Path) -> None:
    """Faults of revisions that are shared are told otherwise."""
    with _git(todo) as git:
        _keep(todo)
        assert _recall(todo) is not None
        git("update-ref", "refs/remotes/origin/main", "HEAD")
        assert _recall(todo) is None
        _keep(todo)
        git("commit", "--allow-empty", "-qm", "more")
        assert _recall(todo) is None


def test_it_hangs_on_what_the_client_says_and_who_reads(todo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(todo)
    assert _recall(todo, Said(dialects=("sqlite",))) is None
    assert _recall(todo, encoding="utf-8") is None
    assert _recall(todo / "backend") is None
    assert _recall(todo) is not None
    monkeypatch.setattr(basis, "__version__", "0.0.0")
    assert _recall(todo) is None


def test_what_tools_leave_behind_does_not_count(todo: Path) -> None:
    _keep(todo)
    for name in (".mypy_cache", ".pytest_cache", "backend/app/__pycache__", "backend/alembic/versions/__pycache__"):
        (todo / name).mkdir(exist_ok=True)
    assert _recall(todo) is not None


def test_a_file_that_changed_while_it_was_read_is_read_again_before_anything_is_kept(todo: Path, task: Path) -> None:
    desk = Desk(Session([str(todo)]), "utf-16")
    assert diagnostics(desk) == {}
    _add(task, _FIELD)  # nobody tells
    desk.rescan()
    kept = desk.session.basis()
    assert kept is not None
    assert task.as_uri() in diagnostics(desk)


def test_it_is_not_kept_while_something_is_left_to_read(todo: Path, task: Path) -> None:
    desk = _desk(todo)
    desk.open(task.as_uri(), 1, task.read_text().replace("    due_date:", f"{_FIELD}    due_date:"))
    assert desk.session.basis() is None
    diagnostics(desk)
    assert desk.session.basis() is not None
