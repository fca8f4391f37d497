"""Findings that are known already, as a file keeps them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from alembic_ls.findings.identity import Identity

_VERSION: Final = 1

Known = Mapping[str, "Counter[Identity]"]  # environment → how often each finding is known there


class BaselineError(Exception):
    """A text that is no baseline; says why. `line` counts from 1, None where it is not one line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> dict[str, Counter[Identity]]:
    """The findings that a file's text says are known. Raises BaselineError."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BaselineError(f"is no valid JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise BaselineError("is nested too deeply") from None
    environments = document.get("environments") if isinstance(document, dict) else None
    if not isinstance(environments, dict):
        raise BaselineError("is no baseline of alembic-ls: it has no `environments`")
    if document.get("version") != _VERSION:
        raise BaselineError(f"is a baseline of version {document.get('version')!r}; this alembic-ls knows version {_VERSION}")
    return {name: _counted(name, entries) for name, entries in environments.items()}


def _counted(name: str, entries: Any) -> Counter[Identity]:
    if not isinstance(entries, list):
        raise BaselineError(f"is no baseline of alembic-ls: `{name}` is no list")
    found: Counter[Identity] = Counter()
    for number, entry in enumerate(entries, 1):
        identity, count = _identity(entry), entry.get("count", 1) if isinstance(entry, dict) else None
        if identity is None or not isinstance(count, int) or count < 1:
            raise BaselineError(f"is no baseline of alembic-ls: entry {number} of `{name}` is none")
        found[identity] += count
    return found


def _identity(entry: Any) -> Identity | None:
    if not isinstance(entry, dict):
        return None
    path, rule, message = (entry.get(field) for field in ("path", "rule", "message"))
    revision, table, column = (entry.get(field) for field in ("revision", "table", "column"))
    if not all(isinstance(value, str) for value in (path, rule, message)):
        return None
    if not all(value is None or isinstance(value, str) for value in (revision, table, column)):
        return None
    return Identity(path, rule, revision, table, column, message)  # type: ignore[arg-type]  # which `all` does not tell


def text_of(known: Known) -> str:
    """The file's text: sorted, an entry a line, so that what changes is seen in a diff."""
    blocks = []
    for name in sorted(known):
        if known[name]:
            lines = [_entry(identity, count) for identity, count in sorted(known[name].items(), key=_order)]
            blocks.append(f"  {_json(name)}: [\n   " + ",\n   ".join(lines) + "\n  ]")
    inner = "{\n" + ",\n".join(blocks) + "\n }" if blocks else "{}"
    return f'{{\n "version": {_VERSION},\n "environments": {inner}\n}}\n'


def _order(item: tuple[Identity, int]) -> tuple[str, ...]:
    return tuple(part or "" for part in item[0])


def _entry(identity: Identity, count: int) -> str:
    fields: dict[str, object] = {name: value for name, value in identity._asdict().items() if value is not None}
    return _json({**fields, "count": count} if count > 1 else fields)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


class Matcher:
    """Tells new findings of one environment from known ones; each entry stands for as many findings as it counts."""

    __slots__ = ("_left",)

    def __init__(self, known: Counter[Identity]) -> None:
        self._left: dict[tuple[str | None, ...], list[tuple[Identity, int]]] = {}
        for identity, count in known.items():
            self._left.setdefault(identity.key, []).append((identity, count))

    def is_known(self, identity: Identity) -> bool:
        """True where an entry is left for it, which then counts one less."""
        entries = self._left.get(identity.key)
        if not entries:
            return False
        entry, count = entries.pop()
        if count > 1:
            entries.append((entry, count - 1))
        return True

    def stale(self, judged: Callable[[Identity], bool]) -> Counter[Identity]:
        """What has not been found, of the entries that could have been."""
        left: Counter[Identity] = Counter()
        for entries in self._left.values():
            for identity, count in entries:
                if judged(identity):
                    left[identity] += count
        return left


def merged(kept: Iterable[tuple[Identity, int]], found: Iterable[Identity]) -> Counter[Identity]:
    """What is known from now on: what was found, and what is kept since nobody looked for it."""
    counted = Counter(found)
    for identity, count in kept:
        counted[identity] += count
    return counted
