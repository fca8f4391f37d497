"""The field has its new name, the column keeps the old one: said in the model, so that no revision is needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import bound_by_imports, name_of
from alembic_ls.fixes.python_source import PythonSource, constant_text, last_name
from alembic_ls.fixes.repair import offered, source_of
from alembic_ls.writing.refusal import Refusal

RULES = ("renamed-column",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """In the way in which the field is declared."""
    old = next((d.column for d in finding.differences if d.kind == "remove_column"), None)
    if old is not None:
        title = f"Keep the database's name: `{old}`"
        yield from offered(finding, title, lambda: _repair(bench, finding, old), is_preferred=False)


def _repair(bench: Bench, finding: Finding, old: str) -> Fix:
    source = source_of(bench, finding.where.path)
    name = source.quoted(old)
    nodes = list(source.at(finding.where))
    call = next((node for node in nodes if isinstance(node, ast.Call) and last_name(node.func) == "Column"), None)
    if call is not None:  # of a Table
        return Fix((), tuple(_in_table(source, call, name)))
    field = next((node for node in nodes if isinstance(node, (ast.AnnAssign, ast.Assign))), None)
    if field is None:
        raise Refusal("the field is not declared in a plain way")
    value = field.value
    if isinstance(value, ast.Call) and last_name(value.func) in ("mapped_column", "Column"):
        return Fix((), tuple(_positional(source, value, name)))
    if isinstance(field, ast.AnnAssign):
        if last_name(_base(field.annotation)) == "Mapped":
            if value is not None:
                raise Refusal("the field is not declared by `mapped_column`")
            made, imported = name_of(source, "from sqlalchemy.orm import mapped_column")
            return Fix((), (*imported, _behind(source, field, f" = {made}({name})")))
        if _is_sqlmodel(source, field):
            return Fix((), tuple(_in_sqlmodel(source, field, name)))
    raise Refusal("the field is not declared in a plain way")


def _base(annotation: ast.expr) -> ast.expr:
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation


def _behind(source: PythonSource, field: ast.AnnAssign, text: str) -> Replacement:
    return source.inserted(*source.end(field), text)


def _positional(source: PythonSource, call: ast.Call, name: str) -> Iterator[Replacement]:
    """`mapped_column("old", …)`, `Column("old", …)`."""
    first = call.args[0] if call.args else None
    said = next((keyword for keyword in call.keywords if keyword.arg in ("name", "__name_pos")), None)
    if said is not None:
        yield source.replaced(said.value, name)
    elif constant_text(first) is not None:
        yield source.replaced(first, name)  # type: ignore[arg-type]
    else:
        yield source.with_argument(call, name, first=True)


def _in_table(source: PythonSource, call: ast.Call, name: str) -> Iterator[Replacement]:
    """`Column("old", …, key="new")`: in Python it goes on under its new name."""
    first = call.args[0] if call.args else None
    if constant_text(first) is None or any(keyword.arg == "key" for keyword in call.keywords):
        raise Refusal("the column is not declared in a plain way")
    assert first is not None
    yield source.replaced(first, name)
    yield source.with_argument(call, f"key={source.text(first)}")


def _is_sqlmodel(source: PythonSource, field: ast.AnnAssign) -> bool:
    owner = source.parent(field)
    if not isinstance(owner, ast.ClassDef):
        return False
    if any(keyword.arg == "table" for keyword in owner.keywords) or any(last_name(base) == "SQLModel" for base in owner.bases):
        return True
    return any("sqlmodel" in statement for statement in bound_by_imports(source.tree).values())


def _in_sqlmodel(source: PythonSource, field: ast.AnnAssign, name: str) -> Iterator[Replacement]:
    """`Field(…, sa_column_kwargs={"name": "old"})`; in the column itself where it is written out."""
    fields = [node for node in ast.walk(field) if isinstance(node, ast.Call) and last_name(node.func) == "Field"]
    if len(fields) > 1:
        raise Refusal("the field is declared by several calls of `Field`")
    if fields:
        yield from _in_field(source, fields[0], name)
        return
    made, imported = name_of(source, "from sqlmodel import Field")
    yield from imported
    given = f'sa_column_kwargs={{"name": {name}}}'
    if field.value is None:
        yield _behind(source, field, f" = {made}({given})")
    elif isinstance(field.value, (ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp)):
        yield source.replaced(field.value, f"{made}(default={source.text(field.value)}, {given})")
    else:
        raise Refusal("the field is not declared by `Field`")


def _in_field(source: PythonSource, call: ast.Call, name: str) -> Iterator[Replacement]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    column, kwargs = given.get("sa_column"), given.get("sa_column_kwargs")
    if None in given:
        raise Refusal("what the field is given is not written out")
    if column is not None:
        if not isinstance(column, ast.Call):
            raise Refusal("the field's column is not written out")
        yield from _positional(source, column, name)
    elif kwargs is None:
        yield source.with_argument(call, f'sa_column_kwargs={{"name": {name}}}')
    elif isinstance(kwargs, ast.Dict):
        keys = [constant_text(key) for key in kwargs.keys]
        if "name" in keys:
            yield source.replaced(kwargs.values[keys.index("name")], name)
        else:
            line, character = source.start(kwargs)
            yield source.inserted(line, character + 1, f'"name": {name}' + (", " if kwargs.keys else ""))
    else:
        raise Refusal("what the field's column is given is not written out")
