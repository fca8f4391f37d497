"""What two branches of a history both touch, and whether they get in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Unique
from alembic_ls.startup.named_tuple import NamedTuple

if TYPE_CHECKING:
    from alembic_ls.changes.rules import Rules


class Touch(NamedTuple):
    """One thing that an operation makes, drops, alters or needs: a table (`part` is None), a column of it, or a key by its name."""

    table: str
    part: str | None
    how: str  # make, drop, alter, need, or write: its rows

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return f"`{self.table}`" if self.part is None else f"`{self.table}.{self.part}`"


class Meeting(NamedTuple):
    """What both branches touch. `clashes` are things whose outcome depends on which branch is run first, or where the second fails.

    `rows` are the tables whose rows both write, which nobody can tell more of. `followed` is False where one of the branches does
    what could not be followed.
    """

    tables: tuple[str, ...]
    clashes: tuple[str, ...]
    rows: tuple[str, ...]
    followed: bool


def meeting(one: Iterable[Operation], other: Iterable[Operation], rules: Rules) -> Meeting:
    """Compares the operations of two branches since they parted."""
    mine, theirs = list(one), list(other)
    ours = [list(_touches(mine, rules)), list(_touches(theirs, rules))]
    tables = dict.fromkeys(touch.table for touch in ours[0])
    common = {touch.table for touch in ours[1]}.intersection(tables)
    clashes: dict[Touch, None] = {}
    for touch in ours[0]:
        for against in ours[1] if touch.table in common else ():
            if against.table == touch.table and (_clash(touch, against) or _clash(against, touch)):
                clashes[(touch if touch.part is None else against)._replace(how="")] = None
    whole = {touch.table for touch in clashes if touch.part is None}
    names = [touch.name for touch in clashes if touch.part is None or touch.table not in whole]
    rows = [{touch.table for touch in touches if touch.how == "write"} for touches in ours]
    followed = not any(isinstance(operation, ops.Obscure) for operation in (*mine, *theirs))
    met = tuple(table for table in tables if table in common)
    return Meeting(
        met, tuple(dict.fromkeys(names)), tuple(table for table in met if all(table in each for each in rows)), followed
    )


def _clash(one: Touch, other: Touch) -> bool:
    if one.part is None:
        return one.how in ("make", "drop")
    if one.part != other.part:
        return False
    return one.how == "drop" or (one.how != "need" and other.how != "need")


def _touches(operations: Iterable[Operation], rules: Rules) -> Iterator[Touch]:
    """What the operations touch; a table that is made here has no parts that others could touch."""
    for operation in operations:
        if isinstance(operation, ops.CreateTable):
            yield Touch(rules.key(operation.table.name, operation.table.schema), None, "make")
            for foreign_key in operation.table.foreign_keys:
                yield from _referred(foreign_key, rules)
            continue
        table = getattr(operation, "table", None)
        if not isinstance(table, str):
            continue
        key = rules.key(table, getattr(operation, "schema", None))
        if isinstance(operation, (ops.DropTable, ops.RenameTable, ops.SetTableSchema)):
            yield Touch(key, None, "drop")
            if isinstance(operation, ops.RenameTable):
                yield Touch(rules.key(operation.new_name, operation.schema), None, "make")
        elif isinstance(operation, ops.AddColumn):
            yield Touch(key, operation.column.name, "make")
            for foreign_key in operation.foreign_keys:
                yield from _referred(foreign_key, rules)
        elif isinstance(operation, ops.AlterColumn):
            renamed = isinstance(operation.new_name, str)
            yield Touch(key, operation.column, "drop" if renamed else "alter")
            if isinstance(operation.new_name, str):
                yield Touch(key, operation.new_name, "make")
        elif isinstance(operation, ops.DropColumn):
            yield Touch(key, operation.column, "drop")
        elif isinstance(operation, ops.CreateIndex):
            yield from _key(key, operation.index, rules)
        elif isinstance(operation, ops.CreateConstraint):
            yield from _key(key, operation.constraint, rules)
        elif isinstance(operation, (ops.DropIndex, ops.DropConstraint)) and operation.name is not None:
            yield Touch(key, operation.name, "drop")
        else:
            yield Touch(key, None, "write" if isinstance(operation, ops.ChangeData) else "need")


def _key(table: str, made: Index | Unique | ForeignKey | Check | PrimaryKey, rules: Rules) -> Iterator[Touch]:
    if isinstance(made.name, str):
        yield Touch(table, made.name, "make")
    for column in () if isinstance(made, Check) else made.columns:
        yield Touch(table, column, "need")
    if isinstance(made, ForeignKey):
        yield from _referred(made, rules)


def _referred(foreign_key: ForeignKey, rules: Rules) -> Iterator[Touch]:
    for column in foreign_key.refers:
        yield Touch(rules.short(foreign_key.table), column, "need")
