"""Where a table is declared in the models, and in which style."""

from __future__ import annotations

import ast

from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import bound_by_imports
from alembic_ls.fixes.python_source import PythonSource, last_name
from alembic_ls.fixes.repair import source_of
from alembic_ls.schema.tables import Table
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

SQLMODEL, MAPPED, CLASSIC, TABLE = "sqlmodel", "mapped", "classic", "table"
_MAKERS = ("Field", "mapped_column", "Column")


class ModelPlace(NamedTuple):
    """The class, or the call of `Table`, that declares a table. `fields` are the statements of a class that make columns."""

    source: PythonSource
    node: ast.ClassDef | ast.Call
    style: str
    fields: tuple[ast.AnnAssign | ast.Assign, ...] = ()
    sqlmodel: tuple[int, ...] = ()  # its version

    @property
    def maker(self) -> ast.expr | None:
        """What the columns are made by, as the class or table writes it: `db.Column`."""
        calls = (field.value for field in self.fields) if isinstance(self.node, ast.ClassDef) else iter(self.node.args)
        return next((call.func for call in calls if isinstance(call, ast.Call) and last_name(call.func) in _MAKERS), None)


def place_of(bench: Bench, key: str) -> ModelPlace:
    """Where the table of this key is declared. Raises Refusal where that is not plain."""
    table = bench.main.models().tables.get(key)
    if table is None:
        raise Refusal(f"no model declares `{key}` any more")
    where = table.class_origin or table.origin
    if where is None:
        raise Refusal(f"where `{key}` is declared is not known")
    source = source_of(bench, where.path)
    if table.class_origin is None:
        return _table(source, table)
    return _class(source, table)._replace(sqlmodel=bench.main.environment.libraries.versions.get("sqlmodel", (9,)))


def _table(source: PythonSource, table: Table) -> ModelPlace:
    assert table.origin is not None
    call = source.call_at(table.origin)
    if last_name(call.func) != "Table" or any(isinstance(each, ast.Starred) for each in call.args):
        raise Refusal("the table is not declared in a plain way")
    return ModelPlace(source, call, TABLE)


def _class(source: PythonSource, table: Table) -> ModelPlace:
    where = table.class_origin
    assert where is not None
    line = source.line_of(where) + 1
    found = [
        node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not found:
        raise Refusal("the class is not declared in a plain way")
    node = max(found, key=lambda each: each.lineno)
    adorned = [*node.bases, *node.decorator_list]
    if any("dataclass" in source.text(each).lower() for each in adorned):
        raise Refusal("the class is a dataclass, whose fields have an order of their own")
    fields = tuple(each for each in node.body if isinstance(each, (ast.AnnAssign, ast.Assign)) and _is_column(each))
    return ModelPlace(source, node, _style(source, node, fields), fields)


def _is_column(statement: ast.AnnAssign | ast.Assign) -> bool:
    value = statement.value
    made = last_name(value.func) if isinstance(value, ast.Call) else ""
    if isinstance(statement, ast.Assign):
        return made in ("Column", "mapped_column")
    if made in ("Relationship", "relationship", "association_proxy"):
        return False
    outer = statement.annotation.value if isinstance(statement.annotation, ast.Subscript) else statement.annotation
    return last_name(outer) != "ClassVar" and isinstance(statement.target, ast.Name) and not statement.target.id.startswith("_")


def _style(source: PythonSource, node: ast.ClassDef, fields: tuple[ast.AnnAssign | ast.Assign, ...]) -> str:
    if any(keyword.arg == "table" for keyword in node.keywords):
        return SQLMODEL
    for field in fields:
        if isinstance(field, ast.AnnAssign) and isinstance(field.annotation, ast.Subscript):
            if last_name(field.annotation.value) == "Mapped":
                return MAPPED
        elif isinstance(field, ast.Assign):
            return CLASSIC
    names = bound_by_imports(source.tree)
    if "Mapped" in names:
        return MAPPED
    if "Column" in names:
        return CLASSIC
    raise Refusal("in which style the class declares its columns cannot be told")
