"""One revision there and back: what its downgrade leaves of what its upgrade did, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.changes.applied import Problem
from alembic_ls.changes.apply import apply
from alembic_ls.changes.exact import Unlike, unlike
from alembic_ls.history.replay import History, Run
from alembic_ls.schema.operations import CreateTable, Operation
from alembic_ls.schema.tables import Schema
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import SourceFile
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    import ast

    from alembic_ls.history.revision import Revision

# How revisions ask what is there.
_ASKS = regex(
    r"inspect\(|[iI]nspector|\bhas_table\(|information_schema|sqlite_master|\bPRAGMA\b|\bIF (?:NOT )?EXISTS\b|if_(?:not_)?exists\s*="
)
_MARKED = regex(r"#\s*irreversible\b\s*[:,-]?\s*\S")


class Step(NamedTuple):
    """One operation of a revision, the schema that it meets, and what the same function did before it."""

    revision: Revision
    operation: Operation
    before: Schema
    earlier: tuple[Operation, ...]
    function: str  # upgrade or downgrade

    @property
    def made(self) -> frozenset[str]:
        """The keys of the tables that the function has made itself, up to here: they have no rows that it did not write."""
        return frozenset(operation.table.key for operation in self.earlier if isinstance(operation, CreateTable))

    @property
    def where(self) -> Anchor:
        """Where the operation is written, else the revision."""
        return self.operation.origin or self.revision.where


class Body(NamedTuple):
    """How a downgrade is written. `kind`: missing (no such function), empty (`pass`), raises, or code; `explained` where a comment
    or the exception's text says why there is none."""

    kind: str
    explained: bool = False


class Reversal:
    """A revision's upgrade over what it met, its downgrade over what that left. Parts are made when they are asked for."""

    def __init__(self, history: History, revision: Revision) -> None:
        self.history = history
        self.revision = revision
        self.text = history.graph.texts.get(revision.path, "")
        self.before = history.schema_before(revision.id)
        self.upgrade = history.operations(revision.id)
        self.up = tuple(self._steps(self.upgrade, self.before, "upgrade"))
        self.after = _last(self.up, self.before, history)
        self._back: Run | None = None
        self._again: Run | None = None
        self._down: tuple[Step, ...] | None = None
        self._left: list[Unlike] | None = None
        self._body: Body | None = None

    @property
    def is_marked(self) -> bool:
        """True where a comment `# irreversible: …` accepts that there is no way back."""
        return "irreversible" in self.text and _MARKED.search(self.text) is not None

    @property
    def asks(self) -> bool:
        """True where the revision asks what is there: on another database it may do otherwise."""
        return _ASKS.search(self.text) is not None

    @property
    def body(self) -> Body:
        """How `downgrade()` is written."""
        if self._body is None:
            self._body = _body(self.revision, self.text)
        return self._body

    @property
    def back(self) -> Run:
        """What `downgrade()` does after the upgrade."""
        if self._back is None:
            self._back = self.history.run_over(self.after, self.revision.id, "downgrade")
        return self._back

    @property
    def down(self) -> tuple[Step, ...]:
        """The operations of `downgrade()`."""
        if self._down is None:
            self._down = tuple(self._steps(self.back.operations, self.after, "downgrade"))
        return self._down

    @property
    def left(self) -> list[Unlike]:
        """What is not as it was before the upgrade, once the downgrade has run. Empty where it did not run to its end."""
        if self._left is None:
            there = self.after if self.body.kind in ("missing", "empty") else self.back.schema
            ran = self.body.kind in ("missing", "empty") or self.back.returned
            self._left = unlike(there, self.before, self.history.rules) if ran and there is not self.before else []
        return self._left

    @property
    def again(self) -> Run:
        """What a second upgrade does, after the downgrade. Worth asking only where something is left."""
        if self._again is None:
            there = self.after if self.body.kind in ("missing", "empty") else self.back.schema
            self._again = self.history.run_over(there, self.revision.id, "upgrade")
        return self._again

    @property
    def refused_again(self) -> tuple[Problem, ...]:
        """What the database would refuse in a second upgrade, for what was left."""
        return self.again.problems if self.left else ()

    def causes(self) -> list[tuple[Step | None, list[Unlike]]]:
        """What is left, by the operation that made it so: of the upgrade, or of the downgrade where that did too much; under None
        what neither explains."""
        if not self.left:
            return []
        up = self._changed(self.up, self.after)
        down = self._changed(self.down, self.back.schema) if self.body.kind in ("code", "raises") else []
        found: dict[Anchor | None, tuple[Step | None, list[Unlike]]] = {}  # what a loop does is written once
        for one in self.left:
            cause = _cause(one, up, _EXACTLY) or _cause(one, down, _EXACTLY) or _cause(one, up, _ROUGHLY)
            found.setdefault(cause.where if cause is not None else None, (cause, []))[1].append(one)
        return list(found.values())

    def _changed(self, steps: tuple[Step, ...], end: Schema) -> list[tuple[Step, list[Unlike]]]:
        afters = [*(step.before for step in steps[1:]), end]
        rules = self.history.rules
        return [(step, unlike(after, step.before, rules)) for step, after in zip(steps, afters) if after is not step.before]

    def _steps(self, operations: tuple[Operation, ...], schema: Schema, function: str) -> Iterator[Step]:
        for number, operation in enumerate(operations):
            yield Step(self.revision, operation, schema, operations[:number], function)
            schema = apply(schema, operation, self.history.rules).schema


