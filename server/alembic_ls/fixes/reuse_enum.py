"""An enum type of PostgreSQL that is there already is used without being created again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import name_of
from alembic_ls.fixes.python_source import PythonSource, constant_text, last_name
from alembic_ls.fixes.repair import offered, source_of, steps_at
from alembic_ls.schema.operations import CreateEnum, CreateTable
from alembic_ls.schema.types import Type
from alembic_ls.writing.refusal import Refusal

RULES = ("enum-created-twice", "create-type-ignored")
_TAKEN = frozenset(
    ("name", "schema", "metadata", "inherit_schema", "values_callable", "create_type")
)  # what postgresql.ENUM takes


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """`postgresql.ENUM(…, create_type=False)` in a new table; `checkfirst=True` where it is created by itself."""
    yield from offered(finding, "Use the enum type that is there, without creating it", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    step = steps_at(bench, finding)[0]
    call = source.call_at(finding.where)
    if isinstance(step.operation, CreateEnum):
        return Fix((), tuple(_checked_first(source, call)))
    if not isinstance(step.operation, CreateTable):
        raise Refusal("the type is not created by `create_table`")
    there = {enum.name for enum in step.before.enums.values()}
    wanted = {
        str(type_.argument("name"))
        for column in step.operation.table.columns.values()
        if isinstance(type_ := native_enum(column), Type) and type_.argument("name") in there
    }
    edits: list[Replacement] = []
    calls = list(dict.fromkeys(_enum_calls(source, call)))
    found = [each for each in calls if _name_of(each) in wanted]
    if {_name_of(each) for each in found} != wanted or not wanted:
        raise Refusal("the type's definition was not found in this file")
    for each in found:
        edits += _without_creation(source, each)
    return Fix((), tuple(edits))


def _checked_first(source: PythonSource, call: ast.Call) -> Iterator[Replacement]:
    if last_name(call.func) != "create" or any(keyword.arg == "checkfirst" for keyword in call.keywords) or len(call.args) > 1:
        raise Refusal("the type is not created by `.create(…)`")
    yield source.with_argument(call, "checkfirst=True")


def _enum_calls(source: PythonSource, call: ast.Call) -> Iterator[ast.Call]:
    """The calls that define enum types among the columns of a table, or as what names in it stand for."""
    for node in ast.walk(call):
        if isinstance(node, ast.Call) and last_name(node.func) in ("Enum", "ENUM"):
            yield node
        elif isinstance(node, ast.Name):
            yield from _assigned(source, call, node.id)


def _assigned(source: PythonSource, call: ast.Call, name: str) -> Iterator[ast.Call]:
    scope = source.function_of(call)
    for body in (*((scope,) if scope is not None else ()), source.tree):
        found = [
            node.value
            for node in body.body
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
        ]
        if found:
            if len(found) == 1 and isinstance(found[0], ast.Call) and last_name(found[0].func) in ("Enum", "ENUM"):
                yield found[0]
            return


def _name_of(call: ast.Call) -> str | None:
    return next((constant_text(keyword.value) for keyword in call.keywords if keyword.arg == "name"), None)


def _without_creation(source: PythonSource, call: ast.Call) -> Iterator[Replacement]:
    if not all(keyword.arg in _TAKEN for keyword in call.keywords):
        raise Refusal("`postgresql.ENUM` does not take all that is said of this type")
    if last_name(call.func) == "Enum":
        postgresql, imported = name_of(source, "from sqlalchemy.dialects import postgresql")
        yield from imported
        yield source.replaced(call.func, f"{postgresql}.ENUM")
    said = next((keyword for keyword in call.keywords if keyword.arg == "create_type"), None)
    if said is None:
        yield source.with_argument(call, "create_type=False")
    elif not (isinstance(said.value, ast.Constant) and said.value.value is False):
        yield source.replaced(said.value, "False")
