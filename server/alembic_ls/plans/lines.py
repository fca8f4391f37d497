"""What the body of a revision is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Union

from alembic_ls.schema.operations import KEEP, AlterColumn, Operation
from alembic_ls.startup.named_tuple import NamedTuple

# What stands where only the user knows the value. No database takes it: a revision in which it was left fails at once.
PLACEHOLDER: Final = "REPLACE_ME"


class Sql(NamedTuple):
    """`op.execute`."""

    text: str


class Remark(NamedTuple):
    """A comment, without its `#`."""

    text: str


class OnDialect(NamedTuple):
    """What is done on one dialect alone, or with `is_not` on all others."""

    dialect: str
    lines: tuple[Line, ...]
    is_not: bool = False


class Autocommit(NamedTuple):
    """What cannot run in a transaction, or what the rest of the upgrade needs committed: `autocommit_block()`."""

    lines: tuple[Line, ...]


Line = Union[Operation, Sql, Remark, OnDialect, Autocommit]


class Step(NamedTuple):
    """Lines of `upgrade()` and those of `downgrade()` that undo them. `lost` is a sentence on what these cannot bring back."""

    up: tuple[Line, ...]
    down: tuple[Line, ...]
    lost: str | None = None


class Plan(NamedTuple):
    """The steps of a revision in the order of its upgrade; the downgrade runs them backwards. `message` is the revision's.

    `notes` say what could not be seen, or is left to the user.
    """

    message: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()

    @property
    def upgrade(self) -> list[Line]:
        """The lines of `upgrade()`."""
        return _together(line for step in self.steps for line in step.up)

    @property
    def downgrade(self) -> list[Line]:
        """The lines of `downgrade()`."""
        return _together(line for step in reversed(self.steps) for line in step.down)

    @property
    def lost(self) -> list[str]:
        """What the downgrade cannot bring back."""
        return list(dict.fromkeys(step.lost for step in reversed(self.steps) if step.lost))


def _together(lines: Iterable[Line]) -> list[Line]:
    """What is altered in a column in two calls, one after the other, is altered in one; a default keeps its own, for a type may need it gone."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if isinstance(line, AlterColumn) and isinstance(last, AlterColumn) and _goes_with(last, line):
            changed = {field: getattr(line, field) for field in _APART if getattr(line, field) is not KEEP}
            found[-1] = last._replace(**changed)
        else:
            found.append(line)
    return found


_APART = ("type", "nullable", "comment")


def _goes_with(one: AlterColumn, other: AlterColumn) -> bool:
    """True where the two alter nothing but these, each of them once."""
    facts: dict[str, Any] = dict.fromkeys(_APART, KEEP)
    bare = one._replace(**facts, using=None, existing=())
    return (
        bare == AlterColumn(one.table, one.column, one.schema, in_batch=one.in_batch, origin=one.origin)
        and bare == other._replace(**facts, existing=())
        and all(KEEP in (getattr(one, field), getattr(other, field)) for field in _APART)
    )
