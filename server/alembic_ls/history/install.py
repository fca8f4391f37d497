"""Teaches a machine what a revision can reach: `alembic.op`, the connection, inspectors, what creates and drops by itself."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.constraints import index_of
from alembic_ls.declare.key_hosts import KeyHost
from alembic_ls.declare.types import type_of
from alembic_ls.history import statements
from alembic_ls.history.arguments import text_of_name
from alembic_ls.history.bind import Bind
from alembic_ls.history.context import Context, MigrationContext
from alembic_ls.history.inspector import Inspector
from alembic_ls.history.made_tables import load_all, tables_of
from alembic_ls.history.op import Op
from alembic_ls.history.op_tables import made_at_once
from alembic_ls.history.recorder import Recorder, where
from alembic_ls.history.reflected import reflect, reflected_table
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.values import MISSING, Call, HostFunction, Member, Place, Symbol
from alembic_ls.schema.operations import CreateEnum, CreateIndex, CreateTable, DropEnum, DropIndex, DropTable, Obscure
from alembic_ls.schema.tables import EnumType, Index, Table
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown

_OPERATIONS = [
    "add_column",
    "alter_column",
    "batch_alter_table",
    "bulk_insert",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_index",
    "create_primary_key",
    "create_table",
    "create_table_comment",
    "create_unique_constraint",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute",
    "f",
    "get_bind",
    "get_context",
    "inline_literal",
    "invoke",
    "rename_table",
    "run_async",
]


_NO_TABLES = ("sqlalchemy.Sequence", "sqlalchemy.DDL")


def install(machine: Machine, recorder: Recorder) -> None:
    """From now on revisions that the machine runs tell `recorder` what they do."""
    bind = Bind(recorder)
    op = Op(recorder, bind)
    migration = MigrationContext(recorder, bind)
    context = Context(recorder, migration)
    symbols = machine.symbols
    symbols["alembic.op"] = op
    for name in _OPERATIONS:
        symbols[f"alembic.op.{name}"] = op.attribute(machine, name)
    symbols["alembic.context"] = context
    for name in ("get_context", "get_bind", "is_offline_mode", "get_x_argument", "config", "execute"):
        symbols[f"alembic.context.{name}"] = context.attribute(machine, name)
    symbols["alembic_ls.migration_context"] = migration
    symbols["alembic_ls.dialect"] = bind.attribute(machine, "dialect")  # of an engine that was got elsewhere

    def inspected(m: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        subject = args[0] if args else kwargs.get("subject", kwargs.get("bind"))
        return Inspector(recorder) if isinstance(subject, Bind) else Call(Symbol("sqlalchemy.inspect"), args, kwargs, place)

    def session(m: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return bind

    for path in ("sqlalchemy.inspect", "sqlalchemy.Inspector.from_engine", "sqlalchemy.Inspector", "sqlalchemy.from_engine"):
        machine.factories[path] = inspected
    for path in ("sqlalchemy.orm.Session", "sqlmodel.Session"):
        machine.factories[path] = session
    for path in ("sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"):
        machine.factories[path] = lambda m, args, kwargs, place: HostFunction("sessionmaker", session)
    machine.methods["execute"] = lambda m, owner, args, kwargs, place: _execute(recorder, owner, args, kwargs, place)
    _install_tables(machine, recorder)
    machine.methods["create"] = lambda m, owner, args, kwargs, place: _create(recorder, owner, args, kwargs, place)
    machine.methods["drop"] = lambda m, owner, args, kwargs, place: _drop(recorder, owner, args, kwargs, place)
    machine.methods["create_all"] = lambda m, owner, args, kwargs, place: _create_all(recorder, owner, args, kwargs, place)
    machine.methods["drop_all"] = lambda m, owner, args, kwargs, place: _drop_all(recorder, owner, args, kwargs, place)
    symbols["alembic_ls.metadata.load"] = lambda: load_all(recorder) if machine.lazy else None
    for sort in ("table", "metadata"):
        symbols[f"alembic_ls.{sort}.create"] = symbols[f"alembic_ls.{sort}.create_all"] = machine.methods["create_all"]
        symbols[f"alembic_ls.{sort}.reflect"] = lambda m, owner, args, kwargs, place: reflect(
            recorder, owner, args, kwargs, place
        )
        symbols[f"alembic_ls.{sort}.drop"] = symbols[f"alembic_ls.{sort}.drop_all"] = machine.methods["drop_all"]


def _install_tables(machine: Machine, recorder: Recorder) -> None:
    """Table(…, autoload_with=bind) is what the database has."""
    declared = machine.factories.get("sqlalchemy.Table")

    def table(m: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if not ("autoload_with" in kwargs or kwargs.get("autoload") is True):
            return declared(m, args, kwargs, place) if declared else Call(Symbol("sqlalchemy.Table"), args, kwargs, place)
        return reflected_table(recorder, args, kwargs, place)

    machine.factories["sqlalchemy.Table"] = table


def _execute(recorder: Recorder, owner: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`DDL("…").execute(bind)`, as SQLAlchemy 1 had it."""
    if not isinstance(owner, Call) or not owner.path.startswith("sqlalchemy.") or not _is_bind(recorder, args, kwargs):
        return MISSING
    return statements.execute(recorder, owner, None, place)


