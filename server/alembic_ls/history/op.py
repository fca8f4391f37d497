"""`alembic.op` and `batch_op`: the calls of a revision as operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.changes.named import unnamed_checks
from alembic_ls.declare.constraints import check_of
from alembic_ls.history import op_columns, op_keys, op_tables, plug_ins, statements
from alembic_ls.history.arguments import Arguments
from alembic_ls.history.bind import Bind
from alembic_ls.history.made_tables import tables_of
from alembic_ls.history.obscured import obscured
from alembic_ls.history.recorder import Recorder, key_of, where
from alembic_ls.history.remembered import Remembered
from alembic_ls.history.tables import MadeTable
from alembic_ls.interpret.values import MISSING, Call, HostFunction, Place, is_plain
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import ChangeData, CreateTable, KeepChecks, Obscure, Operation
from alembic_ls.schema.tables import Check, FinalName
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple

_Read = Callable[[Recorder, Arguments], "list[Operation]"]


class _Call(NamedTuple):
    """The positional parameters of an operation, outside a batch and inside one, and what reads its arguments."""

    outside: tuple[str, ...]
    inside: tuple[str, ...] | None
    read: _Read


_KEY = ("constraint_name", "table_name", "columns")
_CALLS: dict[str, _Call] = {
    "add_column": _Call(("table_name", "column"), ("column",), op_columns.add_column),
    "alter_column": _Call(("table_name", "column_name"), ("column_name",), op_columns.alter_column),
    "drop_column": _Call(("table_name", "column_name"), ("column_name",), op_columns.drop_column),
    "create_index": _Call(("index_name", "table_name", "columns"), ("index_name", "columns"), op_keys.create_index),
    "drop_index": _Call(("index_name", "table_name"), ("index_name",), op_keys.drop_index),
    "create_unique_constraint": _Call(_KEY, ("constraint_name", "columns"), op_keys.create_unique),
    "create_primary_key": _Call(_KEY, ("constraint_name", "columns"), op_keys.create_primary_key),
    "create_check_constraint": _Call(
        ("constraint_name", "table_name", "condition"), ("constraint_name", "condition"), op_keys.create_check
    ),
    "create_foreign_key": _Call(
        ("constraint_name", "table_name", "referent_table", "local_cols", "remote_cols"),
        ("constraint_name", "referent_table", "local_cols", "remote_cols"),
        op_keys.create_foreign_key,
    ),
    "create_exclude_constraint": _Call(("constraint_name", "table_name"), ("constraint_name",), op_keys.create_exclude),
    "drop_constraint": _Call(("constraint_name", "table_name", "type_"), ("constraint_name", "type_"), op_keys.drop_constraint),
    "drop_table": _Call(("table_name",), None, op_tables.drop_table),
    "rename_table": _Call(("old_table_name", "new_table_name"), None, op_tables.rename_table),
    "create_table_comment": _Call(("table_name", "comment"), ("comment",), op_tables.comment_table),
    "drop_table_comment": _Call(("table_name",), (), op_tables.comment_table),
}
# Under other names in `create_foreign_key` than anywhere else.
_RENAMED = {"source_table": "table_name", "source_schema": "schema"}
# Operations of plug-ins that leave tables and enum types alone.
_HARMLESS = ("view", "function", "procedure", "trigger", "extension", "entity", "policy", "sp", "sequence", "grant", "role")


class _Operations(Remembered):
    """What `op` and `batch_op` share."""

    def __init__(self, recorder: Recorder, bind: Bind) -> None:
        super().__init__()
        self.recorder = recorder
        self.bind = bind

    def _made(self, name: str) -> Any:
        """An operation, as a function."""
        if name == "f":
            return HostFunction(name, lambda machine, args, kwargs, place: _final(args[0] if args else kwargs.get("name")))
        if name == "get_bind":
            return HostFunction(name, lambda machine, args, kwargs, place: self.bind)
        if name == "get_context":
            return HostFunction(name, lambda machine, args, kwargs, place: machine.symbol("alembic_ls.migration_context"))
        if name in ("migration_context",):
            return self.recorder.machine.symbol("alembic_ls.migration_context")
        if name == "inline_literal":
            return HostFunction(name, lambda machine, args, kwargs, place: args[0] if args else None)
        if name == "execute":
            return HostFunction(name, self._execute)
        if name == "bulk_insert":
            return HostFunction(name, self._bulk_insert)
        if name == "run_async":
            return HostFunction(name, lambda machine, args, kwargs, place: self.bind._run_sync(machine, args, kwargs, place))
        if name == "invoke":
            return HostFunction(name, self._invoke)
        if name.startswith("__"):
            return MISSING
        return HostFunction(name, lambda machine, args, kwargs, place: self._plug_in(name, args, kwargs, place))

    def _execute(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        statement = args[0] if args else kwargs.get("sqltext", Unknown("no statement was given", where(place)))
        statements.execute(self.recorder, statement, None, place)
        return None

    def _bulk_insert(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        table = args[0] if args else kwargs.get("table")
        self.recorder.record(ChangeData(statements.table_name_of(table), "insert", None, where(place)))
        return None

    def _invoke(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        made = plug_ins.invoke(self.recorder, self, args[0] if args else kwargs.get("operation"), place)
        if made is MISSING:
            doubt = Unknown("the operation that is invoked here is not followed", where(place))
            self.recorder.record(Obscure(doubt, None, origin=where(place)))
        return None

    def _plug_in(self, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """An operation that a plug-in or the project has registered."""
        if name == "sync_enum_values":
            if self.recorder.dialect == "postgresql":
                for operation in _sync_enum_values(args, kwargs, place):
                    self.recorder.record(operation)
            return None
        made = plug_ins.call_registered(self.recorder, self, name, args, kwargs, place)
        if made is not MISSING:
            return made
        if not any(word in name.split("_") for word in _HARMLESS):
            doubt = Unknown(f"the operation '{name}' is not known", where(place))
            self.recorder.record(Obscure(doubt, None, origin=where(place)))
        return None


class Op(_Operations):
    """`alembic.op`."""

    def _made(self, name: str) -> Any:
        name = name.replace("geospatial_", "")  # geoalchemy2's, which takes the arguments of Alembic's own
        call = _CALLS.get(name)
        if call is not None:
            return HostFunction(name, lambda machine, args, kwargs, place: self._run(call, args, kwargs, place))
        if name == "create_table":
            return HostFunction(name, self._create_table)
        if name == "batch_alter_table":
            return HostFunction(name, self._batch)
        return super()._made(name)

    def _run(self, call: _Call, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if "source_table" in kwargs or "source_schema" in kwargs:
            kwargs = {_RENAMED.get(name, name): value for name, value in kwargs.items()}
        given = Arguments(call.outside, args, kwargs, place)
        for operation in call.read(self.recorder, given):
            self.recorder.record(operation)
        return None

    def _create_table(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        given = Arguments(("table_name",), args[:1], kwargs, place)
        elements = args[1:]
        for operation in op_tables.create_table(self.recorder, given, elements):
            self.recorder.record(operation)
            if isinstance(operation, CreateTable):
                return MadeTable(self.recorder, operation.table)
        return Unknown("which table was created is not known", where(place))

    def _batch(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        given = Arguments(("table_name", "schema", "recreate"), args, kwargs, place)
        return Batch(self.recorder, self.bind, given)


class Batch(_Operations):
    """`with op.batch_alter_table(…) as batch_op`: operations on one table, carried out when the block is left.

    Where the table is copied, as nearly always on SQLite (`ddl.sqlite.SQLiteImpl.requires_recreate_in_batch`), the order in which
    they are written does not count (`operations.batch.ApplyBatchImpl`).
    """

    def __init__(self, recorder: Recorder, bind: Bind, given: Arguments) -> None:
        super().__init__(recorder, bind)
        self.table = given.text("table_name")
        self.schema = given.text("schema")
        self.recreate = given.get("recreate", "auto")
        self.copied = given.get("copy_from")
        self.elements = given.get("table_args", ())
        self.anchor = given.anchor
        convention = given.get("naming_convention")
        self.convention = tuple(convention.items()) if type(convention) is dict and is_plain(convention) else ()
        self.queue: list[Operation] = []

    def _made(self, name: str) -> Any:
        call = _CALLS.get(name)
        if call is not None and call.inside is not None:
            return HostFunction(name, lambda machine, args, kwargs, place: self._run(call, args, kwargs, place))
        if name == "impl":
            return Unknown("the implementation of a batch is not followed")
        return super()._made(name)

    def _run(self, call: _Call, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        assert call.inside is not None
        given = Arguments(call.inside, args, kwargs, place)
        given.values["table_name"] = self.table
        if self.schema is not None:
            given.values["schema"] = self.schema
        given.in_batch = True
        doubt = self.recorder.machine.uncertain
        for operation in call.read(self.recorder, given):
            if isinstance(operation, ops.DropConstraint) and self.convention:
                operation = operation._replace(naming_convention=self.convention)
            self.queue.append(operation if doubt is None else obscured(operation, doubt))
        return None

    def _plug_in(self, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        known = isinstance(self.table, str) and not isinstance(self.schema, Unknown)
        doubt = Unknown(f"the batch operation '{name}' is not known", where(place))
        self.queue.append(Obscure(doubt, (key_of(self.table, self.schema),) if known else None, origin=where(place)))
        return None

    def enter(self, machine: Any) -> Any:
        """The block begins."""
        return self

    def leave(self, machine: Any) -> None:
        """The block ends: what was asked for is done."""
        queue, self.queue = self.queue, []
        recreates = self._recreates(queue)
        if recreates and self.copied is not None:
            self._replace()
        if recreates:
            added = {operation.column.name for operation in queue if isinstance(operation, ops.AddColumn)}
            left = [operation for operation in queue if self._survives(operation, queue)]
            queue = sorted(left, key=lambda operation: _rank(operation, added))
            if self.convention and isinstance(self.table, str) and not isinstance(self.schema, Unknown):
                self.recorder.record(ops.NameConstraints(self.table, dict(self.convention), self.schema))
        for operation in queue:
            self.recorder.carry_out(operation)
        if recreates and self.recorder.dialect == "sqlite" and (self.elements != () or not queue):
            self._keep_checks()

    def _keep_checks(self) -> None:
        """Of the checks that have no name those are left that the block gives."""
        if type(self.elements) not in (list, tuple) or not isinstance(self.table, str) or isinstance(self.schema, Unknown):
            return
        calls = [each for each in self.elements if isinstance(each, Call) and each.path == "sqlalchemy.CheckConstraint"]
        given = [check_of(call, self.recorder.dialect) for call in calls]
        checks = tuple(check for check in given if isinstance(check, Check) and check.name is None)
        table = self.recorder.schema.tables.get(self.recorder.rules.key(self.table, self.schema))
        there = () if table is None else unnamed_checks(table)
        if {check.sql for check in there} != {check.sql for check in checks}:
            self.recorder.record(KeepChecks(self.table, checks, self.schema, self.anchor))

    def _recreates(self, queue: list[Operation]) -> bool:
        """True where the table is copied: on SQLite for anything but adding columns, and making or dropping indexes."""
        if self.recreate != "auto":
            return bool(self.recreate == "always")
        return self.recorder.dialect == "sqlite" and any(
            not isinstance(operation, (ops.CreateIndex, ops.DropIndex, ops.AddColumn)) for operation in queue
        )

    def _replace(self) -> None:
        """The table becomes that of `copy_from`, whatever it was: it is made under another name, and takes the place of the old one."""
        made = tables_of(self.recorder, self.copied)
        if made is None or len(made) != 1 or not isinstance(self.table, str) or isinstance(self.schema, Unknown):
            known = (
                (key_of(self.table, self.schema),)
                if isinstance(self.table, str) and not isinstance(self.schema, Unknown)
                else None
            )
            self.recorder.obscure(Unknown("which table this is copied from is not known"), known)
            return
        temporary = f"_alembic_tmp_{self.table}"[:50]
        done: list[Operation] = [
            CreateTable(made[0]._replace(name=temporary, schema=self.schema, indexes=())),
            ops.DropTable(self.table, self.schema),
            ops.RenameTable(temporary, self.table, self.schema),
            *(ops.CreateIndex(self.table, index, self.schema) for index in made[0].indexes),
        ]
        for operation in done:
            self.recorder.record(operation)

    def _survives(self, operation: Operation, queue: list[Operation]) -> bool:
        """False for a new constraint over a name that a column only gets in this batch: the copy leaves it out without a word."""
        if not isinstance(operation, ops.CreateConstraint) or isinstance(operation.constraint, Check):
            return True
        table = self.recorder.schema.tables.get(self.recorder.rules.key(operation.table, operation.schema))
        if table is None or not table.complete:
            return True
        added = {other.column.name for other in queue if isinstance(other, ops.AddColumn)}
        return all(column in table.columns or column in added for column in operation.constraint.columns)


# A copied table's constraints and indexes are named by the columns' old names (`column_transfers`); renames come after them.
_RANKS: dict[type, int] = {
    ops.DropConstraint: 0,
    ops.DropIndex: 0,
    ops.AddColumn: 1,
    ops.CreateConstraint: 2,
    ops.CreateIndex: 2,
}


def _rank(operation: Operation, added: set[str]) -> int:
    if isinstance(operation, ops.DropColumn) and operation.column in added:
        return 0  # a column in the place of another of its name
    return _RANKS.get(type(operation), 3)


def _final(name: Any) -> Any:
    return FinalName(name) if type(name) is str else name


def _sync_enum_values(args: list[Any], kwargs: dict[str, Any], place: Place | None) -> list[Operation]:
    """alembic_postgresql_enum: the type's values are all set (its first argument may be the schema)."""
    given = Arguments(("enum_schema", "enum_name", "new_values", "affected_columns"), args, kwargs, place)
    name, schema, values = given.text("enum_name"), given.text("enum_schema"), given.get("new_values")
    if not isinstance(name, str) or isinstance(schema, Unknown):
        doubt = name if isinstance(name, Unknown) else Unknown("which enum this is is not known", where(place))
        return [Obscure(doubt, (), origin=where(place))]
    known = type(values) in (list, tuple) and all(type(value) is str for value in values)
    labels: Any = tuple(values) if known else Unknown("the values of this enum are not known", where(place))
    return [ops.AlterEnum(name, schema, values=labels, origin=where(place))]
