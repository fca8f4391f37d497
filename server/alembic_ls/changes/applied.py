"""What comes of applying an operation: the schema after it, and what the database would have objected to."""

from __future__ import annotations

from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple


class Problem(NamedTuple):
    """Something that the database would refuse, or that cannot be meant.

    `kind`: missing-table, missing-column, missing-index, missing-constraint, missing-enum, existing-table, existing-column,
    existing-index, existing-constraint, existing-enum, still-referenced (a foreign key of another table holds it), unnamed (a
    constraint is dropped without a name, or in batch mode made without one), unsupported (SQLite alters no constraint or
    column type outside batch mode).
    """

    kind: str
    message: str
    operation: Operation


class Applied(NamedTuple):
    """The schema after an operation, and the problems met on the way."""

    schema: Schema
    problems: tuple[Problem, ...] = ()


def refused(schema: Schema, kind: str, message: str, operation: Operation) -> Applied:
    """`schema` as it was, with one problem."""
    return Applied(schema, (Problem(kind, message, operation),))


def missing(schema: Schema, what: str, name: str, operation: Operation) -> Applied:
    """`schema` as it was; a problem only where nothing unreadable may have made the thing."""
    if schema.unknown:
        return Applied(schema)
    return refused(schema, f"missing-{what}", f"{what} `{name}` does not exist here", operation)
