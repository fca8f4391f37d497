"""What is said of what a downgrade leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alembic_ls.changes.exact import Unlike
from alembic_ls.checks.revisions import Review
from alembic_ls.checks.words import default_text, joined, type_text
from alembic_ls.findings.finding import Finding
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.text.anchor import Anchor

_SHOWN = 3
_SMALL = frozenset(("comment", "key_name"))
_ENUMS = frozenset(("enum", "enum_values"))
_KINDS = {
    "table": "table",
    "column": "column",
    "index": "index",
    "unique": "unique constraint",
    "foreign_key": "foreign key",
    "check": "check constraint",
    "primary_key": "primary key",
}


def lopsided(review: Review) -> Iterator[tuple[Reversal, Step | None, list[Unlike]]]:
    """What downgrades that do something leave otherwise than it was, with the operation that made it so, or did too much."""
    for reversal in review.reversals():
        if reversal.body.kind == "code" and not reversal.is_marked:
            for step, left in reversal.causes():
                tables = [one for one in left if one.sort not in _ENUMS]
                if tables:
                    yield reversal, step, tables


def is_changed(one: Unlike) -> bool:
    """True where the thing is there on both sides, and is another."""
    return one.sort not in _KINDS or None not in (one.now, one.wanted)


def is_small(left: Iterable[Unlike]) -> bool:
    """True where no more than comments and names differ."""
    return all(one.sort in _SMALL for one in left)


def fails_again(reversal: Reversal, step: Step | None) -> bool:
    """True where the operation fails in the next upgrade; any of the revision where `step` is None."""
    return any(step is None or problem.operation.origin == step.operation.origin for problem in reversal.refused_again)


def found(
    review: Review, rule: str, severity: str, reversal: Reversal, step: Step | None, message: str, about: Unlike
) -> Finding:
    """A finding on the operation, or on the name of the downgrade."""
    revision = reversal.revision
    where: Anchor = step.where if step is not None else revision.downgrade or revision.where
    severity = review.severity(revision.id, severity)
    column = about.name if about.sort in ("column", "type", "nullable", "default") else None
    return review.finding(rule, severity, message, where, revision.id, about.table, column)


def told(left: list[Unlike], review: Review) -> str:
    """What is otherwise, as a list in a sentence."""
    texts = list(dict.fromkeys(_told(one, review) for one in left))
    return joined(texts[:_SHOWN] + ([f"{len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else []))


def _told(one: Unlike, review: Review) -> str:
    what = _called(one)
    if not is_changed(one):
        return f"{what} stays" if one.wanted is None else f"{what} does not come back"
    if one.sort == "key_name":
        return f"`{one.wanted.name}` of `{one.table}` comes back as `{one.now.name}`"
    if one.sort in ("type", "nullable", "default", "comment"):
        return f"{what} is {_value(one, one.now, review)}, and was {_value(one, one.wanted, review)}"
    return f"{what} is not what it was{_difference(one)}"


def _called(one: Unlike) -> str:
    if one.sort == "table" or (one.sort == "comment" and one.name is None):
        return f"{'the comment of ' if one.sort == 'comment' else ''}table `{one.table}`"
    if one.sort in ("type", "nullable", "default", "comment", "column"):
        kind = {"default": "the server default of ", "comment": "the comment of "}.get(one.sort, "")
        return f"{kind}column `{one.table}.{one.name}`"
    name = f" `{one.name}`" if one.name and "," not in one.name else f" ({one.name})" if one.name else ""
    return f"{_KINDS.get(one.sort, 'enum type')}{name} of `{one.table}`"


def _value(one: Unlike, value: Any, review: Review) -> str:
    if one.sort == "type":
        return type_text(value, review.dialect)
    if one.sort == "nullable":
        return "nullable" if value else "NOT NULL"
    return default_text(value) if one.sort == "default" else "none" if value is None else f"'{value}'"


def _difference(one: Unlike) -> str:
    """The facts in which two keys of one name differ."""
    for fact in ("columns", "table", "refers", "unique", "ondelete", "onupdate"):
        now, was = getattr(one.now, fact, None), getattr(one.wanted, fact, None)
        if now != was:
            words = {"unique": "UNIQUE", "ondelete": "ON DELETE", "onupdate": "ON UPDATE"}.get(fact, fact)
            return f": {words} {_shown(now)} instead of {_shown(was)}"
    return ""


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "no" if value in (None, False) else str(value)
