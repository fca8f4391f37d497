"""What was told last of an editor's folders, kept in the user's cache: it is told again at the next start where nothing is another, until the
projects are read. Keeping it and reading it run nothing, whatever is in the file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from alembic_ls.lsp.basis import Basis, digest, mark, names_in, unsaved
from alembic_ls.lsp.cache_file import load, store
from alembic_ls.lsp.disk import stamp_of
from alembic_ls.lsp.report import SOURCE, with_page
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Said

_SEVERITIES = (1, 2, 3, 4)
_DATA = ("table", "column", "revision")


class LastTold(NamedTuple):
    """`told` maps URIs to diagnostics, of which nobody has looked yet whether they are any; `buffers` are those that were not saved."""

    buffers: Mapping[str, str]
    told: Mapping[str, Any]

    def holds(self, buffers: Mapping[str, str]) -> bool:
        """True where the buffers that are open now are those that it was told for."""
        return unsaved(buffers) == self.buffers

    def of(self, uri: str) -> list[dict[str, Any]]:
        """What was told of a file; nothing where that cannot be read."""
        try:
            return [_diagnostic(each) for each in self.told.get(uri, ())]
        except (KeyError, TypeError, ValueError):
            return []


def keep(basis: Basis, encoding: str, told: Mapping[str, list[dict[str, Any]]]) -> bool:
    """Keep what is told, by URI, as long as `basis` is as it is. False where it cannot be kept."""
    data = {
        "mark": mark(basis.folders, basis.said, basis.found, basis.variables),
        "encoding": encoding,
        "variables": list(basis.variables),
        "files": basis.files,
        "folders": {folder: names_in(folder) for folder in basis.listed},
        "buffers": unsaved(basis.buffers),
        "told": {uri: found for uri, found in told.items() if found},
    }
    return store(_name(basis.folders), data)


def recall(folders: Sequence[str], said: Said, encoding: str) -> LastTold | None:
    """What was told last of these folders, where nothing that it hangs on is another than it was."""
    folders = [os.path.abspath(folder) for folder in folders]
    data = load(_name(folders))
    if data is None or data.get("encoding") != encoding:
        return None
    variables, files, listed, buffers, told = (data.get(name) for name in ("variables", "files", "folders", "buffers", "told"))
    if not (isinstance(variables, list) and all(isinstance(each, str) for each in variables)):
        return None
    if not (isinstance(files, dict) and isinstance(listed, dict) and isinstance(buffers, dict) and isinstance(told, dict)):
        return None
    found = [find_environments(folder, said) for folder in folders]
    if data.get("mark") != mark(folders, said, found, variables):
        return None
    if any([*stamp_of(path)] != stamp for path, stamp in files.items()):
        return None
    if any(names_in(folder) != names for folder, names in listed.items()):
        return None
    return LastTold(buffers, told)


def _name(folders: Sequence[str]) -> str:
    return f"{digest(repr(list(folders)))}.json"


def _diagnostic(given: dict[str, Any]) -> dict[str, Any]:
    """A diagnostic, made of what may be one: nothing is taken over but what we would tell ourselves. Raises where it is none."""
    made: dict[str, Any] = {
        "range": _range(given["range"]),
        "message": _text(given["message"]),
        "severity": _SEVERITIES[_SEVERITIES.index(given["severity"])],
        "code": _text(given["code"]),
        "source": SOURCE,
        "data": {name: None if given["data"][name] is None else _text(given["data"][name]) for name in _DATA},
    }
    if given.get("tags"):
        made["tags"] = [1]
    if given.get("relatedInformation"):
        made["relatedInformation"] = [
            {
                "location": {"uri": _file(each["location"]["uri"]), "range": _range(each["location"]["range"])},
                "message": _text(each["message"]),
            }
            for each in given["relatedInformation"]
        ]
    return with_page(made)


def _range(given: dict[str, Any]) -> dict[str, Any]:
    return {end: {name: _number(given[end][name]) for name in ("line", "character")} for end in ("start", "end")}


def _number(given: object) -> int:
    if type(given) is not int or not 0 <= given < 2**31:
        raise TypeError
    return given


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _file(given: object) -> str:
    if not _text(given).startswith("file:"):
        raise ValueError
    return _text(given)
