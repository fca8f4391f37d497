"""Which of the things that are gone may be those that have come, under another name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown

Alike = Callable[[Difference, Difference], bool]


def one_to_one(gone: Sequence[Difference], come: Sequence[Difference], alike: Alike) -> list[tuple[Difference, Difference]]:
    """The pairs of those that are alike to one of the other side and to no other: where there is a choice, it is not ours."""
    matches = [(old, new) for new in come for old in gone if alike(old, new)]
    return [
        (old, new)
        for old, new in matches
        if sum(1 for one, _ in matches if one is old) == 1 and sum(1 for _, one in matches if one is new) == 1
    ]


def same_columns(old: Table, new: Table, dialect: str) -> bool:
    """True where two tables, all of whose columns are known, have the same ones by name and type; a lone `id` says nothing."""
    if len(new.columns) < 2 or old.columns.keys() != new.columns.keys() or not (old.complete and new.complete):
        return False
    return all(same_type(old.columns[name], column, dialect) for name, column in new.columns.items())


def same_type(old: Column, new: Column, dialect: str) -> bool:
    """True where the columns' types are known, and no difference would show in the database."""
    if isinstance(old.type, Unknown) or isinstance(new.type, Unknown):
        return False
    if types_differ(old.type, new.type, dialect) is not False:
        return False
    return old.type.name == new.type.name or ddl(old.type, dialect) == ddl(new.type, dialect) is not None