def _is_bind(recorder: Recorder, args: list[Any], kwargs: dict[str, Any]) -> bool:
    value = args[0] if args else kwargs.get("bind")
    return isinstance(value, Bind) or (isinstance(value, Unknown) and not recorder.away)


def _checkfirst(args: list[Any], kwargs: dict[str, Any], default: bool) -> bool:
    value = kwargs.get("checkfirst", args[1] if len(args) > 1 else default)
    return value if isinstance(value, bool) else True


def _enum_of(recorder: Recorder, owner: Any) -> EnumType | Unknown | None:
    """The enum type that a type value makes in the database; None where it is no type."""
    if not isinstance(owner, Call) or owner.path in ("sqlalchemy.Table", "sqlalchemy.MetaData"):
        return None
    found = type_of(recorder.machine, owner, "postgresql")
    if isinstance(found, Type) and found.name == "Enum":
        name, values = found.argument("name"), found.argument("values", ())
        if isinstance(name, str):
            return EnumType(name, values, found.argument("schema"), owner.anchor)
        return Unknown("the name of this enum is not known", owner.anchor)
    return found if isinstance(found, Unknown) and _looks_like_enum(owner) else None


def _looks_like_enum(owner: Call) -> bool:
    at: Any = owner
    while isinstance(at, Call) and isinstance(at.func, Member):
        at = at.func.owner
    return isinstance(at, Call) and at.path.rpartition(".")[2] in ("Enum", "ENUM")


