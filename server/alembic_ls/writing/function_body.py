"""The body of a function as it stands in its file, and where lines go that are put into it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.syntax.chunks import Chunk
from alembic_ls.text.anchor import Anchor

_INDENT = "    "
_OWN_COMMENT = "# ###"  # Alembic's template marks where the commands begin and end


class Batch(NamedTuple):
    """A block of batch mode: its table, and the name of its operations object."""

    table: str
    schema: str | None
    name: str


class Statement(NamedTuple):
    """One statement. Lines count from 0 in the chunk, columns UTF-8 bytes; the end is exclusive.

    `inner` are the statements of a block of batch mode.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    inner: tuple[Statement, ...] = ()
    batch: Batch | None = None

    def holds(self, line: int) -> bool:
        """True where the line of the chunk is one of the statement's."""
        return self.line <= line <= self.end_line


class FunctionBody:
    """The statements of a function after its docstring."""

    def __init__(self, chunk: Chunk, node: ast.FunctionDef) -> None:
        self.chunk = chunk
        self._lines = chunk.text.split("\n")
        body = node.body
        first = body[0]
        self.docstring = _statement(first) if ast.get_docstring(node, clean=False) is not None else None
        self.statements = tuple(_statement(each) for each in (body[1:] if self.docstring is not None else body))
        self.is_on_one_line = bool(self._before(_statement(first)).strip())

    def _before(self, statement: Statement) -> str:
        return self._lines[statement.line].encode()[: statement.column].decode(errors="replace")

    def indent_of(self, statement: Statement) -> str:
        """The blanks in front of a statement."""
        before = self._before(statement)
        return before if not before.strip() else _INDENT

    @property
    def indent(self) -> str:
        """The blanks in front of the function's statements."""
        first = self.docstring or self.statements[0]
        return self.indent_of(first)

    # Places, and what the text has to be there

    def before(self, statement: Statement, source: str) -> tuple[Anchor, str]:
        """In front of a statement and of the comments that belong to it."""
        line = statement.line
        while line > 0 and self._lines[line - 1].strip().startswith("#") and _OWN_COMMENT not in self._lines[line - 1]:
            line -= 1
        return self._at(line, 0, line, 0), indented(source, self.indent_of(statement)) + "\n"

    def after(self, statement: Statement, source: str, indent: str | None = None) -> tuple[Anchor, str]:
        """Behind a statement, on the next line."""
        line = statement.end_line
        width = len(self._lines[line].rstrip().encode())
        return self._at(line, width, line, width), "\n" + indented(
            source, self.indent_of(statement) if indent is None else indent
        )

    def in_place_of(self, statements: Sequence[Statement], source: str) -> tuple[Anchor, str]:
        """From the first to the last of them."""
        first, last = statements[0], statements[-1]
        column, text = first.column, indented(source, self.indent_of(first)).lstrip()
        if self.is_on_one_line and self._before(first).strip():
            column = len(self._before(first).rstrip().encode())
            text = "\n" + indented(source, _INDENT)
        return self._at(first.line, column, last.end_line, last.end_column), text

    def without(self, statement: Statement) -> tuple[Anchor, str]:
        """The statement's lines, gone."""
        return self._at(statement.line, 0, statement.end_line + 1, 0), ""

    def whole(self, source: str) -> tuple[Anchor, str]:
        """In the place of all statements; the docstring stays."""
        if self.statements:
            return self.in_place_of(self.statements, source)
        assert self.docstring is not None
        if self.is_on_one_line:
            return self.in_place_of([self.docstring], source)
        return self.after(self.docstring, source)

    def _at(self, line: int, column: int, end_line: int, end_column: int) -> Anchor:
        return Anchor(self.chunk.path, self.chunk.key, line, column, end_line, end_column)


def read_body(chunk: Chunk, name: str) -> FunctionBody | None:
    """The body of the function `name`, which is what the chunk holds; None where it does not parse."""
    node = next((node for node in chunk.statements if isinstance(node, ast.FunctionDef) and node.name == name), None)
    body = FunctionBody(chunk, node) if node is not None else None
    chunk.forget()
    return body


def after_function(chunk: Chunk, source: str) -> tuple[Anchor, str]:
    """Another function, behind the one that the chunk holds."""
    last = max((node.end_lineno or 1 for node in chunk.statements), default=1) - 1
    chunk.forget()
    width = len(chunk.text.split("\n")[last].rstrip().encode())
    return Anchor(chunk.path, chunk.key, last, width, last, width), f"\n\n\n{source}"


def indented(source: str, indent: str) -> str:
    """The source, deeper; with tabs where the file has them."""
    if "\t" in indent:
        source = "\n".join(_tabbed(line) for line in source.split("\n"))
    return textwrap.indent(source, indent)


def _tabbed(line: str) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return "\t" * (blanks // len(_INDENT)) + line[blanks:]


def _statement(node: ast.stmt) -> Statement:
    batch = _batch(node)
    inner = tuple(_statement(each) for each in getattr(node, "body", ())) if batch is not None else ()
    first = min((d.lineno for d in getattr(node, "decorator_list", ())), default=node.lineno)
    return Statement(first - 1, node.col_offset, (node.end_lineno or first) - 1, node.end_col_offset or 0, inner, batch)


def _batch(node: ast.stmt) -> Batch | None:
    """Of `with op.batch_alter_table("task", schema="s") as batch_op:`."""
    if not isinstance(node, ast.With) or len(node.items) != 1:
        return None
    call, name = node.items[0].context_expr, node.items[0].optional_vars
    if not isinstance(call, ast.Call) or not isinstance(name, ast.Name):
        return None
    if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) != "batch_alter_table":
        return None
    given = dict(_texts(call))
    table = given.get("0", given.get("table_name"))
    return Batch(table, given.get("1", given.get("schema")), name.id) if table is not None else None


def _texts(call: ast.Call) -> Iterator[tuple[str, str]]:
    for number, argument in enumerate(call.args):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield str(number), argument.value
    for keyword in call.keywords:
        if keyword.arg is not None and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
            yield keyword.arg, keyword.value.value
