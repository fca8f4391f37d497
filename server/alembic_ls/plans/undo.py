"""What undoes the operations of a revision that is there already: the lines of its downgrade, made from what its upgrade met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from alembic_ls.changes.apply import apply
from alembic_ls.changes.named import unnamed_checks
from alembic_ls.dialects.quoting import dotted, identifier, sql_literal
from alembic_ls.plans.columns_dropped import is_held
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.enum_types import existing_types
from alembic_ls.plans.enum_values import replaced
from alembic_ls.plans.fill import added_column, existing_facts, filled
from alembic_ls.plans.lines import Line, OnDialect, Sql
from alembic_ls.plans.retyped import conversion_lines, lost_by
from alembic_ls.plans.undo_line import Undone, made_here, needless
from alembic_ls.plans.undone import dropping, locking, named
from alembic_ls.plans.values import stand_in
from alembic_ls.plans.wanted import Wanted
from alembic_ls.schema.operations import (
    KEEP,
    AddColumn,
    AlterColumn,
    AlterEnum,
    ChangeData,
    CreateConstraint,
    CreateIndex,
    CreateSchema,
    CreateTable,
    CreateView,
    DropColumn,
    DropConstraint,
    DropTable,
    DropView,
    KeepChecks,
    NameConstraints,
    Obscure,
    Operation,
    SetTableSchema,
)
from alembic_ls.schema.tables import Check, Column, ForeignKey, Schema, Table, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown


def undo(wanted: Wanted, operations: Sequence[Operation]) -> list[Undone]:
    """What undoes each operation of an upgrade, the last first. `wanted.history` is the schema that the upgrade met."""
    draft = Draft(wanted)
    made = made_here(operations, wanted.history, wanted.rules)
    merged = _first_additions(operations)
    found: list[Undone] = []
    for operation in operations:
        if needless(operation, made):
            found.append(Undone(operation))
        elif operation in merged.values() or not isinstance(operation, AlterEnum) or operation.added is None:
            found.append(_undone(operation, draft))
        draft.schema = apply(draft.schema, operation, wanted.rules).schema
    return found[::-1]


def undo_one(wanted: Wanted, operation: Operation) -> Undone:
    """What undoes one operation. `wanted.history` is the schema that it met."""
    return _undone(operation, Draft(wanted))


def _first_additions(operations: Iterable[Operation]) -> dict[tuple[str, str | None], Operation]:
    """Values that a type gets one by one go together, where the first has come."""
    found: dict[tuple[str, str | None], Operation] = {}
    for operation in operations:
        if isinstance(operation, AlterEnum) and operation.added is not None:
            found.setdefault((operation.name, operation.schema), operation)
    return found


def _undone(operation: Operation, draft: Draft) -> Undone:
    special: Callable[[Any, Draft], Undone] | None = _SPECIAL.get(type(operation))
    return special(operation, draft) if special is not None else lines_for(operation, draft.inverse(operation), draft)


# What is undone by no operation, or by one for which there is no word


def _not_followed(operation: Obscure, draft: Draft) -> Undone:
    return Undone(
        operation, unsure=f"what upgrade() does could not be followed everywhere, and is not undone there: {operation.why.reason}"
    )


def _rows(operation: ChangeData, draft: Draft) -> Undone:
    of = f" of `{operation.table}`" if operation.table else ""
    return Undone(operation, lost=(f"The upgrade changes rows{of}: what they were is not brought back.",))


def _view_made(operation: CreateView, draft: Draft) -> Undone:
    return Undone(operation, unsure=f"the view `{operation.name}` stays: whether it is a materialized one is not known")


def _view_gone(operation: DropView, draft: Draft) -> Undone:
    return Undone(operation, unsure=f"the view `{operation.name}` is not made again: what it selects is not known")


def _schema_made(operation: CreateSchema, draft: Draft) -> Undone:
    return Undone(operation, unsure=f"the schema `{operation.name}` stays: it may have been there before, or hold something else")


def _nothing(operation: Operation, draft: Draft) -> Undone:
    return Undone(operation)


def _checks_kept(operation: KeepChecks, draft: Draft) -> Undone:
    table = draft.schema.tables.get(draft.wanted.rules.key(operation.table, operation.schema))
    if table is None or not draft.is_on_sqlite:
        return Undone(operation)
    back = KeepChecks(operation.table, unnamed_checks(table), operation.schema)
    return Undone(operation, (OnDialect("sqlite", (back,)),), (back,))


def _moved(operation: SetTableSchema, draft: Draft) -> Undone:
    there = dotted(operation.table, operation.new_schema)
    home = operation.schema or draft.wanted.rules.default_schema or "public"
    return Undone(
        operation,
        (Sql(f"ALTER TABLE {there} SET SCHEMA {identifier(home)}"),),
        draft.inverse(operation),
    )


def _enum(operation: AlterEnum, draft: Draft) -> Undone:
    rules = draft.wanted.rules
    before = draft.schema.enums.get(rules.key(operation.name, operation.schema))
    after = apply(draft.schema, operation, rules).schema
    if before is None or after.enums == draft.schema.enums:
        return Undone(operation)
    name = dotted(operation.name, operation.schema)
    if operation.new_name is not None:
        sql = f"ALTER TYPE {dotted(operation.new_name, operation.schema)} RENAME TO {identifier(operation.name)}"
        return Undone(operation, (Sql(sql),), draft.inverse(operation))
    if operation.renamed is not None:
        old, new = operation.renamed
        return Undone(
            operation,
            (Sql(f"ALTER TYPE {name} RENAME VALUE {sql_literal(new)} TO {sql_literal(old)}"),),
            draft.inverse(operation),
        )
    if isinstance(before.values, Unknown):
        return Undone(operation, unsure=f"the values that the type `{before.key}` had are not known: {before.values.reason}")
    there = Draft(draft.wanted._replace(history=after))
    back = AlterEnum(operation.name, operation.schema, values=before.values)
    lost = f"This fails while a row has a value that `{before.key}` did not have."
    return Undone(operation, tuple(replaced(there, operation.name, operation.schema, before.values)), (back,), (lost,))


_SPECIAL: dict[type, Callable[[Any, Draft], Undone]] = {
    Obscure: _not_followed,
    ChangeData: _rows,
    CreateView: _view_made,
    DropView: _view_gone,
    CreateSchema: _schema_made,
    NameConstraints: _nothing,
    KeepChecks: _checks_kept,
    SetTableSchema: _moved,
    AlterEnum: _enum,
}


# Operations by operations, with values for the rows


def lines_for(operation: Operation, inverse: Sequence[Operation], draft: Draft) -> Undone:
    """The lines that do `inverse`, over the schema that `operation` leaves where the draft stands."""
    rules = draft.wanted.rules
    before = draft.schema
    now = apply(before, operation, rules).schema
    lines: list[Line] = []
    effect: list[Operation] = []
    lost: list[str] = []
    for undo in _without_what_goes_along(inverse, rules.is_mysql):
        unknown = _unknown_in(undo)
        if unknown is not None:
            return Undone(operation, unsure=unknown)
        there = Draft(draft.wanted._replace(history=now))
        more, told = _written(undo, there, before)
        lines += more
        effect.append(undo)
        lost += told
        now = apply(now, undo, rules).schema
    return Undone(operation, tuple(lines), tuple(effect), tuple(lost))


def _without_what_goes_along(inverse: Sequence[Operation], is_mysql: bool) -> list[Operation]:
    """Databases other than MySQL drop the constraints of a column along with it."""
    gone = {(one.table, one.schema, one.column) for one in inverse if isinstance(one, DropColumn)}
    if not gone or is_mysql:
        return list(inverse)
    return [one for one in inverse if not (isinstance(one, DropConstraint) and one.kind in ("foreignkey", "unique"))]


def _unknown_in(undo: Operation) -> str | None:
    """Why an operation cannot be written: a type that was not followed."""
    columns: Iterable[Column] = ()
    key = getattr(undo, "table", "")
    if isinstance(undo, CreateTable):
        key, columns = undo.table.key, undo.table.columns.values()
        for aspect, why in undo.table.unknown.items():
            return f"`{key}` is not made again: its {aspect} could not be read: {why.reason}"
    elif isinstance(undo, AddColumn):
        columns = (undo.column,)
    elif isinstance(undo, AlterColumn) and isinstance(undo.type, Unknown):
        return f"`{key}.{undo.column}` does not get its type back, which could not be read: {undo.type.reason}"
    for column in columns:
        if isinstance(column.type, Unknown):
            return f"`{key}.{column.name}` is not made again: its type could not be read: {column.type.reason}"
    return None


def _written(undo: Operation, draft: Draft, before: Schema) -> tuple[list[Line], list[str]]:
    """The lines of one operation where the draft stands, and what they do not bring back."""
    key = _key(undo, draft)
    table = draft.schema.tables.get(key) if key is not None else None
    if isinstance(undo, CreateTable):
        table = existing_types(draft, undo.table)
        made = undo._replace(table=table._replace(indexes=tuple(map(locking, table.indexes))))
        return [made], [f"`{undo.table.key}` is made again without its rows."]
    if isinstance(undo, CreateIndex):
        return [undo._replace(index=locking(undo.index))], []
    if isinstance(undo, DropTable) or table is None:
        return [undo], []
    if isinstance(undo, DropColumn):
        return [undo._replace(in_batch=is_held(table, undo.column))], []
    if isinstance(undo, AddColumn):
        return _column_again(undo, before.tables.get(table.key, table), draft)
    if isinstance(undo, AlterColumn):
        return _altered_back(undo, table, before, draft)
    if isinstance(undo, DropConstraint) and undo.name is None:
        return _unnamed(undo, table, draft)
    if isinstance(undo, CreateConstraint) and isinstance(undo.constraint, (Unique, ForeignKey)) and undo.constraint.name is None:
        return [undo._replace(constraint=named(undo.constraint, table.name))], []
    return [undo], []


def _key(undo: Operation, draft: Draft) -> str | None:
    table = getattr(undo, "table", None)
    return draft.wanted.rules.key(table, getattr(undo, "schema", None)) if isinstance(table, str) else None


def _column_again(undo: AddColumn, table: Table, draft: Draft) -> tuple[list[Line], list[str]]:
    column, name = undo.column, f"`{table.key}.{undo.column.name}`"
    if column.computed is not None:
        return [undo], []
    value = stand_in(table, column, draft)
    lines = list(added_column(draft, table, undo, value))
    if column.nullable is not False or column.server_default is not None or column.identity is not None:
        return lines, [f"{name} is made again without its values."]
    if value is None:
        return lines, [
            f"{name} is made again without its values: this fails where the table has rows, which have to get them first."
        ]
    return lines, [f"{name} is made again without its values: the rows that are there get {value}."]


def _altered_back(undo: AlterColumn, table: Table, before: Schema, draft: Draft) -> tuple[list[Line], list[str]]:
    column = table.columns.get(undo.column)
    if column is None:
        return [undo], []
    if undo.new_name is not KEEP:
        return [undo._replace(existing=existing_facts(column))], []
    lines: list[Line] = []
    lost: list[str] = []
    rest = undo
    if isinstance(undo.type, Type) and isinstance(column.type, Type):
        default = undo.server_default if undo.server_default is not KEEP else column.server_default
        lines += conversion_lines(draft, table, column, undo.type, default)
        was = lost_by(table, column._replace(type=undo.type), undo.type, column.type, draft)
        lost += [was] if was is not None else []
        moved = len([line for line in lines if isinstance(line, AlterColumn)]) > 1
        column = column._replace(type=undo.type, server_default=default if moved else column.server_default)  # type: ignore[arg-type]
        rest = rest._replace(type=KEEP, server_default=KEEP if moved else undo.server_default)
    if rest.nullable is False:
        was_there = before.tables.get(table.key)
        like = was_there.columns.get(undo.column, column) if was_there is not None else column
        value = stand_in(table, like, draft)
        if value is not None:
            lines += filled(table, undo.column, value, only_where_null=True)
            lost.append(f"The rows that have no `{table.key}.{undo.column}` get {value}.")
    if any(part is not KEEP for part in (rest.type, rest.nullable, rest.server_default, rest.comment, rest.autoincrement)):
        lines.append(rest._replace(existing=existing_facts(column)))
    return lines, lost


def _unnamed(undo: DropConstraint, table: Table, draft: Draft) -> tuple[list[Line], list[str]]:
    """A constraint without a name goes by the one that it is given for the moment."""
    sorts: dict[str | None, Sequence[Any]] = {"foreignkey": table.foreign_keys, "unique": table.uniques, "check": table.checks}
    key = next((key for key in reversed(sorts.get(undo.kind, ())) if key.name is None), None)
    if key is None or isinstance(key, Check):
        return [undo], []
    return [dropping(draft, table, key)], []
