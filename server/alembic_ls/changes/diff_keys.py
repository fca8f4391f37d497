"""Indexes and unique constraints (`compare.constraints._compare_indexes_and_uniques`, step by step)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from alembic_ls.changes.index_text import IndexComparison, compared, plain_columns
from alembic_ls.changes.pair import Pair
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.names import cut
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Index, Table, Unique
from alembic_ls.startup.named_tuple import NamedTuple

_ASPECTS = ("indexes", "uniques")


class _Sig(NamedTuple):
    """A key seen as `ddl._autogen._constraint_sig` sees it. `sure` is False where a filter's answer about it is not known."""

    key: Union[Unique, Index]
    name: str | None
    unnamed: tuple[object, ...]
    sure: bool = True

    @property
    def is_index(self) -> bool:
        return isinstance(self.key, Index)


def index_and_unique_differences(pair: Pair) -> Iterator[Difference]:
    """Indexes and unique constraints to add and to remove; one that changes is both. A table that comes or goes brings and
    takes its unique constraints itself, its indexes are listed."""
    there, wanted = _there(pair), _wanted(pair)
    if not there and not wanted:
        return
    if pair.rules.is_mysql:
        there, wanted = _without_innodb_indexes(pair, _once_each(there, wanted), wanted)
    elif pair.rules.dialect == "sqlite":
        wanted = _without_functional(there, wanted)
    yield from _compared(pair, there, wanted)


def _compared(pair: Pair, there: list[_Sig], wanted: list[_Sig]) -> Iterator[Difference]:
    rules = pair.rules
    wanted_by_name = {sig.name: sig for sig in wanted if sig.name is not None}
    there_by_name = {sig.name: sig for sig in there if sig.name is not None}
    uniques_there = {sig.name: sig for sig in there if not sig.is_index}
    indexes_there = {sig.name: sig for sig in there if sig.is_index}
    unnamed_wanted = {sig.unnamed: sig for sig in wanted if not sig.is_index and sig.name is None}
    unnamed_there = {sig.unnamed for sig in there if not sig.is_index}
    wanted_indexes = {sig.unnamed for sig in wanted if sig.is_index}
    wanted_uniques = {sig.unnamed for sig in wanted if not sig.is_index}

    for name in sorted(there_by_name.keys() - wanted_by_name.keys()):
        sig = there_by_name[name]
        doubled = name in uniques_there and name in indexes_there
        if doubled:
            unique, index = uniques_there[name], indexes_there[name]
            if unique.unnamed not in wanted_uniques and index.unnamed not in wanted_indexes:
                yield from _removed(pair, unique)
                yield from _removed(pair, index)
        elif sig.is_index or sig.unnamed not in unnamed_wanted:
            yield from _removed(pair, sig)
    for name in sorted(there_by_name.keys() & wanted_by_name.keys()):
        new = wanted_by_name[name]
        old = (indexes_there if new.is_index else uniques_there).get(name, there_by_name[name])
        if old.is_index != new.is_index:
            yield from _removed(pair, old)
            yield from _added(pair, new)
        elif _differ(old, new, rules):
            yield from _replaced(pair, old, new)
    for name in sorted(wanted_by_name.keys() - there_by_name.keys()):
        yield from _added(pair, wanted_by_name[name])
    for unnamed, sig in unnamed_wanted.items():
        if unnamed not in unnamed_there:
            yield from _added(pair, sig)


def _there(pair: Pair) -> list[_Sig]:
    """The database's keys, but for those that env.py's include_name leaves out; MySQL tells unique constraints as indexes too."""
    table, filters, rules = pair.database, pair.filters, pair.rules
    if table is None:
        return []
    uniques, indexes = table.uniques, table.indexes
    if rules.is_mysql:
        indexes = (*indexes, *(Index(unique.columns, unique.name, True) for unique in uniques))
        uniques = (*uniques, *(Unique(i.columns, i.name) for i in table.indexes if i.unique is True and not i.has_expression))
    found: list[_Sig] = []
    if pair.model is not None:
        for unique in uniques:
            looked_at = filters.name(unique.name, "unique_constraint", table.name, table.schema)
            if looked_at is not False:
                found.append(_sig(unique, unique.name, rules, looked_at is True))
    for index in indexes:
        looked_at = filters.name(index.name, "index", table.name, table.schema)
        if looked_at is not False:
            found.append(_sig(index, index.name, rules, looked_at is True))
    return found


def _wanted(pair: Pair) -> list[_Sig]:
    """The models' keys under their names as the database would hold them."""
    model, rules = pair.model, pair.rules
    if model is None:
        return []
    keys: tuple[Unique | Index, ...] = (*model.uniques, *model.indexes)
    return [_sig(key, None if key.name is None else cut(key.name, rules.dialect), rules) for key in keys]


