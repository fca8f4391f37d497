"""What the body of a revision is made of."""

from __future__ import annotations

from typing import Final, Union

from alembic_ls.schema.operations import Operation
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
        return [line for step in self.steps for line in step.up]

    @property
    def downgrade(self) -> list[Line]:
        """The lines of `downgrade()`."""
        return [line for step in reversed(self.steps) for line in step.down]

    @property
    def lost(self) -> list[str]:
        """What the downgrade cannot bring back."""
        return list(dict.fromkeys(step.lost for step in reversed(self.steps) if step.lost))
