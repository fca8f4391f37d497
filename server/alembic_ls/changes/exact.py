"""What two schemas of one history differ in, name for name: stricter than Alembic's comparison, silent where either is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from alembic_ls.changes.diff_comments import comments_differ
from alembic_ls.changes.index_text import IndexComparison, compared
from alembic_ls.changes.on_keys import IMPLICIT
from alembic_ls.changes.rules import Rules
from alembic_ls.dialects.casts import family
from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.defaults import defaults_differ, value_of
from alembic_ls.dialects.reflection import told_back
from alembic_ls.schema.tables import NOTHING, Check, Column, Default, EnumType, ForeignKey, Index, Schema, Table, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple


class Unlike(NamedTuple):
    """One thing that is not as it was.

    `sort`: table, column, index, unique, foreign_key, check, primary_key or enum, which are there on one side alone or are
    different; type, nullable, default, comment (`name` is the column's, None for the table's own), enum_values; or
    key_name, a key that says the same under another name. `now` and `wanted` are the two, None on the side that has none.
    """

    sort: str
    table: str
    name: str | None
    now: Any
    wanted: Any

    @property
    def place(self) -> tuple[str, str, str | None]:
        """What the two are about."""
        return self.sort, self.table, self.name


def unlike(now: Schema, wanted: Schema, rules: Rules) -> list[Unlike]:
    """All in which `now` is not as `wanted`, enum types last. What belongs to a table that is missing is not told besides."""
    return [*_tables(now, wanted, rules), *_enums(now, wanted)]


def _tables(now: Schema, wanted: Schema, rules: Rules) -> Iterator[Unlike]:
    for key, table in wanted.tables.items():
        there = now.tables.get(key)
        if there is None:
            if not now.unknown and "table" not in table.unknown:
                yield Unlike("table", key, None, None, table)
        elif there is not table and not _doubtful(there) and not _doubtful(table):
            yield from _parts(there, table, rules)
    if wanted.unknown:
        return
    for key, table in now.tables.items():
        if key not in wanted.tables and "table" not in table.unknown:
            yield Unlike("table", key, None, table, None)


def _doubtful(table: Table) -> bool:
    return table.is_view or "table" in table.unknown


def _parts(now: Table, wanted: Table, rules: Rules) -> Iterator[Unlike]:
    doubts = {**now.unknown, **wanted.unknown} if now.unknown or wanted.unknown else NOTHING
    yield from _columns(now, wanted, doubts, rules)
    sorts: tuple[tuple[str, str, _Same], ...] = (
        ("indexes", "index", _same_index),
        ("uniques", "unique", _same_unique),
        ("foreign_keys", "foreign_key", _same_foreign_key),
        ("checks", "check", _same_check),
    )
    for aspect, sort, same in sorts:
        if aspect not in doubts and getattr(now, aspect) is not getattr(wanted, aspect):
            yield from _keys(sort, now, wanted, (_told(getattr(now, aspect)), _told(getattr(wanted, aspect))), same, rules)
    if "primary_key" not in doubts and now.primary_key.columns != wanted.primary_key.columns:
        yield Unlike("primary_key", now.key, None, now.primary_key, wanted.primary_key)
    if comments_differ(now.comment, wanted.comment, rules):
        yield Unlike("comment", now.key, None, now.comment, wanted.comment)


def _columns(now: Table, wanted: Table, doubts: Any, rules: Rules) -> Iterator[Unlike]:
    for name, column in wanted.columns.items():
        there = now.columns.get(name)
        if "column:" + name in doubts:
            continue
        if there is None:
            if "columns" not in now.unknown:
                yield Unlike("column", now.key, name, None, column)
        elif there is not column:
            yield from _facts(now, there, wanted, column, rules)
    if "columns" not in wanted.unknown:
        for name, column in now.columns.items():
            if name not in wanted.columns and "column:" + name not in doubts:
                yield Unlike("column", now.key, name, column, None)


def _facts(table: Table, now: Column, other: Table, wanted: Column, rules: Rules) -> Iterator[Unlike]:
    key, name = table.key, now.name
    if _types_unlike(now.type, wanted.type, rules):
        yield Unlike("type", key, name, now.type, wanted.type)
    is_key = name in table.primary_key.columns and name in other.primary_key.columns
    if not is_key and isinstance(now.nullable, bool) and isinstance(wanted.nullable, bool) and now.nullable != wanted.nullable:
        yield Unlike("nullable", key, name, now.nullable, wanted.nullable)
    if _defaults_unlike(now, wanted, rules):
        yield Unlike("default", key, name, now.server_default, wanted.server_default)
    if comments_differ(now.comment, wanted.comment, rules):
        yield Unlike("comment", key, name, now.comment, wanted.comment)


def _types_unlike(now: Type | Unknown, wanted: Type | Unknown, rules: Rules) -> bool:
    """Types count as one that no row can tell apart: TEXT and VARCHAR on PostgreSQL, and on SQLite all of a family."""
    if isinstance(now, Unknown) or isinstance(wanted, Unknown) or now[:2] == wanted[:2]:
        return False
    told, was = told_back(now, rules.dialect), told_back(wanted, rules.dialect)
    if told is None or was is None or told == was:
        return False
    if rules.dialect == "postgresql":
        return {told, was} != {"TEXT", "VARCHAR"}
    if rules.is_mysql:
        return True
    families = family(now, rules.dialect), family(wanted, rules.dialect)
    return None not in families and families[0] != families[1] and types_differ(now, wanted, rules.dialect) is True


def _defaults_unlike(now: Column, wanted: Column, rules: Rules) -> bool:
    if any(fact is not None for column in (now, wanted) for fact in (column.computed, column.identity)):
        return False
    if any(isinstance(c.server_default, Default) and "nextval(" in c.server_default.text for c in (now, wanted)):
        return False  # a SERIAL says it or leaves it out
    if rules.dialect == "sqlite" and value_of(now.server_default) == value_of(wanted.server_default):
        return False
    return defaults_differ(now.server_default, wanted.server_default, wanted.type, rules.dialect) is True


_Same = Callable[[Any, Any, Rules], bool]
Key = Any  # an Index, a Unique, a ForeignKey or a Check


def _told(keys: Iterable[Key]) -> list[Key]:
    """Without what InnoDB makes itself, and without the checks that types bring."""
    return [
        key
        for key in keys
        if not (isinstance(key, Index) and IMPLICIT in key.options) and not (isinstance(key, Check) and key.of_type)
    ]


def _keys(sort: str, now: Table, wanted: Table, keys: tuple[list[Key], list[Key]], same: _Same, rules: Rules) -> Iterator[Unlike]:
    there, missing = keys
    for key in list(missing):
        twin = next((other for other in there if key.name is not None and other.name == key.name), None)
        if twin is not None:
            there.remove(twin)
            missing.remove(key)
            if twin is not key and not same(twin, key, rules):
                yield Unlike(sort, now.key, key.name, twin, key)
    for key in list(missing):
        twin = next((other for other in there if same(other, key, rules)), None)
        if twin is not None:
            there.remove(twin)
            missing.remove(key)
            if None not in (twin.name, key.name) and rules.dialect != "sqlite":  # where batches name them as they please
                yield Unlike("key_name", now.key, key.name, twin, key)
    yield from (Unlike(sort, now.key, _called(key), None, key) for key in missing)
    yield from (Unlike(sort, now.key, _called(key), key, None) for key in there)


def _called(key: Key) -> str | None:
    name: str | None = key.name
    return name if name is not None or isinstance(key, Check) else ", ".join(key.columns)


def _same_index(now: Index, wanted: Index, rules: Rules) -> bool:
    if compared(now, wanted, rules) is IndexComparison.DIFFERENT:
        return False
    return (_where(now, rules) is None) == (_where(wanted, rules) is None)


def _where(index: Index, rules: Rules) -> object:
    return next((value for name, value in index.options if name == f"{rules.dialect}_where"), None)


def _same_unique(now: Unique, wanted: Unique, rules: Rules) -> bool:
    return set(now.columns) == set(wanted.columns) and bool(now.nulls_not_distinct) == bool(wanted.nulls_not_distinct)


def _same_foreign_key(now: ForeignKey, wanted: ForeignKey, rules: Rules) -> bool:
    if (now.columns, now.table, now.refers) != (wanted.columns, wanted.table, wanted.refers):
        return False
    return all(
        isinstance(one, Unknown) or isinstance(other, Unknown) or _action(one, rules) == _action(other, rules)
        for one, other in ((now.ondelete, wanted.ondelete), (now.onupdate, wanted.onupdate))
    )


def _action(action: str | None, rules: Rules) -> str | None:
    action = action.upper() if action else None
    return None if action == "NO ACTION" or (rules.is_mysql and action == "RESTRICT") else action


def _same_check(now: Check, wanted: Check, rules: Rules) -> bool:
    """Conditions are told by their names: databases word them anew."""
    return now.sql is None or wanted.sql is None or now.sql == wanted.sql or (now.name is not None and now.name == wanted.name)


def _enums(now: Schema, wanted: Schema) -> Iterator[Unlike]:
    if now.unknown or wanted.unknown:
        return
    for key, enum in wanted.enums.items():
        there = now.enums.get(key)
        if there is None:
            yield Unlike("enum", key, None, None, enum)
        elif _values(there) is not None and _values(enum) is not None and _values(there) != _values(enum):
            yield Unlike("enum_values", key, None, there.values, enum.values)
    for key, enum in now.enums.items():
        if key not in wanted.enums:
            yield Unlike("enum", key, None, enum, None)


def _values(enum: EnumType) -> frozenset[str] | None:
    values = enum.values
    return None if isinstance(values, Unknown) else frozenset(values)
