"""What SQLite's batch mode does to a table that it makes anew, beside what it is asked for: mended at the end of either way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Autocommit, Line, OnDialect, Sql, Step
from alembic_ls.plans.undone import locking
from alembic_ls.schema.operations import KEEP, AlterColumn, CreateConstraint, CreateIndex, DropColumn, DropConstraint, KeepChecks
from alembic_ls.schema.tables import Schema


def mended(draft: Draft) -> None:
    """Indexes over expressions are made again: reflection does not tell them. Where SQLite looks after foreign keys, it does not while
    a table that others refer to is made anew: dropping it would take their rows, or fail."""
    if not draft.is_on_sqlite:
        return
    rebuilt = {key for step in draft.steps for line in (*step.up, *step.down) for key in _rebuilt(draft, line)}
    _with_indexes(draft, rebuilt)
    if draft.wanted.enforces_keys and any(_is_target(schema, rebuilt) for schema in (draft.schema, draft.wanted.history)):
        draft.steps.insert(0, Step((_keys(draft, "OFF"),), (_keys(draft, "ON"),)))
        draft.steps.append(Step((_keys(draft, "ON"),), (_keys(draft, "OFF"),)))


def _rebuilt(draft: Draft, line: Line) -> Iterator[str]:
    """The tables that the line has made anew."""
    if isinstance(line, (AlterColumn, DropColumn, CreateConstraint, DropConstraint, KeepChecks)):
        if _rebuilds(line):
            yield draft.wanted.rules.key(line.table, line.schema)
    elif not (isinstance(line, OnDialect) and line.is_not == (line.dialect == "sqlite")):
        for inner in getattr(line, "lines", ()):
            yield from _rebuilt(draft, inner)


def _rebuilds(line: AlterColumn | DropColumn | CreateConstraint | DropConstraint | KeepChecks) -> bool:
    if isinstance(line, DropColumn):
        return line.in_batch
    return not isinstance(line, AlterColumn) or line.new_name is KEEP


def _with_indexes(draft: Draft, rebuilt: Iterable[str]) -> None:
    made, made_back = _still_made(draft, (s.up for s in draft.steps)), _still_made(draft, (s.down for s in reversed(draft.steps)))
    up = list(_again(draft, rebuilt, draft.schema, made))
    down = list(_again(draft, rebuilt, draft.wanted.history, made_back))
    if up or down:
        draft.steps.insert(0, Step((), tuple(down)))
        draft.steps.append(Step(tuple(up), ()))


def _still_made(draft: Draft, steps: Iterable[tuple[Line, ...]]) -> set[tuple[str, str | None]]:
    """The indexes, by table and name, that are made after their table is for the last time."""
    found: set[tuple[str, str | None]] = set()
    for line in (line for lines in steps for line in lines):
        for key in _rebuilt(draft, line):
            found = {each for each in found if each[0] != key}
        if isinstance(line, CreateIndex):
            found.add((draft.wanted.rules.key(line.table, line.schema), line.index.name))
    return found


def _again(draft: Draft, keys: Iterable[str], schema: Schema, left_out: set[tuple[str, str | None]]) -> Iterator[Line]:
    for key in sorted(keys):
        table = schema.tables.get(key)
        for index in table.indexes if table is not None else ():
            if table is not None and index.has_expression and index.name is not None and (key, index.name) not in left_out:
                made = CreateIndex(table.name, locking(index), table.schema, if_not_exists=True)
                yield _on_sqlite(draft, made)


def _is_target(schema: Schema, keys: set[str]) -> bool:
    return any(key.table in keys for table in schema.tables.values() for key in table.foreign_keys)


def _keys(draft: Draft, state: str) -> Line:
    """The PRAGMA does nothing within a transaction."""
    return _on_sqlite(draft, Autocommit((Sql(f"PRAGMA foreign_keys={state}"),)))


def _on_sqlite(draft: Draft, line: Line) -> Line:
    return line if draft.wanted.dialects == ("sqlite",) else OnDialect("sqlite", (line,))
