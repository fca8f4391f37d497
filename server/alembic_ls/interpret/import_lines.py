"""What import statements load."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alembic_ls.syntax.imports import Import, import_of, read_import
from alembic_ls.syntax.parse import parse_statements

if TYPE_CHECKING:
    from alembic_ls.interpret.modules import Module
    from alembic_ls.syntax.chunks import Chunk, SourceFile


def absolute(module: Module, name: str | None, level: int) -> str:
    """The absolute name of a relative import."""
    if not level:
        return name or ""
    parts = module.package.split(".")
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name and base else name or base


def imports_of(chunk: Chunk) -> list[Import]:
    """The import statements that a chunk of that kind is."""
    found = read_import(chunk.text)
    if found is not None:
        return [found]
    return [import_of(node) for node in chunk.statements if isinstance(node, (ast.Import, ast.ImportFrom))]


def imported_by(statements: list[Any]) -> list[Import]:
    """What statements import when they are run: not in functions or under TYPE_CHECKING."""
    found: list[Import] = []
    for node in statements:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append(import_of(node))
        elif isinstance(node, ast.If):
            if not _is_type_checking(node.test):
                found += imported_by(node.body)
            found += imported_by(node.orelse)
        elif isinstance(node, ast.Try):
            for part in (node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)):
                found += imported_by(part)
        elif isinstance(node, (ast.With, ast.For, ast.While)):
            found += imported_by(node.body)
    return found


def imports_in(source: SourceFile) -> Iterator[Import]:
    """What a file imports when it is run, as far as its text says."""
    for text in source.importing():
        yield from imports_of_text(text)


def imports_of_text(text: str) -> list[Import]:
    """What a statement imports when it is run."""
    found = read_import(text)
    if found is not None:
        return [found]
    return imported_by(parse_statements(text)) if "import" in text and not is_for_type_checkers(text) else []


def is_for_type_checkers(text: str) -> bool:
    """True for an `if TYPE_CHECKING:` without an else, told without parsing: there are many."""
    return text.startswith(("if TYPE_CHECKING:", "if typing.TYPE_CHECKING:", "if t.TYPE_CHECKING:")) and "\nel" not in text


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
