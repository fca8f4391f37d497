"""What undoes a revision on several dialects, written once: what only some of them need stands behind a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from alembic_ls.plans.lines import Line, OnDialect
from alembic_ls.plans.undo_line import Undone
from alembic_ls.schema.operations import CreateEnum, DropEnum

_Key = tuple[object, type, int]


def over_dialects(found: Sequence[tuple[str, Sequence[Undone]]]) -> list[Undone]:
    """One list, in the order of the downgrade, from what each dialect needs; the first is the main one.

    An operation that several dialects have run, told by where it is written, is undone as on the main one.
    """
    if len(found) == 1:
        return list(found[0][1])
    keyed = [(dialect, dict(zip(_keys(each), each))) for dialect, each in found]
    dialects = [dialect for dialect, _ in keyed]
    merged: list[Undone] = []
    for key in _order([list(each) for _, each in keyed]):
        on = {dialect: each[key] for dialect, each in keyed if key in each}
        undone = next(iter(on.values()))
        others = list(on.values())[1:]
        if len(on) == len(dialects):
            merged.append(undone._replace(lines=_with_types(undone.lines, others)))
        else:
            merged.append(undone._replace(lines=tuple(_only(undone.lines, list(on), dialects))))
    return merged


def _keys(found: Iterable[Undone]) -> list[_Key]:
    """By place; what a loop does stands at one place several times."""
    seen: Counter[tuple[object, type]] = Counter()
    keys: list[_Key] = []
    for undone in found:
        place = (undone.operation.origin, type(undone.operation))
        seen[place] += 1
        keys.append((place[0], place[1], seen[place]))
    return keys


def _order(lists: list[list[_Key]]) -> list[_Key]:
    """All of them: what only a later list has comes behind what it follows there."""
    order = list(lists[0])
    for other in lists[1:]:
        at = 0
        for key in other:
            if key in order:
                at = order.index(key) + 1
            else:
                order.insert(at, key)
                at += 1
    return order


def _with_types(lines: tuple[Line, ...], others: Iterable[Undone]) -> tuple[Line, ...]:
    """With the enum types that another dialect has; they are made and dropped by what does nothing elsewhere."""
    have = [line for line in lines if isinstance(line, (CreateEnum, DropEnum))]
    more = [line for other in others for line in other.lines if isinstance(line, (CreateEnum, DropEnum)) and line not in have]
    before = [line for line in more if isinstance(line, CreateEnum)]
    after = [line for line in more if isinstance(line, DropEnum)]
    return (*before, *lines, *after)


def _only(lines: tuple[Line, ...], on: list[str], dialects: list[str]) -> Iterable[Line]:
    if not lines or all(isinstance(line, (CreateEnum, DropEnum)) for line in lines):
        return lines
    left = [dialect for dialect in dialects if dialect not in on]
    if len(left) == 1 and len(on) > 1:
        return [OnDialect(left[0], lines, is_not=True)]
    return [OnDialect(dialect, lines) for dialect in on]
