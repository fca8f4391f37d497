"""A revision uses a name that it neither defines nor imports.

## Why it matters

The line raises a NameError when the revision runs. Autogenerate writes `sqlmodel.sql.sqltypes.AutoString()`, or a type of the
project, into revisions whose template does not import it.

## When it is wrong

Where the name is put into the module from outside.

## How to fix

Import it in the revision. Where `script.py.mako` is the cause, add the import there too, and the next revision has it.
The quick fix does both.

## Example

```python
def upgrade() -> None:
    op.add_column("user", sa.Column("email", sqlmodel.AutoString()))  # and no line says import sqlmodel
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk, SourceFile
from alembic_ls.text.anchor import Anchor

_GIVEN = frozenset(("__file__", "__name__", "__doc__", "__path__", "__spec__", "__builtins__", "__class__"))
_OUT_OF_SIGHT = regex(r"\bimport\s*\*|\bglobals\(|\bexec\(|\bNameError\b")


def find(review: Review) -> Iterator[Finding]:
    """A finding on the first use of each such name."""
    for revision in review.looked_at():
        text = review.graph.texts.get(revision.path, "")
        names = undefined(text)
        if not names:
            continue
        source = SourceFile(revision.path, text)
        for name in names:
            where = _first_use(source, name)
            if where is None:
                continue
            message = f"`{name}` is not imported here: a NameError when this runs; import it"
            related = list(_template(review, name))
            if related:
                message = f"`{name}` is not imported here: a NameError when this runs; import it, and in script.py.mako too"
            severity = review.severity(revision.id, RULE.severity)
            yield review.finding(RULE.name, severity, message, where, revision.id, related=related)


def undefined(text: str) -> list[str]:
    """The names that functions of a module take from the module, and that it does not have; in the order of the alphabet."""
    import builtins
    import symtable
    import warnings

    if _OUT_OF_SIGHT.search(text) is not None:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in strings
            table = symtable.symtable(text, "revision", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    defined = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    defined |= {child.get_name() for child in table.get_children()}
    used: set[str] = set()
    todo = [table]
    while todo:
        scope = todo.pop()
        todo += scope.get_children()
        if str(scope.get_type()).lower().rpartition(".")[2] in ("annotation", "type alias", "type parameters", "type variable"):
            continue
        for symbol in scope.get_symbols():
            if scope is table or symbol.is_global():
                if symbol.is_assigned() and symbol.is_global():
                    defined.add(symbol.get_name())  # by a `global` statement
                if symbol.is_referenced():
                    used.add(symbol.get_name())
    return sorted(used - defined - _GIVEN - frozenset(dir(builtins)))


def _first_use(source: SourceFile, name: str) -> Anchor | None:
    """Where the name is first read, outside of annotations."""
    for chunk in source.chunks:
        if name in chunk.text and (found := _use_in(chunk, name)) is not None:
            return found
    return None


def _use_in(chunk: Chunk, name: str) -> Anchor | None:
    import ast

    todo: list[ast.AST] = [statement for statement in reversed(chunk.statements) if isinstance(statement, ast.AST)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
            return Anchor(chunk.path, chunk.key, node.lineno - 1, node.col_offset, end[0] - 1, end[1])
        inner = [child for field, value in ast.iter_fields(node) if field not in _ANNOTATIONS for child in _nodes(value)]
        todo += reversed(inner)
    return None


_ANNOTATIONS = ("annotation", "returns")  # which are not evaluated everywhere


def _nodes(value: object) -> list[Any]:
    from ast import AST

    return (
        [child for child in value if isinstance(child, AST)]
        if isinstance(value, list)
        else [value]
        if isinstance(value, AST)
        else []
    )


def _template(review: Review, name: str) -> Iterator[Related]:
    """The template, where it does not import what its revisions use."""
    path = os.path.join(review.project.environment.script_location, "script.py.mako")
    text = review.project.files.text(path)
    if text is not None and re.search(rf"\bimport\b[^\n]*\b{re.escape(name)}\b", text) is None:
        yield Related(f"the template of new revisions does not import `{name}`", Anchor(path))


RULE = Rule("name-not-imported", "error", find, __doc__)
