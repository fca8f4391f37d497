"""What a string literal names, by the argument that it is: of Alembic's operations, and of SQLAlchemy's and SQLModel's constructors."""

from __future__ import annotations

from typing import Final

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.views.literal import Argument, Literal

TABLE: Final = "table"
COLUMN: Final = "column"  # of the table that the call is about
KEY: Final = "key"  # an index or a constraint
REFERENT: Final = "referent"  # the table that a foreign key refers to
REFERS: Final = "refers"  # a column of it
TARGET: Final = "target"  # `table.column`
REVISION: Final = "revision"

_Slots = tuple["str | None", ...]

# Parameters by position (alembic.operations.base.Operations). A batch operation has the same without its table.
_OPERATIONS: Final[dict[str, _Slots]] = {
    "create_table": (TABLE,),
    "drop_table": (TABLE,),
    "rename_table": (TABLE, TABLE),
    "add_column": (TABLE,),
    "drop_column": (TABLE, COLUMN),
    "alter_column": (TABLE, COLUMN),
    "create_index": (KEY, TABLE, COLUMN),
    "drop_index": (KEY, TABLE),
    "create_unique_constraint": (KEY, TABLE, COLUMN),
    "create_primary_key": (KEY, TABLE, COLUMN),
    "create_check_constraint": (KEY, TABLE),
    "create_exclude_constraint": (KEY, TABLE),
    "create_foreign_key": (KEY, TABLE, REFERENT, COLUMN, REFERS),
    "drop_constraint": (KEY, TABLE),
    "batch_alter_table": (TABLE,),
    "create_table_comment": (TABLE,),
    "drop_table_comment": (TABLE,),
}
_KEYWORDS: Final[dict[str, str]] = {
    "table_name": TABLE,
    "old_table_name": TABLE,
    "new_table_name": TABLE,
    "source_table": TABLE,
    "referent_table": REFERENT,
    "column_name": COLUMN,
    "new_column_name": COLUMN,
    "columns": COLUMN,
    "local_cols": COLUMN,
    "remote_cols": REFERS,
    "index_name": KEY,
    "constraint_name": KEY,
}
# Constructors: parameters by position, what further ones are, and those by name.
_CONSTRUCTORS: Final[dict[str, tuple[_Slots, str | None, dict[str, str]]]] = {
    "Column": ((COLUMN,), None, {"name": COLUMN}),
    "mapped_column": ((COLUMN,), None, {"name": COLUMN}),
    "column": ((COLUMN,), None, {}),
    "Table": ((TABLE,), None, {}),
    "table": ((TABLE,), None, {}),
    "ForeignKey": ((TARGET,), None, {"name": KEY, "column": TARGET}),
    "Field": ((), None, {"foreign_key": TARGET}),
    "ForeignKeyConstraint": ((COLUMN, TARGET), None, {"name": KEY, "columns": COLUMN, "refcolumns": TARGET}),
    "PrimaryKeyConstraint": ((), COLUMN, {"name": KEY}),
    "UniqueConstraint": ((), COLUMN, {"name": KEY}),
    "CheckConstraint": ((), None, {"name": KEY}),
    "Index": ((KEY,), COLUMN, {"name": KEY}),
}
_INSPECTOR: Final = frozenset(
    "has_table get_columns get_indexes get_foreign_keys get_unique_constraints get_pk_constraint get_check_constraints".split()
)
_HEADER: Final = frozenset(("revision", "down_revision", "depends_on"))


class Role(NamedTuple):
    """What a literal names. `calls` are those that it is an argument of, the innermost last; none for an assignment."""

    name: str
    calls: tuple[Argument, ...] = ()


def role_of(literal: Literal) -> Role | None:
    """What the literal names, None where nothing of the schema."""
    around = [each for each in literal.around if each.callee.rpartition(".")[2] != "f"]  # op.f("ix") is the name itself
    if literal.assigned in _HEADER and all(not each.callee for each in around):
        return Role(REVISION)
    if literal.assigned == "__tablename__" and not around:
        return Role(TABLE)
    lists = 0
    while around and not around[-1].callee:
        around.pop()
        lists += 1
    if not around or lists > 1:
        return None
    name = _slot(around[-1])
    return Role(name, tuple(each for each in around if each.callee)) if name is not None else None


def _slot(call: Argument) -> str | None:
    owner, _, method = call.callee.rpartition(".")
    constructor = _CONSTRUCTORS.get(method)
    if constructor is not None:
        slots, rest, keywords = constructor
        return _chosen(call, slots, keywords, rest)
    if method in _INSPECTOR and owner:
        return TABLE if call.keyword == "table_name" or (call.keyword is None and call.position == 0) else None
    operation = _OPERATIONS.get(method)
    if operation is None or not owner:
        return None
    if not is_op(owner):
        operation = tuple(slot for slot in operation if slot != TABLE)
    return _chosen(call, operation, _KEYWORDS, None)


def _chosen(call: Argument, slots: _Slots, keywords: dict[str, str], rest: str | None) -> str | None:
    if call.keyword is not None:
        return keywords.get(call.keyword)
    return slots[call.position] if call.position < len(slots) else rest


def is_op(owner: str) -> bool:
    """True where `owner.create_table` is an operation outside of a batch."""
    return owner.rpartition(".")[2] == "op"


def written_table(calls: tuple[Argument, ...], role: str = TABLE) -> str | None:
    """The table that the innermost call names which names one before the place asked about, as `role` TABLE or REFERENT."""
    for call in reversed(calls):
        for key, text in call.literals.items():
            if (
                _slot(Argument(call.callee, key if isinstance(key, int) else -1, key if isinstance(key, str) else None, {}))
                == role
            ):
                return text
    return None
