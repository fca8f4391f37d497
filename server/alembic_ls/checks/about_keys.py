"""What the rules about indexes, unique constraints and foreign keys have in common."""

from __future__ import annotations

from collections.abc import Iterator

from alembic_ls.checks.drift import DatabaseKey, Drift, Subject
from alembic_ls.checks.key_changes import Key, KeyChange, names_in
from alembic_ls.checks.words import key_text
from alembic_ls.findings.finding import Finding
from alembic_ls.text.anchor import Anchor


def missing_keys(drift: Drift, kind: str, rule: str, severity: str) -> Iterator[Finding]:
    """A finding for each key of a kind ("index", "constraint", "fk") that only the models have, where it is written."""
    for change in drift.take_keys(lambda change: change.before is None and change.kinds == {kind}):
        key = change.after
        assert key is not None
        yield drift.finding(
            rule,
            severity,
            f"{key_text(key)}{_of(change, key)} is created by no revision; write a revision that creates it",
            _subject(drift, change, key, key.origin),
            change.differences,
        )


def extra_keys(drift: Drift, kind: str, rule: str, severity: str) -> Iterator[Finding]:
    """A finding for each key that only the database has: on the field that it is over, else on the name of the class."""
    for change in drift.take_keys(lambda change: change.after is None and change.kinds == {kind}):
        key = change.before
        assert key is not None
        yield drift.finding(
            rule,
            severity,
            f"{key_text(key)}{_of(change, key)} is in the database and not in the model; "
            "write a revision that drops it, or bring it back",
            _subject(drift, change, key, None),
            change.differences,
            key=DatabaseKey(key_text(key), key.origin),
        )


def changed_keys(drift: Drift, kind: str, rule: str, severity: str) -> Iterator[Finding]:
    """A finding for each key that both sides have, and not the same, at the place where the models write it.

    One that has become of another kind, a unique index a unique constraint, is of the kind that it is in the models.
    """
    for change in drift.take_keys(lambda change: _changes_into(change, kind)):
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        yield drift.finding(
            rule,
            severity,
            f"{_full(after)} of `{change.table}` in the model is {_full(before)} in the database; "
            "write a revision that replaces it",
            _subject(drift, change, after, after.origin),
            change.differences,
            key=DatabaseKey(key_text(before), before.origin),
        )


def _changes_into(change: KeyChange, kind: str) -> bool:
    return change.before is not None and change.added is not None and change.added.kind == "add_" + kind


def _subject(drift: Drift, change: KeyChange, key: Key, origin: Anchor | None) -> Subject:
    """The place of a key, else the field of the one column it is over; and that column."""
    model = drift.model(change.table)
    fields = names_in(key).intersection(model.columns) if model is not None else frozenset()
    column = next(iter(fields)) if len(fields) == len(key.columns) == 1 else None
    return Subject(origin or drift.column_place(change.table, column), change.table, column)


def _of(change: KeyChange, key: Key) -> str:
    """The table, and the columns where the key's text does not tell them."""
    columns = f" ({', '.join(key.columns)})" if key.name and "(" not in key_text(key) else ""
    return f"{columns} of `{change.table}`"


def _full(key: Key) -> str:
    text = key_text(key)
    return text if "(" in text else f"{text} ({', '.join(key.columns)})"
