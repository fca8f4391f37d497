"""Statements to Python's own trees, member by member where a whole does not parse. Never raises."""

from __future__ import annotations

import ast
import re
import warnings

from alembic_ls.startup.named_tuple import NamedTuple

_MAX_DEPTH = 20  # nested blocks that are tried one by one when a whole does not parse


class Fault(NamedTuple):
    """Why a statement does not parse. `line` counts from 1 in the text given, `column` UTF-8 bytes from 0."""

    message: str
    line: int
    column: int


class Broken(ast.Pass):
    """Stands for a statement that does not parse; `fault` says why."""

    fault: Fault


def parse_statements(text: str) -> list[ast.stmt]:
    """The statements of `text`, lines counting from 1.

    A statement that does not parse costs only itself: of a class or function that does not parse whole, each member is tried alone,
    and the ones that still fail are `Broken`. Newer syntax than this interpreter's is such a statement.
    """
    tree = _try(text)
    if not isinstance(tree, Fault):
        return tree
    return _by_members(text, 0, tree, 0)


def parse_whole(text: str) -> list[ast.stmt] | None:
    """The statements of `text`; None where not all of it parses."""
    tree = _try(text)
    return None if isinstance(tree, Fault) else tree


def parse_expression(text: str) -> ast.expr | None:
    """The tree of one expression (an annotation in quotes), None where it is none."""
    tree = _try("(" + text + ")")
    if ")" in text and isinstance(_try("[" + text + "]"), Fault):
        return None  # it closes what it does not open
    if isinstance(tree, Fault) or len(tree) != 1 or not isinstance(tree[0], ast.Expr):
        return None
    return tree[0].value


def faults_in(statement: ast.stmt) -> list[Fault]:
    """Why parts of a statement do not parse."""
    return [node.fault for node in ast.walk(statement) if isinstance(node, Broken)]


def _try(text: str) -> list[ast.stmt] | Fault:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in somebody's source are not our news
            return ast.parse(text).body
    except SyntaxError as error:
        return Fault(error.msg, error.lineno or 1, max((error.offset or 1) - 1, 0))
    except (ValueError, RecursionError, MemoryError) as error:
        return Fault(str(error) or "too deeply nested", 1, 0)


def _by_members(text: str, first_line: int, fault: Fault, depth: int) -> list[ast.stmt]:
    """What can be saved of a compound statement: its header with a placeholder body, then each member parsed alone."""
    lines = text.splitlines(keepends=True)
    body_at, indent = _body(lines)
    if body_at is None or depth >= _MAX_DEPTH:
        return [_broken(fault, first_line)]
    header = _try("".join(lines[:body_at]) + indent + "pass\n")
    if isinstance(header, Fault) or len(header) != 1 or not isinstance(getattr(header[0], "body", None), list):
        return [_broken(fault, first_line)]
    outer = header[0]
    ast.increment_lineno(outer, first_line)
    body: list[ast.stmt] = []
    for start, end in _members(lines, body_at, indent):
        member = "".join(lines[start:end])
        parsed = _try("if 1:\n" + member)
        if isinstance(parsed, Fault):
            # Dedented by whitespace alone: columns inside a broken member are not used for more than a message.
            inner = "".join(line[len(indent) :] if line.startswith(indent) else line for line in lines[start:end])
            body += _by_members(inner, first_line + start, parsed._replace(line=max(parsed.line - 1, 1)), depth + 1)
            continue
        statements = parsed[0].body  # type: ignore[attr-defined]  # the `if` put around the member
        for statement in statements:
            ast.increment_lineno(statement, first_line + start - 1)
        body += statements
    outer.body = body or outer.body  # type: ignore[attr-defined]  # checked above
    return [outer]


def _body(lines: list[str]) -> tuple[int | None, str]:
    """Where the indented body begins and its indentation; (None, "") where there is none."""
    opened = False
    tries = _MAX_DEPTH  # ends of a header that are tried: a default may end in a colon too
    for number, line in enumerate(lines):
        stripped = line.strip()
        if opened and stripped and not stripped.startswith("#"):
            indent = line[: len(line) - len(line.lstrip())]
            return (number, indent) if indent else (None, "")
        if re.search(r":\s*(#.*)?$", line) and not line.startswith("@"):
            if not opened and tries == 0:
                break
            tries -= not opened
            opened = opened or _try("".join(lines[: number + 1]) + " pass\n").__class__ is list
    return None, ""


def _members(lines: list[str], start: int, indent: str) -> list[tuple[int, int]]:
    """(first line, line after the last) of each statement at exactly `indent`; decorators and else-like lines stay with theirs."""
    cuts: list[int] = []
    decorated = False
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.startswith(indent) or line[len(indent) : len(indent) + 1] in ("", " ", "\t", "\n", "#", ")", "]", "}"):
            continue
        rest = line[len(indent) :]
        if not decorated and not re.match(r"(else|elif|except|finally)\b", rest):
            cuts.append(number)
        decorated = rest.startswith("@")
    return list(zip(cuts, [*cuts[1:], len(lines)]))


def _broken(fault: Fault, first_line: int) -> Broken:
    statement = Broken()
    statement.fault = fault._replace(line=fault.line + first_line)
    statement.lineno = statement.end_lineno = first_line + fault.line
    statement.col_offset = statement.end_col_offset = fault.column
    return statement
