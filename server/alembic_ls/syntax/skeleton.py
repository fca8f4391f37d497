"""A class without the bodies of its methods: fields are always read, methods seldom, and they are most of the text."""

from __future__ import annotations

import ast
import re
from functools import cache

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.parse import parse_statements, parse_whole
from alembic_ls.syntax.strings import long_strings, outside

_METHOD = regex(r"[^\S\n]*(?:@|(?:async\s+)?def\s+\w+)")
_BEHIND_DECORATORS = regex(r"\n[^\S\n]*(?:async\s+)?def\s+\w+")
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
    starts = _member_starts(text)
    methods: dict[int, Method] = {}
    pieces: list[str] = []
    kept = counted = 0
    line = 1  # of `counted`
    for start, end in zip(starts, [*starts[1:], len(text)]):
        head = _head_end(text, start, end)
        if head is not None:
            line += text.count("\n", counted, start)
            counted = start
            methods[line + text.count("\n", start, head)] = Method(line, start, end)
            pieces += (text[kept:head], "(): ...", "\n" * text.count("\n", head, end))
            kept = end
    if not methods:
        return None
    statements = parse_whole("".join([*pieces, text[kept:]]))
    return Skeleton(statements, methods) if statements is not None else None


def method_tree(text: str, method: Method) -> ast.stmt | None:
    """The tree of a method of the class that `text` is, line numbers as in the class; None where it does not parse."""
    above = "\n" * (method.line - 2)  # the parser skips lines much faster than numbers in the tree are mended
    for statement in parse_statements(f"{above}if 1:\n{text[method.start : method.end]}\n"):
        for inner in getattr(statement, "body", ()):
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return inner
    return None


def _member_starts(text: str) -> list[int]:
    """Offsets of the lines that begin a statement of the body; lines inside of strings do not."""
    strings = long_strings(text)
    depth = _depth_of_methods(text, strings)
    if not depth:
        return []
    starts = [0]
    decorated = text.startswith("@")
    for at in outside(strings, [match.end() for match in _shallow(depth).finditer(text)]):
        if not decorated:
            starts.append(at)
        decorated = text[at : at + depth + 1].lstrip()[:1] == "@"
    return starts


def _depth_of_methods(text: str, strings: list[tuple[int, int]]) -> int:
    """How far the least indented `def` is indented; 0 where there is none."""
    depths = []
    for at in outside(strings, [match.start() for match in _DEF.finditer(text)]):
        before = text[text.rfind("\n", 0, at) + 1 : at]
        if before.strip() in ("", "async"):
            depths.append(len(before) - len(before.lstrip()))
    return min(filter(None, depths), default=0)


@cache
def _shallow(depth: int) -> re.Pattern[str]:
    """Lines that are not indented further, and neither comments nor the end of a bracket."""
    return re.compile(rf"\n(?![ \t]{{{depth + 1}}})(?=[ \t]*[^\s#)\]}}])")  # what is indented further is let go first: it is most


def _head_end(text: str, start: int, end: int) -> int | None:
    """Where `def name` ends of a member that is a method, behind its decorators; None for any other."""
    found = _METHOD.match(text, start)
    if found is not None and found[0].endswith("@"):
        found = _BEHIND_DECORATORS.search(text, start, end)
    return found.end() if found is not None else None
