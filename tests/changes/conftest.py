"""Real databases beside ours: a schema of ours created in one, an operation of ours run by Alembic, and what reflection tells."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import KEEP, Operation
from alembic_ls.schema.tables import Check, Column, Default, ForeignKey, Identity, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown


class Facts(NamedTuple):
    """What of a table can be held side by side."""

    columns: dict[str, tuple[bool, bool]]  # nullable, has a server default
    primary_key: tuple[str, ...]
    foreign_keys: set[tuple[object, ...]]
    uniques: set[tuple[object, ...]]
    indexes: set[tuple[object, ...]]


def facts(schema: Schema) -> dict[str, Facts]:
    """The facts of every table of a schema of ours."""
    return {
        key: Facts(
            {c.name: (bool(c.nullable), c.server_default is not None) for c in table.columns.values()},
            table.primary_key.columns,
            {(fk.columns, fk.table, fk.refers, fk.name, fk.ondelete) for fk in table.foreign_keys},
            {(unique.columns, unique.name) for unique in table.uniques},
            {(tuple(None if c.startswith("(") else c for c in i.columns), i.name, i.unique) for i in table.indexes},
        )
        for key, table in schema.tables.items()
    }


def reflected_facts(connection: sa.Connection) -> dict[str, Facts]:
    """The facts of every table as SQLAlchemy's inspector tells them."""
    inspector = sa.inspect(connection)
    told = {}
    for name in inspector.get_table_names():
        uniques = {(tuple(u["column_names"]), u["name"]) for u in inspector.get_unique_constraints(name)}
        told[name] = Facts(
            {
                c["name"]: (c["nullable"], c["default"] is not None and not str(c["default"]).startswith("nextval("))
                for c in inspector.get_columns(name)
            },
            tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
            {
                (
                    tuple(f["constrained_columns"]),
                    f["referred_table"],
                    tuple(f["referred_columns"]),
                    f["name"],
                    f["options"].get("ondelete"),
                )
                for f in inspector.get_foreign_keys(name)
            },
            uniques,
            {
                (tuple(i["column_names"]), i["name"], bool(i["unique"]))
                for i in inspector.get_indexes(name)
                if not i.get("duplicates_constraint")
            },
        )
    return told


def sa_type(type_: Type | Unknown) -> Any:
    assert isinstance(type_, Type)
    arguments = dict(type_.arguments)
    if type_.name == "Enum":
        return sa.Enum(*arguments.pop("values"), **arguments)
    return getattr(sa, type_.name)(**arguments)


def sa_column(column: Column) -> sa.Column[Any]:
    default = column.server_default
    assert not isinstance(default, Unknown)
    arguments: list[Any] = [sa.Identity(always=column.identity.always)] if isinstance(column.identity, Identity) else []
    return sa.Column(
        column.name,
        sa_type(column.type),
        *arguments,
        nullable=bool(column.nullable),
        server_default=None if default is None else sa.text(default.text) if default.is_expression else default.text,
        comment=None if isinstance(column.comment, Unknown) else column.comment,
    )


def sa_constraint(constraint: Unique | ForeignKey | Check | PrimaryKey) -> Any:
    if isinstance(constraint, Unique):
        return sa.UniqueConstraint(*constraint.columns, name=constraint.name)
    if isinstance(constraint, PrimaryKey):
        return sa.PrimaryKeyConstraint(*constraint.columns, name=constraint.name)
    if isinstance(constraint, Check):
        assert constraint.sql is not None
        return sa.CheckConstraint(constraint.sql, name=constraint.name)
    assert not isinstance(constraint.ondelete, Unknown)
    return sa.ForeignKeyConstraint(
        constraint.columns,
        [f"{constraint.table}.{c}" for c in constraint.refers],
        name=constraint.name,
        ondelete=constraint.ondelete,
    )


