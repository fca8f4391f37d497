"""An enum type of PostgreSQL is created that is there already.

## Why it matters

`op.create_table` creates the enum types of its columns whether they exist or not: after `sa.Enum(…).create(…)`, or where an earlier
revision has made the type, PostgreSQL says that it exists. In one run of Alembic a type that another `create_table` has made is
not made again, so such a pair passes on an empty database and fails on one that is upgraded in two steps.

## When it is wrong

Where all databases were upgraded over both revisions in one run.

## How to fix

In the later one use `postgresql.ENUM(…, name="state", create_type=False)`. (`sa.Enum` takes `create_type` since SQLAlchemy 2.1
only.) Leave out an explicit `.create(…)` where a `create_table` follows. The quick fix uses the type that is there.

## Example

```python
def upgrade() -> None:
    state = sa.Enum("todo", "done", name="state")
    state.create(op.get_bind())
    op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", state))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.changes.applied import Problem
from alembic_ls.changes.on_enums import native_enum
from alembic_ls.checks.about_steps import downgrade_problems, found_there, upgrade_problems
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.rule import Rule
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.operations import CreateEnum, CreateTable, Operation

KINDS = ("existing-enum",)


def find(review: Review) -> Iterator[Finding]:
    """A finding on each operation that creates a type again: an error where it always fails, a warning where it passes in one run."""
    for revision, problem in upgrade_problems(review, KINDS):
        yield from _found(review, revision, problem, review.history.operations(revision))
    for revision, problem in downgrade_problems(review, KINDS):
        yield from _found(review, revision, problem, review.reversal(review.graph.by_id[revision]).back.operations)


def _found(review: Review, revision: str, problem: Problem, operations: tuple[Operation, ...]) -> Iterator[Finding]:
    made_here = _maker(problem, operations[: _index(problem, operations)])
    if isinstance(problem.operation, CreateTable):
        if isinstance(made_here, CreateTable):
            return  # Alembic remembers what it has created in this run
        if made_here is None and _made_by_tables(review, revision, problem):
            message = f"{problem.message}: this fails unless the revision that made it runs in the same `alembic upgrade`"
            yield found_there(review, RULE.name, "warning", revision, problem, f"{message}; {_REMEDY}")
            return
    yield found_there(review, RULE.name, RULE.severity, revision, problem, f"{problem.message}; {_REMEDY}")


_REMEDY = "use `postgresql.ENUM(…, create_type=False)` where it is there"


def _index(problem: Problem, operations: tuple[Operation, ...]) -> int:
    return next((n for n, operation in enumerate(operations) if operation is problem.operation), len(operations))


def _maker(problem: Problem, operations: tuple[Operation, ...]) -> Operation | None:
    """The last of the operations that made the type."""
    wanted = _names(problem.operation)
    return next((one for one in reversed(operations) if _names(one) & wanted), None)


def _names(operation: Operation) -> set[str]:
    if isinstance(operation, CreateEnum):
        return {operation.enum.name}
    if isinstance(operation, CreateTable):
        enums = map(native_enum, operation.table.columns.values())
        return {enum.argument("name") for enum in enums if enum is not None and enum.argument("create_type") is not False}
    return set()


def _made_by_tables(review: Review, revision: str, problem: Problem) -> bool:
    """True where an earlier revision's create_table made the type."""
    order = review.graph.order()
    for id_ in reversed(order[: order.index(revision)]):
        maker = _maker(problem, review.history.operations(id_))
        if maker is not None:
            return isinstance(maker, CreateTable)
    return False


RULE = Rule("enum-created-twice", "error", find, __doc__)
