"""What the operations of revisions show at a glance: which of the rules about them may have something to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from alembic_ls.changes.applied import Problem
from alembic_ls.checks.name_not_imported import undefined
from alembic_ls.checks.revisions import Review
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.schema import operations as ops
from alembic_ls.schema.operations import KEEP, Operation
from alembic_ls.schema.tables import Unique
from alembic_ls.startup.regex import regex

# The rule for what the database would refuse in an upgrade, and in a downgrade.
_IN_UPGRADES = {
    **dict.fromkeys(("missing-table", "missing-column", "missing-index", "missing-constraint"), "unknown-object"),
    **dict.fromkeys(("existing-table", "existing-column", "existing-index", "existing-constraint"), "existing-object"),
    "still-referenced": "still-referenced",
    "unnamed": "unnamed-constraint",
    "unsupported": "outside-batch",
    "missing-enum": "enum-not-created",
    "existing-enum": "enum-created-twice",
}
_GENERAL = ("unknown-object", "existing-object", "still-referenced")
_IN_DOWNGRADES = {kind: "downgrade-fails" if rule in _GENERAL else rule for kind, rule in _IN_UPGRADES.items()}


def signs(review: Review) -> set[str]:
    """The names of the rules of operations, reversibility and enum types that are worth asking."""
    problems = review.history.problems
    found = set(_rules((happening.problem for happening in problems), _IN_UPGRADES))
    for reversal in review.reversals():
        found.update(_of_reversal(reversal))
    for step in review.steps():
        found.update(_of_operation(step, review))
    found.update(_of_texts(review))
    return found


def _rules(problems: Iterable[Problem], by_kind: dict[str, str]) -> Iterator[str]:
    for problem in problems:
        yield by_kind[problem.kind]


def _of_reversal(reversal: Reversal) -> Iterator[str]:
    yield from _rules(reversal.back.problems, _IN_DOWNGRADES)
    if reversal.body.kind != "code":
        yield "no-downgrade"
    if any(one.sort == "enum_values" for one in reversal.left):
        yield "enum-value-kept"
    elif reversal.left and reversal.body.kind == "code":
        yield from ("not-undone", "restored-otherwise", "enum-left-behind")


def _of_operation(step: Step, review: Review) -> Iterator[str]:
    operation, dialect = step.operation, review.dialect
    if isinstance(operation, ops.AddColumn):
        if operation.column.nullable is False:
            yield "depends-on-rows" if step.function == "downgrade" else "required-column"
        if operation.foreign_keys:
            yield from ("foreign-key-type", "unknown-object", "outside-batch")
        elif operation.uniques:
            yield "outside-batch"
    elif isinstance(operation, ops.AlterColumn):
        if operation.nullable is False or operation.type is not KEEP:
            yield "depends-on-rows"
        if operation.type is not KEEP:
            yield from ("cast-without-using", "loses-data") if dialect == "postgresql" else ("loses-data",)
    elif isinstance(operation, (ops.CreateConstraint, ops.CreateIndex)):
        key = operation.constraint if isinstance(operation, ops.CreateConstraint) else operation.index
        if isinstance(key, Unique) or getattr(key, "unique", False) is True:
            yield "depends-on-rows"
        elif not hasattr(key, "unique"):
            yield from ("foreign-key-type", "unknown-object")
    elif isinstance(operation, ops.CreateTable):
        if operation.table.foreign_keys:
            yield from ("foreign-key-type", "unknown-object")
        if dialect == "postgresql" and "create_type" in review.graph.texts.get(step.revision.path, ""):
            yield "create-type-ignored"
    elif isinstance(operation, (ops.DropTable, ops.DropColumn)) and step.function == "upgrade":
        yield "loses-data"
    elif _is_of_enums(operation):
        yield from ("enum-value-uncommitted", "enum-value-removed")


def _is_of_enums(operation: Operation) -> bool:
    return isinstance(operation, (ops.AlterEnum, ops.CreateEnum, ops.DropEnum))


_FROM_PROJECT = regex(
    r"^[ \t]*(?:from|import)\s+(?!alembic\b|sqlalchemy\b|sqlmodel\b|typing\b|__future__\b|collections\b)", re.MULTILINE
)


def _of_texts(review: Review) -> Iterator[str]:
    for revision in review.looked_at():
        text = review.graph.texts.get(revision.path, "")
        if undefined(text):
            yield "name-not-imported"
        if _FROM_PROJECT.search(text) is not None:
            yield "model-in-revision"