def sa_index(index: Index) -> sa.Index:
    columns = [sa.text(c[1:-1]) if c.startswith("(") else c for c in index.columns]
    return sa.Index(index.name, *columns, unique=bool(index.unique), **dict(index.options))


def sa_parts(table: Table) -> list[Any]:
    """All that belongs into a Table(...) or op.create_table(...)."""
    keys: list[Any] = [*table.foreign_keys, *table.uniques, *table.checks]
    if table.primary_key.columns:
        keys.insert(0, table.primary_key)
    return [*map(sa_column, table.columns.values()), *map(sa_constraint, keys), *map(sa_index, table.indexes)]


def sa_metadata(schema: Schema, convention: dict[str, str] | None = None) -> sa.MetaData:
    metadata = sa.MetaData(naming_convention=convention)
    for table in schema.tables.values():
        sa.Table(table.name, metadata, *sa_parts(table), schema=table.schema, comment=table.comment)
    return metadata


def run(connection: sa.Connection, operation: Operation, convention: dict[str, str] | None = None) -> None:
    """Let Alembic run one operation."""
    options = {"target_metadata": sa.MetaData(naming_convention=convention)}
    op = Operations(MigrationContext.configure(connection, opts=options))
    if getattr(operation, "in_batch", False):
        with op.batch_alter_table(operation.table) as batch:  # type: ignore[union-attr]
            _run(batch, (), operation)
    else:
        _run(op, (getattr(operation, "table", None),), operation)


def _run(op: Any, table: tuple[Any, ...], operation: Operation) -> None:
    if isinstance(operation, ops.CreateTable):
        op.create_table(operation.table.name, *sa_parts(operation.table), comment=operation.table.comment)
    elif isinstance(operation, ops.DropTable):
        op.drop_table(operation.table)
    elif isinstance(operation, ops.RenameTable):
        op.rename_table(operation.table, operation.new_name)
    elif isinstance(operation, ops.AddColumn):
        column = sa_column(operation.column)
        for fk in operation.foreign_keys:
            column.append_foreign_key(sa.ForeignKey(f"{fk.table}.{fk.refers[0]}", name=fk.name))
        column.unique, column.index = bool(operation.uniques), bool(operation.indexes)
        op.add_column(*table, column)
    elif isinstance(operation, ops.DropColumn):
        op.drop_column(*table, operation.column)
    elif isinstance(operation, ops.AlterColumn):
        said: dict[str, Any] = {f"existing_{name}": value for name, value in operation.existing}
        if isinstance(operation.new_name, str):
            said["new_column_name"] = operation.new_name
        if operation.nullable is not KEEP:
            said["nullable"] = operation.nullable
        if operation.server_default is not KEEP:
            default = operation.server_default
            said["server_default"] = default.text if isinstance(default, Default) else None
        if isinstance(operation.type, Type):
            said["type_"] = sa_type(operation.type)
        op.alter_column(*table, operation.column, **said)
    elif isinstance(operation, ops.CreateIndex):
        columns = [sa.text(c[1:-1]) if c.startswith("(") else c for c in operation.index.columns]
        op.create_index(operation.index.name, *table, columns, unique=operation.index.unique, **dict(operation.index.options))
    elif isinstance(operation, ops.DropIndex):
        op.drop_index(operation.name, *table)
    elif isinstance(operation, ops.CreateConstraint):
        _create_constraint(op, table, operation.constraint)
    elif isinstance(operation, ops.DropConstraint):
        op.drop_constraint(operation.name, *table, type_=operation.kind)
    elif isinstance(operation, ops.RenameConstraint):
        op.execute(f"ALTER TABLE {operation.table} RENAME CONSTRAINT {operation.name} TO {operation.new_name}")
    elif isinstance(operation, ops.RenameIndex):
        op.execute(f"ALTER INDEX {operation.name} RENAME TO {operation.new_name}")
    else:
        raise NotImplementedError(operation)


