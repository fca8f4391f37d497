"""A Python file of the project as it is now, as one tree, and the edits that change it and leave the rest of its text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import pairwise

from alembic_ls.analysis.project import Project
from alembic_ls.findings.fix import Replacement
from alembic_ls.findings.span import Span
from alembic_ls.text.anchor import Anchor
from alembic_ls.writing.refusal import Refusal

_Located = ast.expr | ast.stmt | ast.keyword | ast.alias


class PythonSource:
    """Lines count from 0 and characters in code points, as spans do. Made anew for each fix: it is not kept."""

    __slots__ = ("_parents", "_source", "lines", "path", "tree")

    def __init__(self, project: Project, path: str) -> None:
        """Raises Refusal where the file does not parse."""
        self.path = path
        self._source = project.source(path)
        self.lines = self._source.lines
        try:
            self.tree = ast.parse("\n".join(self.lines))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Refusal(f"{path} does not parse; mend its syntax first") from None
        self._parents: dict[ast.AST, ast.AST] | None = None

    # What stands where

    def at(self, anchor: Anchor) -> Iterator[ast.AST]:
        """The nodes that begin at the anchor's place, the outermost first."""
        line, column, _, _ = self._source.span_of(anchor)
        for node in ast.walk(self.tree):
            if getattr(node, "lineno", None) == line + 1 and getattr(node, "col_offset", None) == column:
                yield node

    def line_of(self, anchor: Anchor) -> int:
        """The line on which an anchor begins."""
        return self._source.span_of(anchor)[0]

    def call_at(self, anchor: Anchor) -> ast.Call:
        """The call that stands at the anchor, the outermost where several begin there. Raises Refusal where there is none."""
        for node in self.at(anchor):
            if isinstance(node, ast.Call):
                return node
        raise Refusal("this is no plain call, so that it cannot be rewritten")

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that this one stands in."""
        if self._parents is None:
            self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        return self._parents.get(node)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that it is part of."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self.parent(at)
        assert isinstance(at, ast.stmt)
        return at

    def bare_statement(self, call: ast.Call) -> ast.stmt:
        """The statement that is this call and nothing else, alone on its lines. Raises Refusal where it is none."""
        statement = self.statement(call)
        if not isinstance(statement, ast.Expr) or statement.value is not call:
            raise Refusal("what this call gives is used, so that it cannot be rewritten")
        self._check_alone(statement)
        return statement

    def _check_alone(self, statement: ast.stmt) -> None:
        start, end = self.start(statement), self.end(statement)
        before, after = self.lines[start[0]][: start[1]], self.lines[end[0]][end[1] :].strip()
        if before.strip() or (after and not after.startswith("#")):
            raise Refusal("the statement shares its line with another; give it one of its own first")

    def functions(self, name: str) -> list[ast.FunctionDef]:
        """The functions of this name at the top level."""
        return [node for node in self.tree.body if isinstance(node, ast.FunctionDef) and node.name == name]

    def function_of(self, node: ast.AST) -> ast.FunctionDef | None:
        """The function at the top level that it is part of."""
        at: ast.AST | None = node
        while at is not None and self.parent(at) is not self.tree:
            at = self.parent(at)
        return at if isinstance(at, ast.FunctionDef) else None

    def text(self, node: _Located) -> str:
        """Its source."""
        (line, start), (last, end) = self.start(node), self.end(node)
        if line == last:
            return self.lines[line][start:end]
        return "\n".join([self.lines[line][start:], *self.lines[line + 1 : last], self.lines[last][:end]])

    def start(self, node: _Located) -> tuple[int, int]:
        """Where it begins."""
        return self._place(node.lineno, node.col_offset)

    def end(self, node: _Located) -> tuple[int, int]:
        """Where it ends."""
        return self._place(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _place(self, lineno: int, column: int) -> tuple[int, int]:
        line = self.lines[lineno - 1]
        return lineno - 1, column if line.isascii() else len(line.encode()[:column].decode(errors="ignore"))

    def indent(self, statement: ast.stmt) -> str:
        """The white space in front of it."""
        line, character = self.start(statement)
        return self.lines[line][:character]

    def quoted(self, text: str) -> str:
        """The text as a literal, in the quotes that the file has most of where that needs no escapes."""
        whole = "\n".join(self.lines)
        quotes = "\"'" if whole.count('"') >= whole.count("'") else "'\""
        if "\\" not in text and text.isprintable():
            return next((f"{quote}{text}{quote}" for quote in quotes if quote not in text), repr(text))
        return repr(text)

    # Edits

    def span(self, node: _Located) -> Span:
        """Where it lies."""
        return Span(self.path, *self.start(node), *self.end(node))

    def replaced(self, node: _Located, text: str) -> Replacement:
        """Another text in its place."""
        return Replacement(self.span(node), text)

    def inserted(self, line: int, character: int, text: str) -> Replacement:
        """Text put in."""
        return Replacement(Span(self.path, line, character, line, character), text)

    def lines_before(self, statement: ast.stmt, lines: Iterable[str]) -> Replacement:
        """Lines in front of a statement, as deep as it. Raises Refusal where it does not begin its line."""
        first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))]) - 1
        indent = self.indent(statement)
        if indent.strip():
            raise Refusal("the statement shares its line with another; give it one of its own first")
        return self.inserted(first, 0, "".join(f"{indent}{line}\n" for line in lines))

    def lines_after(self, statement: ast.stmt, lines: Iterable[str]) -> Replacement:
        """Lines behind a statement and what is in it, as deep as it; a comment on its last line stays there."""
        line, character = self.end(statement)
        indent = self.indent(statement)
        if indent.strip() or self.lines[line][character:].lstrip()[:1] == ";":
            raise Refusal("the statement shares its line with another; give it one of its own first")
        text = "".join(f"{indent}{each}\n" for each in lines)
        if line + 1 < len(self.lines):
            return self.inserted(line + 1, 0, text)
        return self.inserted(line, len(self.lines[line]), f"\n{text[:-1]}")

    def line_removed(self, first: int, last: int) -> Replacement:
        """Lines taken out, with their breaks."""
        if last + 1 < len(self.lines):
            return Replacement(Span(self.path, first, 0, last + 1, 0), "")
        start = (first - 1, len(self.lines[first - 1])) if first else (0, 0)
        return Replacement(Span(self.path, *start, last, len(self.lines[last])), "")

    def with_argument(self, call: ast.Call, text: str, first: bool = False) -> Replacement:
        """One more argument of a call: behind the others, or `first`. A comma at the end, a line for each argument and comments stay."""
        given = _given(call)
        close_line, close = self.end(call)
        close -= 1
        if not given:
            return self.inserted(close_line, close, text)
        line, character = self.start(given[0 if first else -1])
        indent = self.lines[line][:character]
        is_alone = not indent.strip()
        if first:
            return self.inserted(line, character, f"{text},\n{indent}" if is_alone else f"{text}, ")
        last, end = self.end(given[-1])
        code = self._code_between(last, end, close_line, close)
        if code.strip() not in ("", ","):
            raise Refusal("the call is laid out in a way in which no argument can be added")
        if not is_alone or close_line == last:
            comma = self.lines[last].find(",", end) + 1 if code.strip() else 0
            return self.inserted(last, comma or end, f" {text}" if comma else f", {text}")
        rest = self.lines[last][end:]  # a comma, a comment
        if code.strip():
            return self.inserted(last, len(self.lines[last]), f"\n{indent}{text},")
        return Replacement(Span(self.path, last, end, last, len(self.lines[last])), f",{rest}\n{indent}{text}")

    def _code_between(self, line: int, character: int, end_line: int, end: int) -> str:
        """What stands between two places, without comments."""
        if line == end_line:
            return self.lines[line][character:end]
        parts = [self.lines[line][character:], *self.lines[line + 1 : end_line], self.lines[end_line][:end]]
        return "".join(part.partition("#")[0] for part in parts)

    def without_arguments(self, call: ast.Call, gone: Iterable[ast.expr | ast.keyword]) -> list[Replacement]:
        """A call without some of its arguments, each with the comma behind it, or the one before where it is the last."""
        given = _given(call)
        out = list(gone)
        kept = [each for each in given if each not in out]
        found: list[Replacement] = []
        for one, following in pairwise([*given, None]):
            if one not in out or one is None:
                continue
            if following is not None and any(each in kept for each in given[given.index(one) :]):
                found.append(Replacement(self._up_to(self.start(one), self.start(following)), ""))
            elif kept:
                found.append(Replacement(Span(self.path, *self.end(given[given.index(one) - 1]), *self.end(one)), ""))
            else:
                found.append(self.replaced(one, ""))
        return found

    def _up_to(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """From one argument to the next; whole lines where each begins its own."""
        begin_lines = all(not self.lines[line][:character].strip() for line, character in (start, end))
        if start[0] < end[0] and begin_lines:
            return Span(self.path, start[0], 0, end[0], 0)
        return Span(self.path, *start, *end)


def _given(call: ast.Call) -> list[ast.expr | ast.keyword]:
    """The arguments in their order."""
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    return sorted(given, key=lambda each: (each.lineno, each.col_offset))


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """What a call gives for a parameter, by place or by name."""
    if position < len(call.args):
        found = call.args[position]
        return None if any(isinstance(each, ast.Starred) for each in call.args[: position + 1]) else found
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def constant_text(node: ast.expr | None) -> str | None:
    """The text that a literal says."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
