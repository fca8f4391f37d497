"""An operation that SQLite cannot do, put into a block of batch mode."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.dialects.names import implicit_name
from alembic_ls.findings.edited import edited
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.findings.span import Span
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.python_source import PythonSource, argument, last_name
from alembic_ls.fixes.repair import offered, own_revision, source_of, steps_at, table_before
from alembic_ls.plans.undone import SHORT, UNNAMED
from alembic_ls.schema.operations import AddColumn, DropConstraint
from alembic_ls.schema.tables import ForeignKey, Unique
from alembic_ls.writing.refusal import Refusal

RULES = ("outside-batch",)
# Where each operation has its table, and under which names it and its schema; batch mode takes them by itself.
_TABLE = {
    "alter_column": (0, "table_name", "schema"),
    "add_column": (0, "table_name", "schema"),
    "drop_column": (0, "table_name", "schema"),
    "drop_constraint": (1, "table_name", "schema"),
    "create_unique_constraint": (1, "table_name", "schema"),
    "create_check_constraint": (1, "table_name", "schema"),
    "create_primary_key": (1, "table_name", "schema"),
    "create_foreign_key": (1, "source_table", "source_schema"),
}
_BATCH = "batch_op"
# What can be done at once with others of its kind: neither makes nor takes away a column, which others could be about.
_TOGETHER = frozenset(("alter_column", "create_unique_constraint", "create_check_constraint", "create_foreign_key"))


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """`with op.batch_alter_table(…) as batch_op:` around it."""
    yield from offered(finding, "Put it into batch_alter_table", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    own_revision(bench, finding)
    source = source_of(bench, finding.where.path)
    call = source.call_at(finding.where)
    statement = source.bare_statement(call)
    name = last_name(call.func)
    if name not in _TABLE or not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        raise Refusal("this operation cannot be put into batch mode as it is written")
    place, table_name, schema_name = _TABLE[name]
    table = argument(call, place, table_name)
    if table is None:
        raise Refusal("the table is not said plainly")
    gone: list[ast.expr | ast.keyword] = [table if table in call.args else _keyword(call, table)]
    given = source.text(table)
    schema = next((keyword for keyword in call.keywords if keyword.arg == schema_name), None)
    if schema is not None:
        gone.append(schema)
        given += f", schema={source.text(schema.value)}"
    given += _convention(bench, finding)
    owner = call.func.value
    inner = [source.replaced(owner, _BATCH), *source.without_arguments(call, gone), *_named_keys(bench, finding, source, call)]
    return Fix((), (_in_block(source, statement, f"with {owner.id}.batch_alter_table({given}) as {_BATCH}:", inner),))


def _convention(bench: Bench, finding: Finding) -> str:
    """Names for constraints that SQLite tells back without one, where one of them is dropped by the name that PostgreSQL has given it."""
    for step in steps_at(bench, finding):
        operation = step.operation
        if not isinstance(operation, DropConstraint):
            continue
        table = table_before(step, bench)
        keys: list[ForeignKey | Unique] = [*table.foreign_keys, *table.uniques]
        names = {*(key.name for key in keys), *(check.name for check in table.checks), table.primary_key.name}
        if operation.name in names or operation.naming_convention or table.unknown:
            continue
        for key in keys:
            if key.name is None:
                kind = SHORT[type(key)]
                if implicit_name(kind, table.name, key.columns, "postgresql") == operation.name:
                    return f', naming_convention={{"{kind}": "{UNNAMED[kind]}"}}'
        raise Refusal(f"SQLite has no constraint `{operation.name}` on `{table.key}`")
    return ""


def _in_block(source: PythonSource, statement: ast.stmt, head: str, inner: list[Replacement]) -> Replacement:
    """The statement after the inner edits, below the head and as much deeper."""
    _check_strings(source, statement)
    first, last = source.start(statement)[0], source.end(statement)[0]
    heads = [] if _continues(source, statement, head) else [head]
    indent = source.indent(statement)
    lines = edited("\n".join(source.lines), inner).split("\n")
    changed = lines[first : last + 1 + len(lines) - len(source.lines)]
    text = "\n".join([*(f"{indent}{each}" for each in heads), *(f"    {line}" if line.strip() else line for line in changed)])
    return Replacement(Span(source.path, first, 0, last, len(source.lines[last])), text)


def _keyword(call: ast.Call, value: ast.expr) -> ast.keyword:
    return next(keyword for keyword in call.keywords if keyword.value is value)


def _continues(source: PythonSource, statement: ast.stmt, head: str) -> bool:
    """True directly below a block with this very head, in which the statement can be done together with what is there."""
    block = source.parent(statement)
    body: list[ast.stmt] = getattr(block, "body", [])
    at = body.index(statement) if statement in body else 0
    before = body[at - 1] if at else None
    if not isinstance(before, ast.With) or before.end_lineno != statement.lineno - 1:
        return False
    if source.lines[source.start(before)[0]].strip() != head:
        return False
    calls = [each.value for each in (*before.body, statement) if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)]
    return len(calls) == len(before.body) + 1 and all(
        last_name(call.func) in _TOGETHER and all(keyword.arg != "new_column_name" for keyword in call.keywords) for call in calls
    )


def _check_strings(source: PythonSource, statement: ast.stmt) -> None:
    """Raises Refusal where a text goes over several lines: it would be another one when it is indented."""
    for node in ast.walk(statement):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and node.end_lineno != node.lineno and not _is_in_parts(source, node):
            raise Refusal("the statement holds a text of several lines, which would be another one when it is indented")


def _is_in_parts(source: PythonSource, node: ast.Constant | ast.JoinedStr) -> bool:
    """True for literals side by side, which are one text."""
    return '"""' not in source.text(node) and "'''" not in source.text(node)


def _named_keys(bench: Bench, finding: Finding, source: PythonSource, call: ast.Call) -> Iterator[Replacement]:
    """Batch mode makes no constraint without a name: the foreign key of an added column gets the one that PostgreSQL would make up."""
    operation = steps_at(bench, finding)[0].operation
    if not isinstance(operation, AddColumn):
        return
    if any(unique.name is None for unique in operation.uniques):
        raise Refusal("the column's unique constraint has no name, which batch mode wants: make it by `create_unique_constraint`")
    unnamed = [key for key in operation.foreign_keys if key.name is None]
    if not unnamed:
        return
    keys = [node for node in ast.walk(call) if isinstance(node, ast.Call) and last_name(node.func) == "ForeignKey"]
    name = implicit_name("fk", operation.table, unnamed[0].columns, "postgresql")
    if len(keys) != 1 or len(unnamed) != 1 or name is None:
        raise Refusal("the column's foreign key has no name, which batch mode wants: say `name=` there")
    yield source.with_argument(keys[0], f"name={source.quoted(name)}")
