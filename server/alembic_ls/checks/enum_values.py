"""An enum whose values differ between model and revisions; Alembic will not see this.

## Why it matters

The database refuses a value that its enum type does not have: the first row with it fails. Autogenerate compares the names of
enum types, not their values, so `alembic check` is clean all the same.

## When it is wrong

Where something beside the revisions changes the type. A value that only the database has does no harm as long as no row
bears it.

## How to fix

Write a revision that adds the value: on PostgreSQL `ALTER TYPE … ADD VALUE IF NOT EXISTS …`, in an `autocommit_block()` where the
same upgrade uses the value. To take a value away, make a new type and convert the columns. The quick fix writes this revision.

## Example

```python
class Status(enum.Enum):
    todo = "todo"
    done = "done"
    archived = "archived"  # the revisions create the type with "todo" and "done"
```

```python
def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE status ADD VALUE IF NOT EXISTS 'archived'")
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from alembic_ls.changes.on_enums import native_enum
from alembic_ls.checks.drift import ColumnPair, Drift
from alembic_ls.checks.rule import Rule
from alembic_ls.checks.words import joined
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple


class _Enum(NamedTuple):
    """An enum of the models beside the database's: what it is called, and the values of both."""

    name: str
    wanted: tuple[str, ...]
    there: tuple[str, ...]


def find(drift: Drift) -> Iterator[Finding]:
    """A finding for each enum type whose values differ, on the first column that has it; on MySQL for each such column."""
    if drift.dialect not in _DIALECTS:
        return
    same, enum_of = _DIALECTS[drift.dialect]
    seen: set[str] = set()
    for pair, wanted in drift.column_pairs(RULE.name, same):
        enum = enum_of(pair, wanted, drift)
        if enum is None or enum.name in seen or set(enum.wanted) == set(enum.there):
            continue
        message = f"{_what_differs(enum)}; Alembic will not see this: write a revision that changes the type"
        for finding in drift.unseen(RULE.name, RULE.severity, message, pair):
            seen.add(enum.name)
            yield finding


def _same_on_postgresql(pair: ColumnPair) -> Type | None:
    """The enum of the model where the database's column has one of that name."""
    there, wanted = native_enum(pair.there), native_enum(pair.wanted)
    return None if there is None or wanted is None or there.argument("name") != wanted.argument("name") else wanted


def _of_postgresql(pair: ColumnPair, wanted: Type, drift: Drift) -> _Enum | None:
    key = drift.rules.key(wanted.argument("name"), wanted.argument("schema"))
    values, known = wanted.argument("values"), drift.history.enums.get(key)
    if known is None or isinstance(known.values, Unknown) or not isinstance(values, tuple):
        return None
    return _Enum(f"enum type `{key}`", values, known.values)


def _same_on_mysql(pair: ColumnPair) -> Type | Unknown | None:
    """The enum of the model where the database's column has one too."""
    return None if _values(pair.there.type) is None or _values(pair.wanted.type) is None else pair.wanted.type


def _of_mysql(pair: ColumnPair, wanted: Type, drift: Drift) -> _Enum | None:
    return _Enum(f"the enum of column `{pair.name}`", _values(wanted) or (), _values(pair.there.type) or ())


def _values(type_: Type | Unknown) -> tuple[str, ...] | None:
    if isinstance(type_, Unknown) or type_.name not in ("Enum", "mysql.ENUM") or type_.argument("native_enum") is False:
        return None
    values = type_.argument("values")
    return values if isinstance(values, tuple) else None


# Which columns have an enum on both sides, and the two enums of such a column.
_DIALECTS: dict[str, tuple[Callable[[ColumnPair], Any], Callable[[ColumnPair, Type, Drift], _Enum | None]]] = {
    "postgresql": (_same_on_postgresql, _of_postgresql),
    **dict.fromkeys(("mysql", "mariadb"), (_same_on_mysql, _of_mysql)),
}


def _what_differs(enum: _Enum) -> str:
    lacking, surplus = _without(enum.wanted, enum.there), _without(enum.there, enum.wanted)
    parts = [f"lacks {joined(lacking)}"] if lacking else []
    parts += [f"has {joined(surplus)} besides"] if surplus else []
    return f"{enum.name} {', and '.join(parts)} in the database"


def _without(values: Iterable[str], others: Iterable[str]) -> list[str]:
    excluded = set(others)
    return [f"`{value}`" for value in values if value not in excluded]


RULE = Rule("enum-values", "information", find, __doc__)
