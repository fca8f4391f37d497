"""The revision that is being run: what it has done so far, and the schema that it meets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from alembic_ls.changes.applied import Problem
from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.history.obscured import obscured
from alembic_ls.interpret.limits import MAX_OPERATIONS
from alembic_ls.interpret.values import Place, Raised, Symbol
from alembic_ls.schema.operations import CreateConstraint, CreateTable, DropConstraint, DropTable, Obscure, Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine
    from alembic_ls.interpret.modules import Module

_EMPTY = Schema()
_OF_A_BATCH = {"missing-table": "sqlalchemy.exc.NoSuchTableError", "missing-column": "builtins.KeyError"}


class Recorder:
    """Applies each operation as it comes, so that inspectors see what the revision has made.

    `operations` and `problems` are those of the revision that is being run; `begin` empties them. What may or may not happen (the
    machine is `uncertain`) is recorded as what it may have touched. What is done to `temporary` tables, which no schema has, is not.
    """

    __slots__ = ("away", "dialect", "machine", "module", "operations", "problems", "rules", "schema", "temporary")

    def __init__(self, machine: Machine, rules: Rules) -> None:
        self.machine = machine
        self.rules = rules
        self.dialect = "mysql" if rules.dialect == "mariadb" else rules.dialect
        self.schema = _EMPTY
        self.operations: list[Operation] = []
        self.problems: list[Problem] = []
        self.module: Module | None = None  # of the revision that is being run
        self.temporary: set[str] = set()
        self.away = 0  # whether code is run that was not lent the connection: it may have one of its own

    def begin(self, schema: Schema) -> None:
        """Another revision begins."""
        self.schema = schema
        self.operations = []
        self.problems = []
        self.temporary = set()

    def record(self, operation: Operation) -> None:
        """The source has done something."""
        doubt = self.machine.uncertain
        self.carry_out(operation if doubt is None else obscured(operation, doubt))

    def carry_out(self, operation: Operation) -> None:
        """Applies an operation that is already as sure as it will be.

        Inside `try`, what the database would refuse raises, as there. Raises Raised then.
        """
        if self.temporary and not isinstance(operation, CreateTable) and getattr(operation, "table", None) in self.temporary:
            if isinstance(operation, DropTable):
                self.temporary.discard(operation.table)
            return
        if len(self.operations) >= MAX_OPERATIONS:
            if len(self.operations) > MAX_OPERATIONS:
                return
            operation = Obscure(
                Unknown(f"of a revision {MAX_OPERATIONS:,} operations are followed, and no more", operation.origin)
            )
        applied = apply(self.schema, operation, self.rules)
        if applied.problems:
            if self.machine.guarded and self.machine.uncertain is None:
                raise Raised(Symbol(self._exception(applied.problems[0], operation)))
            self.problems += applied.problems
        self.schema = applied.schema
        self.operations.append(operation)

    def _exception(self, problem: Problem, operation: Operation) -> str:
        """What is raised: a batch of SQLite's works on the table as it was reflected (`operations.batch.ApplyBatchImpl`), and outside
        of one Alembic itself refuses to alter constraints (`ddl.sqlite.SQLiteImpl.add_constraint`)."""
        if self.dialect != "sqlite":
            return "sqlalchemy.exc.ProgrammingError"
        if problem.kind == "unsupported" and isinstance(operation, (CreateConstraint, DropConstraint)):
            return "builtins.NotImplementedError"
        if not getattr(operation, "in_batch", False):
            return "sqlalchemy.exc.OperationalError"
        return _OF_A_BATCH.get(problem.kind, "builtins.ValueError")

    def savepoint(self) -> Callable[[], None]:
        """A function that takes back what is recorded from now on."""
        schema, operations, problems = self.schema, len(self.operations), len(self.problems)

        def undo() -> None:
            self.schema = schema
            del self.operations[operations:]
            del self.problems[problems:]

        return undo

    def obscure(
        self,
        why: Unknown,
        tables: tuple[str, ...] | None = None,
        aspects: tuple[str, ...] | None = None,
        place: Place | None = None,
    ) -> None:
        """Something could not be followed that may touch these tables; any table, where that is None."""
        self.carry_out(Obscure(why, tables, aspects, origin=why.where if place is None else place.anchor))


def where(place: Place | None) -> Anchor | None:
    """The anchor of a place, None without one."""
    return place.anchor if place is not None else None


def key_of(table: Any, schema: Any) -> str:
    """A table's key by its name and schema."""
    return f"{schema}.{table}" if isinstance(schema, str) else str(table)
