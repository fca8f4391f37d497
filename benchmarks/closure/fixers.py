"""Who writes the revision: our language server, asked as an editor asks it, or Alembic's autogenerate."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlparse

from lsp_client import Client

from closure.projects import Project, copy, site_packages
from closure.seed import Seed
from closure.surgery import Source

_ABILITIES: dict[str, Any] = {
    "textDocument": {
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
        }
    },
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}
CREATE_ALL = "source.alembicLs.createMigration"
PLACEHOLDER = "REPLACE_ME"


class Fix(NamedTuple):
    """`revisions` are new files by their path in the project, as the server gave them; `files` edits of files that were there. `refused` says
    why there is none. `how` is the kind of the action.
    """

    revisions: Mapping[str, str]
    files: Mapping[str, str]
    title: str = ""
    how: str = ""
    refused: str = ""

    def filled(self, seed: Seed) -> dict[str, str]:
        """The revisions with the placeholders replaced, as a user would."""
        return {path: filled(text, seed.values) for path, text in self.revisions.items()}

    @property
    def has_placeholder(self) -> bool:
        """Whether a user is asked for a value."""
        return any(PLACEHOLDER in text for text in self.revisions.values())


def filled(text: str, values: Mapping[str, str]) -> str:
    """With a value for each placeholder: the column's own, else a number; the number of a CASE counts up."""
    if PLACEHOLDER not in text:
        return text
    numbers = itertools.count(1)

    def value(found: re.Match[str]) -> str:
        chosen = values.get(found["column"]) if found["column"] else None
        return (found["before"] or "") + (str(next(numbers)) if chosen is None else chosen)

    source = Source(text)
    changes = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACEHOLDER in node.value:
            sql = re.sub(rf'(?P<before>SET "?(?P<column>\w+)"? = )?{PLACEHOLDER}', value, node.value)
            changes.append((*source.span(node), repr(sql)))
    return source.put(*changes)


class LanguageServer:
    """A server that runs on a copy of the project, whose files stay as they are on the disk: drift is what is typed."""

    def __init__(self, project: Project, python: Path, folder: Path) -> None:
        self.root = folder / f"{project.name}-editor"
        copy(project, python, self.root)
        command = [sys.executable, "-c", "import sys; from alembic_ls.cli.main import main; sys.exit(main(['serve', '--stdio']))"]
        self._client = Client(command, self.root)
        self._messages: list[str] = []
        self._versions: dict[str, int] = {}
        self._known: dict[str, set[str]] = {}
        options: dict[str, Any] = {"debounce": 0, "trusted": True}
        if not isinstance(project.source, Path):
            options |= {
                "config": str(self.root / project.folder / project.config),
                "importRoots": [str(self.root)],
                "sitePackages": [str(site_packages(python))],
                "dialects": list(project.dialects),
            }
        self._client.start(self.root, options, _ABILITIES)

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        answer = self._client.answer(method, params, self._messages)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _type(self, path: str, text: str) -> None:
        uri = (self.root / path).as_uri()
        if path not in self._versions:
            self._versions[path] = 1
            before = (self.root / path).read_text(encoding="utf-8")
            document = {"uri": uri, "languageId": "python", "version": 1, "text": before}
            self._client.tell("textDocument/didOpen", {"textDocument": document})
            self._known[path] = {_key(action) for action in self._actions(path, before, "quickfix")}
        self._versions[path] += 1
        document = {"uri": uri, "version": self._versions[path]}
        self._client.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def _actions(self, path: str, text: str, only: str) -> list[dict[str, Any]]:
        end = {"line": text.count("\n"), "character": 0}
        params = {
            "textDocument": {"uri": (self.root / path).as_uri()},
            "range": {"start": {"line": 0, "character": 0}, "end": end},
            "context": {"diagnostics": [], "only": [only]},
        }
        return list(self._ask("textDocument/codeAction", params) or ())

    def fix(self, seed: Seed, files: Mapping[str, str]) -> Fix:
        """Type the drift, take the action that the server offers for it, and take the drift back."""
        before = {path: (self.root / path).read_text(encoding="utf-8") for path in (*seed.shown_in, *files)}
        self._messages.clear()
        try:
            for path, text in (before | dict(files)).items():
                self._type(path, text)
            action = self._chosen(seed, before | dict(files))
            if action is None:
                return Fix({}, {}, refused="nothing is offered")
            how = str(action["kind"])
            if "edit" not in action and "data" in action:
                action = self._ask("codeAction/resolve", action)
            if not action.get("edit"):
                return Fix({}, {}, action["title"], how, "; ".join(self._messages) or "the action has no edit")
            return self._applied(action["edit"], files, action["title"], how)
        except RuntimeError as error:
            return Fix({}, {}, refused=str(error))
        finally:
            for path, text in before.items():
                self._type(path, text)

    def _chosen(self, seed: Seed, files: Mapping[str, str]) -> dict[str, Any] | None:
        offered = [
            action
            for path, text in files.items()
            for action in self._actions(path, text, "quickfix")
            if _key(action) not in self._known[path] and action["title"].startswith("Create migration")
        ]
        if seed.choose is not None:
            return next((action for action in offered if re.search(seed.choose, action["title"])), None)
        # One finding, or one for each database that says the same.
        findings = {_key(action).partition("\n")[0]: action for action in reversed(offered) if action.get("isPreferred")}
        one = len({action["title"] for action in findings.values()}) == 1
        if one and not seed.kind.startswith(("pair", "three")):
            return next(iter(findings.values()))
        for path, text in files.items():
            for action in self._actions(path, text, CREATE_ALL):
                return action
        return None

    def _applied(self, edit: dict[str, Any], files: Mapping[str, str], title: str, how: str) -> Fix:
        texts: dict[str, str] = {}
        created = set()
        for change in edit.get("documentChanges") or ():
            if change.get("kind") == "create":
                created.add(self._path(change["uri"]))
                texts[self._path(change["uri"])] = ""
                continue
            path = self._path(change["textDocument"]["uri"])
            text = (
                texts[path] if path in texts else files[path] if path in files else (self.root / path).read_text(encoding="utf-8")
            )
            texts[path] = _edited(text, change["edits"])
        return Fix(
            {path: text for path, text in texts.items() if path in created},
            {path: text for path, text in texts.items() if path not in created},
            title,
            how,
        )

    def _path(self, uri: str) -> str:
        return str(Path(unquote(urlparse(uri).path)).relative_to(self.root))

    def close(self) -> None:
        """End the server."""
        self._client.kill()


def _key(action: dict[str, Any]) -> str:
    """What an action is about, then what it does."""
    about = [f"{each.get('code')} {each['message']}" for each in action.get("diagnostics") or ()]
    return f"{about}\n{action['title']}"


def _edited(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with the edits of the protocol made; columns are counted in UTF-16."""
    lines = text.splitlines(keepends=True) or [""]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(position: dict[str, int]) -> int:
        if position["line"] >= len(lines):
            return len(text)
        units = lines[position["line"]].encode("utf-16-le")[: 2 * position["character"]]
        return starts[position["line"]] + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda each: offset(each["range"]["start"]), reverse=True):
        text = text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]
    return text
