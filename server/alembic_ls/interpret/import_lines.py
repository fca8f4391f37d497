"""What import statements load."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.syntax.imports import Import, import_of, read_import

if TYPE_CHECKING:
    from alembic_ls.interpret.modules import Module
    from alembic_ls.syntax.chunks import Chunk


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


def modules_of(statement: Import, module: Module) -> list[str]:
    """The modules that an import statement may load: a name that is imported may be a module itself."""
    if not statement.is_from:
        return [name for name, _ in statement.names]
    base = absolute(module, statement.module, statement.level)
    return [base, *(f"{base}.{name}" for name, _ in statement.names if name != "*")]


def imported_by(statements: list[Any], module: Module) -> list[str]:
    """The modules that statements import when the module is run: not those in functions or under TYPE_CHECKING."""
    names: list[str] = []
    for node in statements:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names += modules_of(import_of(node), module)
        elif isinstance(node, ast.If):
            if not _is_type_checking(node.test):
                names += imported_by(node.body, module)
            names += imported_by(node.orelse, module)
        elif isinstance(node, ast.Try):
            for part in (node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)):
                names += imported_by(part, module)
        elif isinstance(node, (ast.With, ast.For, ast.While)):
            names += imported_by(node.body, module)
    return names


def is_for_type_checkers(text: str) -> bool:
    """True for an `if TYPE_CHECKING:` without an else, told without parsing: there are many."""
    return text.startswith(("if TYPE_CHECKING:", "if typing.TYPE_CHECKING:", "if t.TYPE_CHECKING:")) and "\nel" not in text


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