def _create_constraint(op: Any, table: tuple[Any, ...], constraint: Unique | ForeignKey | Check | PrimaryKey) -> None:
    if isinstance(constraint, Unique):
        op.create_unique_constraint(constraint.name, *table, list(constraint.columns))
    elif isinstance(constraint, PrimaryKey):
        op.create_primary_key(constraint.name, *table, list(constraint.columns))
    elif isinstance(constraint, Check):
        op.create_check_constraint(constraint.name, *table, constraint.sql)
    else:
        columns = list(constraint.columns), list(constraint.refers)
        op.create_foreign_key(constraint.name, *table, constraint.table, *columns, ondelete=constraint.ondelete)


class Real(NamedTuple):
    """A database of one dialect, empty again after each use."""

    dialect: str
    engine: sa.Engine

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    def ours(self, operations: Iterable[Operation], convention: dict[str, str] | None = None) -> dict[str, Facts]:
        """What our own replay makes of the operations, none of which may be a problem."""
        return facts(self.replay(operations, convention))

    def replay(self, operations: Iterable[Operation], convention: dict[str, str] | None = None) -> Schema:
        """The schema after the operations, none of which may be a problem."""
        rules = Rules(self.dialect) if convention is None else Rules(self.dialect, convention)
        schema = Schema()
        for operation in operations:
            schema, problems = apply(schema, operation, rules)
            assert problems == ()
        return schema

    def after(self, operations: Iterable[Operation], convention: dict[str, str] | None = None) -> dict[str, Facts]:
        """What reflection tells after Alembic has run the operations in an empty database."""
        with self.connect() as connection:
            for operation in operations:
                run(connection, operation, convention)
            return reflected_facts(connection)

    def can_run(self, connection: sa.Connection, operation: Operation, convention: dict[str, str] | None) -> bool:
        """Let Alembic run the operation; False where it or the database refuses, and nothing has happened then."""
        try:
            with connection.begin_nested(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                run(connection, operation, convention)
        except (sa.exc.SQLAlchemyError, ValueError, KeyError, NotImplementedError):
            return False
        return True

    def facts_of(self, schema: Schema) -> dict[str, Facts]:
        return facts(schema)

    def reflected(self, connection: sa.Connection) -> dict[str, Facts]:
        return reflected_facts(connection)

    def differences(self, database: Schema, models: Schema, **options: Any) -> list[list[str | None]]:
        """What `alembic check` would list for the models where the database was created as `database`."""
        with self.connect() as connection:
            for table in database.tables.values():
                run(connection, ops.CreateTable(table))
            target = sa_metadata(models)
            context = MigrationContext.configure(connection, opts={"target_metadata": target, **options})
            return sorted(_flat(compare_metadata(context, target)), key=str)


def _flat(diffs: Iterable[Any]) -> Iterator[list[str | None]]:
    for diff in diffs:
        if isinstance(diff, list):
            yield from ([kind, table, column] for kind, _, table, column, *_ in diff)
        elif diff[0] in ("add_column", "remove_column"):
            yield [diff[0], diff[2], diff[3].name]
        elif diff[0] in ("add_index", "remove_index"):
            yield [diff[0], diff[1].table.name, diff[1].name]
        elif diff[0].endswith(("_fk", "_constraint")):
            yield [diff[0], diff[1].table.name, ",".join(diff[1].columns.keys())]
        else:
            yield [diff[0], diff[1].name, None]


def _sqlite() -> sa.Engine:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)

    @sa.event.listens_for(engine, "connect")
    def _let_sqlalchemy_begin(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


@pytest.fixture(scope="session")
def sqlite() -> Real:
    return Real("sqlite", _sqlite())


@pytest.fixture(scope="session")
def postgresql(new_database: Callable[[], AbstractContextManager[sa.URL]]) -> Iterator[Real]:
    with new_database() as url:
        engine = sa.create_engine(url)
        yield Real("postgresql", engine)
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def real(request: pytest.FixtureRequest) -> Real:
    """A real database, once of each dialect."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]
