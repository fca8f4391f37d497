"""All rules, by name, and the order in which they are asked. A rule's module is imported when it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Final

from alembic_ls.checks.rule import Rule

# Rules of drift. Those that take differences; what explains most of them comes first.
EXPLAINING: Final = (
    "unreached-model",
    "renamed-table",
    "missing-table",
    "extra-table",
    "renamed-column",
    "missing-column",
    "extra-column",
    "type-mismatch",
    "nullable-mismatch",
    "default-mismatch",
    "index-mismatch",
    "missing-index",
    "extra-index",
    "unique-mismatch",
    "missing-unique",
    "extra-unique",
    "foreign-key-mismatch",
    "missing-foreign-key",
    "extra-foreign-key",
    "comment-mismatch",
)
# Those that see what Alembic does not.
BEYOND_ALEMBIC: Final = ("enum-values", "check-mismatch", "primary-key-mismatch", "length-lost", "type-unseen", "default-unseen")
DRIFT: Final = (*EXPLAINING, *BEYOND_ALEMBIC)

# Rules of revisions. How the files hang together:
GRAPH: Final = (
    "unreadable-revision",
    "revision-header",
    "duplicate-revision",
    "duplicate-label",
    "missing-parent",
    "missing-dependency",
    "revision-cycle",
    "several-heads",
    "revision-id-too-long",
    "unloaded-revision",
    "incomplete-history",
    "edited-revision",
)

# Whether their operations can work where they stand,
OPERATIONS: Final = (
    "unknown-object",
    "existing-object",
    "still-referenced",
    "unnamed-constraint",
    "outside-batch",
    "required-column",
    "foreign-key-type",
    "cast-without-using",
    "name-not-imported",
    "model-in-revision",
)
# whether there is a way back,
REVERSIBILITY: Final = (
    "no-downgrade",
    "downgrade-fails",
    "not-undone",
    "restored-otherwise",
    "loses-data",
    "depends-on-rows",
)
# and the enum types of PostgreSQL through their life.
ENUMS: Final = (
    "enum-not-created",
    "enum-created-twice",
    "enum-left-behind",
    "enum-value-uncommitted",
    "enum-value-kept",
    "enum-value-removed",
    "create-type-ignored",
)

# Rules of the comments by which findings are ignored.
COMMENTS: Final = ("unused-ignore", "unknown-ignore")

NAMES: Final = (*DRIFT, *GRAPH, *OPERATIONS, *REVERSIBILITY, *ENUMS, *COMMENTS)


def rule(name: str) -> Rule:
    """The rule of this name. Raises KeyError where there is none."""
    if name not in NAMES:
        raise KeyError(name)
    found: Rule = import_module(f"alembic_ls.checks.{name.replace('-', '_')}").RULE
    return found


def rules(names: Iterable[str] = NAMES) -> Iterator[Rule]:
    """The rules of these names."""
    return map(rule, names)
