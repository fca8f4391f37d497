"""A value of an enum type is added in a block of its own, which is committed before the value is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_source import PythonSource, constant_text, last_name
from alembic_ls.fixes.repair import offered, source_of, steps_at
from alembic_ls.schema.operations import AlterEnum
from alembic_ls.writing.refusal import Refusal

RULES = ("enum-value-uncommitted",)
_WHERE = r"\bADD\s+VALUE\s+(?!IF\b)"


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """`with op.get_context().autocommit_block():` around what adds the value."""
    yield from offered(finding, "Add the value in an autocommit block", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    edits: list[Replacement] = []
    statements: list[ast.stmt] = []
    for operation in steps_at(bench, finding)[0].earlier:
        if not isinstance(operation, AlterEnum) or operation.added is None:
            continue
        if operation.origin is None or operation.origin.path != finding.where.path:
            raise Refusal("the value is added in another file")
        call = source.call_at(operation.origin)
        statement = source.bare_statement(call)
        text = constant_text(call.args[0]) if len(call.args) == 1 and not call.keywords else None
        if last_name(call.func) != "execute" or text is None or statement in statements:
            raise Refusal("the value is not added by a plain `op.execute`")
        statements.append(statement)
        edits += _if_not_exists(source, call.args[0], text)
    if not statements:
        raise Refusal("the value is not added before")
    context = _context(source, statements[0])
    for block in _blocks(source, statements):
        edits += _deeper(source, block, f"with {context}.autocommit_block():")
    return Fix((), tuple(edits))


def _context(source: PythonSource, statement: ast.stmt) -> str:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or source.text(call.func.value) != "op":
        raise Refusal("the value is not added by a plain `op.execute`")
    return "op.get_context()"


def _if_not_exists(source: PythonSource, node: ast.expr, text: str) -> Iterator[Replacement]:
    """What was committed stays when the rest fails: the next upgrade adds it again."""
    written = source.text(node)
    found = re.search(_WHERE, written, re.IGNORECASE)
    if re.search(_WHERE, text, re.IGNORECASE) is None or found is None or "\n" in written:
        return
    line, character = source.start(node)
    yield source.inserted(line, character + found.end(), "IF NOT EXISTS " if found[0].isupper() else "if not exists ")


def _blocks(source: PythonSource, statements: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Those that follow each other without anything between them are one block."""
    block: list[ast.stmt] = []
    for statement in statements:
        if block and not (
            statement.lineno == (block[-1].end_lineno or 0) + 1 and source.indent(statement) == source.indent(block[-1])
        ):
            yield block
            block = []
        block.append(statement)
    yield block


def _deeper(source: PythonSource, block: list[ast.stmt], head: str) -> Iterator[Replacement]:
    yield source.lines_before(block[0], [head])
    for number in range(source.start(block[0])[0], source.end(block[-1])[0] + 1):
        yield source.inserted(number, 0, "    ")
