"""Reading ini files as `configparser` does for Alembic, forgivingly and with line numbers.

`configparser` itself raises at the first mistake, does not say where a key stands, and costs 3 ms to import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.workspace.problem import Problem

_LINE_END = regex(r"\r\n|\r|\n")
_REFERENCE = regex(r"%(?:%|\(([^)]+)\)s)")
_MAX_DEPTH = 10  # configparser.MAX_INTERPOLATION_DEPTH
_MAX_LENGTH = 100_000  # of one interpolated value: ten levels of doubling are no bomb, ten of hundredfold are
_NOTHING: Mapping[str, str] = {}


class Ini(NamedTuple):
    """An ini file: section → key (lower case) → raw value. `lines` tells the line (from 0) of a section's header or a key."""

    sections: dict[str, dict[str, str]]
    lines: dict[tuple[str, str | None], int]
    problems: tuple[Problem, ...] = ()

    def own(self, section: str) -> Mapping[str, str]:
        """The keys written in the section itself, raw."""
        return self.sections.get(section, _NOTHING)

    def options(self, section: str, here: str) -> dict[str, str]:
        """All keys of a section, those of [DEFAULT] included, references filled in; one that leads nowhere stays as written."""
        filler = _Filler({"here": here, **self.own("DEFAULT"), **self.own(section)})
        return {key: filler.value(key, 0) for key in filler.raw if key != "here"}


def read_ini(text: str, path: str) -> Ini:
    """The ini file with this text. Mistakes that stop Alembic become problems, and the rest of the file is read all the same."""
    sections: dict[str, dict[str, list[str]]] = {}
    lines: dict[tuple[str, str | None], int] = {}
    problems: list[Problem] = []
    section: str | None = None
    value: list[str] | None = None  # that of the key above, which an indented line continues
    indent = 0
    for number, line in enumerate(_LINE_END.split(text)):
        content = line.strip()
        if not content or content[0] in "#;":
            if not content and value is not None:
                value.append("")
            continue
        depth = len(line) - len(line.lstrip())
        if value is not None and depth > indent:
            value.append(content)
            continue
        indent = depth
        if content[0] == "[" and (end := content.rfind("]")) > 1:
            section, value = content[1:end], None
            if section in sections and section != "DEFAULT":
                problems.append(Problem(path, f"section [{section}] is written twice; Alembic refuses such a file", number))
            sections.setdefault(section, {})
            lines.setdefault((section, None), number)
        elif section is None:
            problems.append(Problem(path, "this line stands before any [section]", number))
        else:
            key, first = _split_option(content)
            if first is None or not key:
                problems.append(Problem(path, f"neither a [section] nor a `key = value` line: {content[:60]}", number))
                value = None
                continue
            if key in sections[section]:
                problems.append(Problem(path, f"`{key}` is written twice in [{section}]; Alembic refuses such a file", number))
            value = sections[section][key] = [first]
            lines[section, key] = number
    joined = {name: {key: "\n".join(parts).rstrip() for key, parts in keys.items()} for name, keys in sections.items()}
    return Ini(joined, lines, tuple(problems))


def _split_option(content: str) -> tuple[str, str | None]:
    ends = [at for at in (content.find("="), content.find(":")) if at >= 0]
    if not ends:
        return content, None
    return content[: min(ends)].rstrip().lower(), content[min(ends) + 1 :].strip()


class _Filler:
    """Fills `%(key)s` in, each key once: nested references must not multiply."""

    __slots__ = ("done", "raw")

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw
        self.done: dict[str, str] = {}

    def value(self, key: str, depth: int) -> str:
        raw = self.raw[key]
        if "%" not in raw:
            return raw
        if key in self.done:
            return self.done[key]
        self.done[key] = raw  # what a cycle meets
        filled = _REFERENCE.sub(lambda found: self._reference(found, depth), raw)
        self.done[key] = filled if len(filled) <= _MAX_LENGTH else raw
        return self.done[key]

    def _reference(self, found: re.Match[str], depth: int) -> str:
        if found[1] is None:
            return "%"
        key = found[1].lower()
        return self.value(key, depth + 1) if key in self.raw and depth < _MAX_DEPTH else found[0]
