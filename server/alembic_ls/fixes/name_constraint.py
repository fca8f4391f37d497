"""A constraint gets a name, where it is made and where it is dropped: the one that the database has given it already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from alembic_ls.dialects.names import implicit_name
from alembic_ls.dialects.naming import conventional_name
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.fix import Fix, Offer, Replacement
from alembic_ls.fixes.bench import Bench
from alembic_ls.fixes.imports import bound_by_imports
from alembic_ls.fixes.python_source import PythonSource, argument, last_name
from alembic_ls.fixes.repair import offered, own_revision, source_of, steps_at
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.schema.operations import CreateConstraint, DropConstraint
from alembic_ls.schema.tables import Check, FinalName, ForeignKey, PrimaryKey, Table, Unique
from alembic_ls.schema.unknown import Unknown
from alembic_ls.writing.refusal import Refusal

RULES = ("unnamed-constraint",)
_KINDS = {ForeignKey: ("foreignkey", "fk"), Unique: ("unique", "uq"), Check: ("check", "ck"), PrimaryKey: ("primary", "pk")}
_Key = Unique | ForeignKey | Check | PrimaryKey


def offers(bench: Bench, finding: Finding) -> Iterator[Offer]:
    """By the naming convention of the models where there is one; else as PostgreSQL names it."""
    yield from offered(finding, "Name the constraint", lambda: _repair(bench, finding))


def _repair(bench: Bench, finding: Finding) -> Fix:
    source = source_of(bench, finding.where.path)
    steps = steps_at(bench, finding)
    if len(steps) != 1:
        raise Refusal("the operation stands in a loop: name each constraint there")
    step = steps[0]
    reversal = Reversal(bench.project_for(finding.dialects).replayed(), own_revision(bench, finding))
    others = reversal.down if step.function == "upgrade" else reversal.up
    operation = step.operation
    if isinstance(operation, CreateConstraint):
        made, dropped = [step], [each for each in others if _drops(each, operation.table, operation.constraint)]
    elif isinstance(operation, DropConstraint):
        made = [each for each in others if _makes(each, operation)]
        dropped = [step]
    else:
        raise Refusal("this is no operation on a constraint")
    if len(made) > 1 or len(dropped) > 1:
        raise Refusal("several constraints of this table are made without a name: give each its own")
    key = _made_key(made[0]) if made else _there(step)
    name = key.name or _conventional(bench, operation, key) or _given(dropped, key) or _made_up(made, operation, key)
    is_final = isinstance(name, FinalName) and "op" in bound_by_imports(source.tree)
    text = f"op.f({source.quoted(name)})" if is_final else source.quoted(name)
    edits = [_named(source, each, text) for each in (*made, *dropped)]
    return Fix((), tuple(edits))


def _made_key(step: Step) -> _Key:
    assert isinstance(step.operation, CreateConstraint)
    return step.operation.constraint


def _makes(step: Step, dropped: DropConstraint) -> bool:
    operation = step.operation
    return (
        isinstance(operation, CreateConstraint)
        and operation.table == dropped.table
        and operation.schema == dropped.schema
        and operation.constraint.name is None
        and dropped.kind in (None, _KINDS[type(operation.constraint)][0])
    )


def _drops(step: Step, table: str, key: _Key) -> bool:
    operation = step.operation
    return (
        isinstance(operation, DropConstraint)
        and operation.table == table
        and operation.name is None
        and operation.kind in (None, _KINDS[type(key)][0])
    )


def _there(step: Step) -> _Key:
    """The one constraint of this kind that the table has."""
    operation = step.operation
    assert isinstance(operation, DropConstraint)
    table = next((t for t in step.before.tables.values() if (t.name, t.schema) == (operation.table, operation.schema)), None)
    if table is None or table.unknown:
        raise Refusal(f"what constraints `{operation.table}` has is not known")
    fitting = [key for key in _keys(table) if operation.kind == _KINDS[type(key)][0]]
    if len(fitting) != 1:
        raise Refusal(f"`{operation.table}` has {len(fitting)} constraints of this kind: say which one")
    return fitting[0]


def _conventional(bench: Bench, operation: CreateConstraint | DropConstraint, key: _Key) -> str | None:
    """The name by the models' convention; None where they have none for this kind."""
    table = Table(operation.table, operation.schema)
    name = conventional_name(bench.main.rules.naming_convention, _KINDS[type(key)][1], table, key)
    if isinstance(name, Unknown):
        raise Refusal(f"the name that the models' convention gives is not known: {name.reason}")
    return FinalName(name) if name is not None else None


def _given(dropped: list[Step], key: _Key) -> str | None:
    """What the database calls it by the time it is dropped."""
    for step in dropped:
        operation = step.operation
        assert isinstance(operation, DropConstraint)
        for table in step.before.tables.values():
            if (table.name, table.schema) == (operation.table, operation.schema):
                same = [each for each in _keys(table) if type(each) is type(key) and _columns(each) == _columns(key)]
                return same[0].name if len(same) == 1 else None
    return None


def _keys(table: Table) -> list[_Key]:
    return [*table.foreign_keys, *table.uniques, *table.checks]


def _columns(key: _Key) -> object:
    return key.sql if isinstance(key, Check) else key.columns


def _made_up(made: list[Step], operation: CreateConstraint | DropConstraint, key: _Key) -> str:
    """As PostgreSQL would name it: so it is right there too, in databases that have it already."""
    if isinstance(key, Check):
        raise Refusal("the database names a check by its condition: look there how it is called")
    before = made[0].before.tables.values() if made else ()
    taken = {each.name for table in before for each in _keys(table)} | {index.name for table in before for index in table.indexes}
    found = implicit_name(_KINDS[type(key)][1], operation.table, key.columns, "postgresql")
    if found is None or found in taken:
        raise Refusal("the name that the database gives is not known")
    return found


def _named(source: PythonSource, step: Step, text: str) -> Replacement:
    where = step.operation.origin
    if where is None or where.path != source.path:
        raise Refusal("the constraint is made or dropped in another file")
    call = source.call_at(where)
    if not last_name(call.func).startswith(("create_", "drop_constraint")):
        raise Refusal("the constraint is not made and dropped by plain operations")
    value = argument(call, 0, "constraint_name")
    if not isinstance(value, ast.Constant) or value.value is not None:
        raise Refusal("the name is said otherwise than by None")
    return source.replaced(value, text)