def _sig(key: Unique | Index, name: str | None, rules: Rules, sure: bool = True) -> _Sig:
    if isinstance(key, Unique):
        return _Sig(key, name, tuple(sorted(key.columns)), sure)
    return _Sig(key, name, (key.unique, *plain_columns(key)), sure)


def _differ(old: _Sig, new: _Sig, rules: Rules) -> bool:
    if isinstance(new.key, Index):
        assert isinstance(old.key, Index)
        return compared(old.key, new.key, rules) is IndexComparison.DIFFERENT
    assert isinstance(old.key, Unique)
    if old.unnamed != new.unnamed:
        return True
    return rules.dialect == "postgresql" and bool(old.key.nulls_not_distinct) != bool(new.key.nulls_not_distinct)


def _added(pair: Pair, sig: _Sig) -> Iterator[Difference]:
    if not sig.is_index and pair.database is None:
        return
    if not pair.surely_not_in_database(_ASPECTS, sig.key.columns):
        return
    if pair.filters.reports(sig.key, sig.name, _filter_kind(sig), False, None, (pair.model, pair.database)):
        yield _difference(pair, "add", sig)


def _removed(pair: Pair, sig: _Sig) -> Iterator[Difference]:
    if not sig.sure or not pair.surely_not_in_model(_ASPECTS, sig.key.columns):
        return
    if pair.filters.reports(sig.key, sig.name, _filter_kind(sig), True, None, (pair.database, pair.model)):
        yield _difference(pair, "remove", sig)


def _replaced(pair: Pair, old: _Sig, new: _Sig) -> Iterator[Difference]:
    if old.sure and pair.filters.reports(new.key, new.name, _filter_kind(new), False, old.key, (pair.model, pair.database)):
        yield _difference(pair, "remove", old, new)
        yield _difference(pair, "add", new, old)


def _filter_kind(sig: _Sig) -> str:
    return "index" if sig.is_index else "unique_constraint"


def _difference(pair: Pair, verb: str, sig: _Sig, other: _Sig | None = None) -> Difference:
    kind, what = ("index", sig.name) if sig.is_index else ("constraint", ",".join(sig.key.columns))
    counterpart = other.key if other is not None else None
    mine, theirs = (sig.key, counterpart) if verb == "add" else (counterpart, sig.key)
    return Difference(f"{verb}_{kind}", pair.key, what=what, database=theirs, model=mine)


def _without_functional(there: list[_Sig], wanted: list[_Sig]) -> list[_Sig]:
    """As `SQLiteImpl.correct_for_autogen_constraints`: SQLAlchemy does not reflect these, so they cannot be missing."""
    names = {sig.name for sig in there if sig.is_index}
    return [sig for sig in wanted if not sig.is_index or None not in sig.unnamed or sig.name in names]


def _once_each(there: list[_Sig], wanted: list[_Sig]) -> list[_Sig]:
    """As `compare.constraints._correct_for_uq_duplicates_uix`: of what MySQL tells twice, the one that the models say."""
    unique_names = {sig.name for sig in wanted if not sig.is_index and sig.name is not None}
    unnamed = {sig.unnamed for sig in wanted if not sig.is_index and sig.name is None}
    index_names = {sig.name for sig in wanted if isinstance(sig.key, Index) and sig.key.unique}
    kept = []
    for sig in there:
        if not sig.is_index:
            if sig.name in unique_names or sig.unnamed in unnamed:
                kept.append(sig)
        elif not (_is_doubled(sig, there) and sig.name in unique_names and sig.name not in index_names):
            kept.append(sig)
    return kept


def _is_doubled(index: _Sig, there: list[_Sig]) -> bool:
    return any(sig.name == index.name and not sig.is_index for sig in there)


def _without_innodb_indexes(pair: Pair, there: list[_Sig], wanted: list[_Sig]) -> tuple[list[_Sig], list[_Sig]]:
    """As `MySQLImpl.correct_for_autogen_constraints`: InnoDB's own indexes bear the name of a column or of a foreign key."""
    table = pair.database
    if table is None:
        return there, wanted
    own = {
        sig.name for sig in there if isinstance(sig.key, Index) and sig.key.unique is False and _may_be_innodbs(sig.key, table)
    }
    if not own:
        return there, wanted
    return (
        [sig for sig in there if not (sig.is_index and sig.name in own)],
        [sig for sig in wanted if not (sig.is_index and sig.name in own)],
    )


def _may_be_innodbs(index: Index, table: Table) -> bool:
    if index.name in index.columns:
        return True
    return any(fk.name == index.name and any(column in fk.columns for column in index.columns) for fk in table.foreign_keys)
