"""A class without the bodies of its methods: fields are always read, methods seldom, and they are most of the text."""

from __future__ import annotations

import ast
import re
from functools import cache

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.parse import parse_statements, parse_whole
from alembic_ls.syntax.strings import long_strings, outside

_METHOD = regex(r"(?:async\s+)?def\s+(\w+)")
_DEF = regex(r"def[ \t]")  # a pattern of the whole line takes ten times as long
_WORTH = 600  # characters below which a class is parsed whole


class Method(NamedTuple):
    """Where a method stands in the text of its class, with its decorators. Lines count from 1."""

    line: int
    start: int
    end: int


class Skeleton(NamedTuple):
    """The trees of a class whose methods are stubs, and where each method stands, by the line of its `def`."""

    statements: list[ast.stmt]
    methods: dict[int, Method]


def class_skeleton(text: str) -> Skeleton | None:
    """The class statement that `text` is, its methods as stubs at their places; None where that does not pay, or does not parse."""
    if len(text) < _WORTH or "def " not in text:
        return None
    lines = text.split("\n")
    starts = _member_starts(text, lines)
    methods: dict[int, Method] = {}
    for (start, offset), (end, end_offset) in zip(starts, [*starts[1:], (len(lines), len(text))]):
        at = _def_line(lines, start, end)
        if at is not None:
            found = _METHOD.match(lines[at].lstrip())
            assert found is not None
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            methods[at + 1] = Method(start + 1, offset, end_offset)
            lines[at] = f"{indent}{found[0]}(): ..."
            lines[at + 1 : end] = [""] * (end - at - 1)
    if not methods:
        return None
    statements = parse_whole("\n".join(lines))
    return Skeleton(statements, methods) if statements is not None else None


def method_tree(text: str, method: Method) -> ast.stmt | None:
    """The tree of a method of the class that `text` is, line numbers as in the class; None where it does not parse."""
    above = "\n" * (method.line - 2)  # the parser skips lines much faster than numbers in the tree are mended
    for statement in parse_statements(f"{above}if 1:\n{text[method.start : method.end]}\n"):
        for inner in getattr(statement, "body", ()):
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return inner
    return None


def _member_starts(text: str, lines: list[str]) -> list[tuple[int, int]]:
    """Numbers (from 0) and offsets of the lines that begin a statement of the body; lines inside of strings do not."""
    strings = long_strings(text)
    body = _depth_of_methods(text, strings)
    if not body:
        return []
    starts = [(0, 0)]
    decorated = lines[0].startswith("@")
    position = number = 0
    for at in outside(strings, (match.end() for match in _shallow(body).finditer(text))):
        number += text.count("\n", position, at)
        position = at
        if not decorated:
            starts.append((number, at))
        decorated = lines[number].lstrip().startswith("@")
    return starts


def _depth_of_methods(text: str, strings: list[tuple[int, int]]) -> int:
    """How far the least indented `def` is indented; 0 where there is none."""
    depths = []
    for at in outside(strings, (match.start() for match in _DEF.finditer(text))):
        before = text[text.rfind("\n", 0, at) + 1 : at]
        if before.strip() in ("", "async"):
            depths.append(len(before) - len(before.lstrip()))
    return min(filter(None, depths), default=0)


@cache
def _shallow(depth: int) -> re.Pattern[str]:
    """Lines that are not indented further, and neither comments nor the end of a bracket."""
    return re.compile(rf"\n(?=[ \t]{{0,{depth}}}[^\s#)\]}}])")


def _def_line(lines: list[str], start: int, end: int) -> int | None:
    """The line of the `def` of a member that is a method, behind its decorators."""
    for number in range(start, end):
        rest = lines[number].lstrip()
        if _METHOD.match(rest):
            return number
        if number == start and not rest.startswith("@"):
            return None
    return None