def _last(steps: tuple[Step, ...], before: Schema, history: History) -> Schema:
    return apply(steps[-1].before, steps[-1].operation, history.rules).schema if steps else before


_EXACTLY: tuple[Callable[[Unlike, Unlike], bool], ...] = (
    lambda one, other: other.place == one.place,
    lambda one, other: other.table == one.table and other.name == one.name and one.name is not None,
)
_ROUGHLY: tuple[Callable[[Unlike, Unlike], bool], ...] = (
    lambda one, other: other.table == one.table and other.sort == "table",
    lambda one, other: other.table == one.table,
)


def _cause(
    one: Unlike, changed: list[tuple[Step, list[Unlike]]], likeness: tuple[Callable[[Unlike, Unlike], bool], ...]
) -> Step | None:
    """The operation that changed the very thing, else the first that changed what is most like it."""
    for like in likeness:
        for step, others in changed:
            if any(like(one, other) for other in others):
                return step
    return None


def _body(revision: Revision, text: str) -> Body:
    if revision.downgrade is None:
        return Body("missing")
    chunk = SourceFile(revision.path, text).chunk(revision.downgrade.chunk)
    statements = chunk.statements if chunk is not None else []
    function = next((node for node in statements if type(node).__name__ == "FunctionDef"), None)
    if chunk is None or function is None:
        return Body("code")
    body = [node for node in function.body if not _says_nothing(node)]
    explained = re.search(r"#\s*\w+(?:\s+\S+){2}", _comments(chunk.text)) is not None
    if not body:
        return Body("empty", explained)
    if type(body[0]).__name__ == "Raise":
        return Body("raises", explained or _has_reason(body[0]))
    return Body("code")


def _says_nothing(node: ast.stmt) -> bool:
    name = type(node).__name__
    value = getattr(node, "value", None)
    if name == "Return":
        return value is None or (type(value).__name__ == "Constant" and value.value is None)
    return name == "Pass" or (name == "Expr" and type(value).__name__ == "Constant")


def _has_reason(node: ast.stmt) -> bool:
    return bool(getattr(getattr(node, "exc", None), "args", None))


def _comments(text: str) -> str:
    """The comments that people write, without those of Alembic's template."""
    return "\n".join(
        line for line in text.split("\n") if "#" in line and "auto generated by Alembic" not in line and "end Alembic" not in line
    )
