"""A required column in three steps: added without NOT NULL, filled, then required."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_default import default_for
from alembic_ls.fixes.python_source import PythonSource, argument, constant_text, last_name
from alembic_ls.fixes.repair import offered, source_of, steps_at, table_before
from alembic_ls.plans.fill import filled
from alembic_ls.plans.lines import PLACEHOLDER, Remark
from alembic_ls.schema.operations import AddColumn
from alembic_ls.schema.tables import Table
from alembic_ls.writing.objects import escaped, literal
from alembic_ls.writing.refusal import Refusal

RULES = ("required-column",)


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """With the value that the model gives; where it gives none, the user has to say it, and the offer is not to be taken unseen."""
    knows = default_for(bench, finding) is not None
    title = "Add the column as nullable, fill the rows, then require it"
    yield from offered(finding, title, lambda: _repair(bench, finding), is_preferred=knows)


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    step, *others = steps_at(bench, finding)
    operation = step.operation
    if others or not isinstance(operation, AddColumn):
        raise Refusal("the column is added in a loop, or not by `add_column`")
    call = source.call_at(finding.where)
    statement = source.bare_statement(call)
    column = next((each for each in call.args if isinstance(each, ast.Call) and last_name(each.func) == "Column"), None)
    if last_name(call.func) != "add_column" or column is None or operation.primary_key:
        raise Refusal("the column is not written out in a plain `add_column`")
    required = next((keyword for keyword in column.keywords if keyword.arg == "nullable"), None)
    name, type_ = argument(column, 0, "name"), argument(column, 1, "type_")
    if required is None or constant_text(name) is None or type_ is None:
        raise Refusal("the column is not written out in a plain `add_column`")
    value = default_for(bench, finding)
    table = table_before(step, bench)
    lines = update_lines(source, table, operation.column.name, value)
    facts = f"{source.text(name)}, existing_type={_one_line(source.text(type_))}, nullable=False"  # type: ignore[arg-type]
    outer, rest = _required(bench, source, call, statement, facts)
    notes = () if value is not None else (f"{PLACEHOLDER} stands where only you know which value the rows have",)
    edits = (source.replaced(required.value, "True"), source.lines_after(outer, [*lines, *rest]))
    return Fix((), edits, notes, PLACEHOLDER if value is None else None)


def update_lines(source: PythonSource, table: Table, column: str, value: str | None, only_where_null: bool = False) -> list[str]:
    """The UPDATE that gives the rows the value; where it is None, with what only the user can say."""
    written = literal if value is None else source.quoted
    return [
        f"# {line.text}" if isinstance(line, Remark) else f"op.execute({written(escaped(line.text))})"
        for line in filled(table, column, value or PLACEHOLDER, only_where_null)
    ]


def _required(bench: Bench, source: PythonSource, call: ast.Call, statement: ast.stmt, facts: str) -> tuple[ast.stmt, list[str]]:
    """The statement behind which the rest comes, and what makes the column required, in batch mode where that is needed."""
    assert isinstance(call.func, ast.Attribute)
    owner = source.text(call.func.value)
    block = source.parent(statement)
    if isinstance(block, ast.With):
        item = block.items[0]
        if len(block.items) != 1 or not isinstance(item.optional_vars, ast.Name) or item.optional_vars.id != owner:
            raise Refusal("the column is not added in a plain block of batch mode")
        head = f"with {_one_line(source.text(item.context_expr))} as {owner}:"
        return block, [head, f"    {owner}.alter_column({facts})"]
    table = argument(call, 0, "table_name")
    schema = next((source.text(keyword.value) for keyword in call.keywords if keyword.arg == "schema"), None)
    if owner != "op" or table is None:
        raise Refusal("the column is not added by a plain `op.add_column`")
    given = source.text(table)
    if "sqlite" in bench.dialects:
        with_schema = f"{given}, schema={schema}" if schema else given
        return statement, [f"with op.batch_alter_table({with_schema}) as batch_op:", f"    batch_op.alter_column({facts})"]
    return statement, [f"op.alter_column({given}, {facts}{f', schema={schema}' if schema else ''})"]


def _one_line(text: str) -> str:
    if "#" in text:
        raise Refusal("there is a comment in what would have to be said again")
    return " ".join(part.strip() for part in text.split("\n"))
