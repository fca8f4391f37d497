"""The schema after the lines of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.changes.apply import apply
from alembic_ls.changes.rules import Rules
from alembic_ls.plans.lines import Autocommit, Line, OnDialect
from alembic_ls.schema.operations import Operation
from alembic_ls.schema.tables import Schema


def followed(schema: Schema, lines: Iterable[Line], rules: Rules) -> Schema:
    """What the lines make of the schema on the dialect of `rules`. What SQL does is not seen."""
    for line in lines:
        if isinstance(line, Operation):  # type: ignore[arg-type]  # a Union of classes is one for isinstance
            schema = apply(schema, in_place(line, rules), rules).schema  # type: ignore[arg-type]
        elif isinstance(line, Autocommit) or (isinstance(line, OnDialect) and line.is_not is not (line.dialect == rules.dialect)):
            schema = followed(schema, line.lines, rules)
    return schema


def in_place(operation: Operation, rules: Rules) -> Operation:
    """The operation as it is written for SQLite: in a batch, where it can be."""
    if rules.dialect == "sqlite" and "in_batch" in operation._fields:
        return operation._replace(in_batch=True)  # type: ignore[call-arg]
    return operation
