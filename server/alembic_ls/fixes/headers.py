"""The head of a revision's file: what it comes after, in `down_revision` and in the docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from alembic_ls.findings.fix import Replacement
from alembic_ls.findings.span import Span
from alembic_ls.fixes.python_source import PythonSource, constant_text
from alembic_ls.writing.refusal import Refusal
from alembic_ls.writing.template import comma


def parents_replaced(source: PythonSource, old: Sequence[str], new: Sequence[str]) -> list[Replacement]:
    """`down_revision`, and the docstring's `Revises:` where it says the same. Raises Refusal where it is no literal."""
    value = header(source, "down_revision")
    try:
        said = ast.literal_eval(value)
    except ValueError:
        raise Refusal("`down_revision` is computed; change what computes it") from None
    given = (said,) if isinstance(said, str) else tuple(said or ())
    if given != tuple(old):
        raise Refusal("`down_revision` says something else by now")
    edits: list[Replacement] = []
    if len(old) == len(new) and isinstance(value, (ast.Constant, ast.Tuple, ast.List)):
        elements: Sequence[ast.expr] = [value] if isinstance(value, ast.Constant) else value.elts
        edits += [source.replaced(e, _quoted(source.text(e), n)) for e, o, n in zip(elements, old, new) if o != n]
    else:
        quote = '"' if '"' in "".join(source.lines) else "'"
        texts = [f"{quote}{id_}{quote}" for id_ in new]
        edits.append(source.replaced(value, f"({', '.join(texts)})" if len(texts) > 1 else "".join(texts) or "None"))
    return [*edits, *docstring_replaced(source, "Revises", comma(old), comma(new))]


def header(source: PythonSource, name: str) -> ast.expr:
    """The value of `revision`, `down_revision` …. Raises Refusal where the file does not assign it once."""
    found = [
        node.value
        for node in source.tree.body
        if (isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets))
        or (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name)
    ]
    if len(found) != 1 or found[0] is None:
        raise Refusal(f"the file has no one line `{name} = …`")
    return found[0]


def _quoted(old: str, text: str) -> str:
    """The text in the quotes of the literal in whose place it comes."""
    quote = old[-1] if old[-1] in "\"'" else '"'
    return f"{quote}{text}{quote}"


def docstring_replaced(source: PythonSource, field: str, old: str, new: str) -> Iterator[Replacement]:
    """`Revises: old` or `Revision ID: old` in the docstring, with the new value."""
    first = source.tree.body[0] if source.tree.body else None
    if not isinstance(first, ast.Expr) or constant_text(first.value) is None:
        return
    (start, _), (end, _) = source.start(first), source.end(first)
    for number in range(start, end + 1):
        found = re.match(
            rf"(\s*{field}:[ \t]*){re.escape(old)}(?=\s*$)" if old else rf"(\s*{field}:)[ \t]*$", source.lines[number]
        )
        if found is not None:
            at = len(found[1])
            text = new if old or not new else f" {new}"
            yield Replacement(Span(source.path, number, at, number, at + len(old)), text)
            return
