"""The field of a column in the models: the statement of a class, or the call of `Column` in a `Table`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.model_place import ModelPlace, place_of
from alembic_ls.fixes.python_source import PythonSource, constant_text, last_name
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

_CALLS = ("Field", "mapped_column", "Column")


class FieldAt(NamedTuple):
    """`statement` of a class, None in a `Table`; `call` is what makes the column, None where a bare annotation does."""

    place: ModelPlace
    statement: ast.AnnAssign | ast.Assign | None
    call: ast.Call | None

    @property
    def source(self) -> PythonSource:
        """The file."""
        return self.place.source


def field_at(bench: Bench, table: str, column: str) -> FieldAt:
    """Where the model declares the column. Raises Refusal where it does not itself, or not in a plain way."""
    place = place_of(bench, table)
    model = bench.main.models().tables[table].columns.get(column)
    if model is None or model.origin is None:
        raise Refusal("the model has no such field any more")
    if model.origin.path != place.source.path:
        raise Refusal("the field is declared in another file, which other models may share")
    line = place.source.line_of(model.origin) + 1
    if isinstance(place.node, ast.Call):
        return FieldAt(place, None, _in_table(place.node, column, line))
    found = [each for each in place.fields if each.lineno <= line <= (each.end_lineno or each.lineno)]
    if len(found) != 1:
        raise Refusal("the class does not declare the field itself: others may share it")
    (statement,) = found
    value = statement.value
    if isinstance(statement, ast.Assign) and len(statement.targets) != 1:
        raise Refusal("the field is not declared in a plain way")
    call = value if isinstance(value, ast.Call) and last_name(value.func) in _CALLS else None
    if value is not None and call is None and not isinstance(value, (ast.Constant, ast.Name, ast.Attribute)):
        raise Refusal("the field is not declared in a plain way")
    if call is not None and (any(k.arg is None for k in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args)):
        raise Refusal("what the field is given is not written out")
    return FieldAt(place, statement, call)


def _in_table(table: ast.Call, column: str, line: int) -> ast.Call:
    for each in table.args:
        is_there = isinstance(each, ast.Call) and each.lineno <= line <= (each.end_lineno or 0)
        if is_there and last_name(each.func) == "Column" and each.args and constant_text(each.args[0]) == column:  # type: ignore[attr-defined]
            return each  # type: ignore[return-value]
    raise Refusal("the column is not declared in a plain way")


def mentions(found: FieldAt, column: str) -> Iterator[ast.AST]:
    """Where else the class or table names the field: in its arguments, its relationships, its methods."""
    own = found.statement or found.call
    assert own is not None
    inside = set(ast.walk(own))
    name = column
    if isinstance(found.statement, ast.AnnAssign) and isinstance(found.statement.target, ast.Name):
        name = found.statement.target.id
    elif isinstance(found.statement, ast.Assign) and isinstance(found.statement.targets[0], ast.Name):
        name = found.statement.targets[0].id
    for node in ast.walk(found.place.node):
        if node not in inside and _names(node, name):
            yield node


def _names(node: ast.AST, name: str) -> bool:
    """True for the name itself, an attribute of it, and a text that has it as a word: `"Task.owner_id"`."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and name in node.value.replace(".", " ").split()
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