def _create(recorder: Recorder, owner: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`sa.Enum(…).create(bind)`, `Table(…).create(bind)`."""
    if not _is_bind(recorder, args, kwargs):
        return MISSING
    if isinstance(owner, Call) and owner.path in _NO_TABLES:
        return None
    enum = _enum_of(recorder, owner)
    if isinstance(owner, Call) and owner.path == "sqlalchemy.Index":
        return _create_index(recorder, owner, place)
    if (held := _held_index(owner)) is not None:
        table, index = held
        if_not_exists = _checkfirst(args, kwargs, False)
        recorder.record(CreateIndex(table.name, index, table.schema, if_not_exists, origin=where(place)))
        return None
    if enum is None:
        return _create_all(recorder, owner, args, kwargs, place)
    if recorder.dialect == "postgresql":
        if isinstance(enum, EnumType):
            is_own = isinstance(owner, Call) and owner.path.endswith(".ENUM")
            recorder.record(CreateEnum(enum._replace(origin=where(place)), _checkfirst(args, kwargs, is_own), where(place)))
        else:
            recorder.record(Obscure(enum, (), origin=where(place)))
    return None


def _create_index(recorder: Recorder, owner: Call, place: Place | None) -> None:
    """`Index("ix", table.c.a).create(bind)`."""
    index = index_of(owner, recorder.dialect)
    tables = {key for arg in owner.args[1:] if isinstance(key := getattr(getattr(arg, "table", None), "key", None), str)}
    if isinstance(index, Unknown) or len(tables) != 1:
        doubt = index if isinstance(index, Unknown) else Unknown("which table this index is of is not known", where(place))
        recorder.record(Obscure(doubt, tuple(tables) or None, ("+indexes",), origin=where(place)))
        return
    schema, _, name = tables.pop().rpartition(".")
    recorder.record(CreateIndex(name, index, schema or None, origin=where(place)))


def _held_index(owner: Any) -> tuple[Table, Index] | None:
    """The index that is one of a table's, and that table."""
    if not isinstance(owner, KeyHost) or not isinstance(owner.held, Index):
        return None
    table = owner.owner.built()
    return None if isinstance(table, Unknown) else (table, owner.held)


def _drop(recorder: Recorder, owner: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`sa.Enum(…).drop(bind)`, `table.drop(bind)`."""
    if not _is_bind(recorder, args, kwargs):
        return MISSING
    if isinstance(owner, Call) and owner.path in _NO_TABLES:
        return None
    if isinstance(owner, Call) and owner.path == "sqlalchemy.Index":
        name = text_of_name(owner.args[0] if owner.args else owner.kwargs.get("name"), place)
        if isinstance(name, Unknown):
            recorder.record(Obscure(name, None, ("indexes",), origin=where(place)))
        else:
            recorder.record(DropIndex(name, origin=where(place)))
        return None
    if (held := _held_index(owner)) is not None and isinstance(name := held[1].name, str):
        recorder.record(DropIndex(name, held[0].name, held[0].schema, _checkfirst(args, kwargs, False), origin=where(place)))
        return None
    enum = _enum_of(recorder, owner)
    if enum is None:
        return _drop_all(recorder, owner, args, kwargs, place)
    if recorder.dialect == "postgresql":
        if isinstance(enum, EnumType):
            recorder.record(DropEnum(enum.name, enum.schema, _checkfirst(args, kwargs, False), where(place)))
        else:
            recorder.record(Obscure(enum, (), enums=tuple(recorder.schema.enums), origin=where(place)))
    return None


def _tables(recorder: Recorder, owner: Any, kwargs: dict[str, Any]) -> list[Table] | None:
    chosen = kwargs.get("tables")
    if chosen is None and "MetaData" in (getattr(owner, "class_names", None) or ()):
        load_all(recorder)
    return tables_of(recorder, owner if chosen is None else chosen)


def _create_all(recorder: Recorder, owner: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`metadata.create_all(bind, tables=…)`: each table that is not there yet."""
    if not _is_bind(recorder, args, kwargs):
        return MISSING
    tables = _tables(recorder, owner, kwargs)
    if tables is None:
        doubt = owner if isinstance(owner, Unknown) else Unknown("which tables are created here is not known", where(place))
        recorder.record(Obscure(doubt, None, origin=where(place)))
        return None
    for table in tables:
        if "MetaData" not in (getattr(owner, "class_names", None) or ()):
            table = made_at_once(table, recorder.dialect)
        recorder.record(CreateTable(table, _checkfirst(args, kwargs, True), where(place)))
    return None


def _drop_all(recorder: Recorder, owner: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`metadata.drop_all(bind, tables=…)`."""
    if not _is_bind(recorder, args, kwargs):
        return MISSING
    tables = _tables(recorder, owner, kwargs)
    if tables is None:
        doubt = owner if isinstance(owner, Unknown) else Unknown("which tables are dropped here is not known", where(place))
        recorder.record(Obscure(doubt, None, origin=where(place)))
        return None
    for table in reversed(tables):
        recorder.record(DropTable(table.name, table.schema, _checkfirst(args, kwargs, True), where(place)))
    return None
