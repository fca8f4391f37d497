"""Tables and columns that bear another name, and with them the indexes and constraints that are named after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Union

from alembic_ls.changes.restore import final
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Line, OnDialect
from alembic_ls.plans.undone import do, locking
from alembic_ls.schema.operations import (
    AlterColumn,
    CreateConstraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
    Operation,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from alembic_ls.schema.tables import ForeignKey, Index, PrimaryKey, Table, Unique

_Key = Union[Index, Unique, ForeignKey, PrimaryKey]


def steps(draft: Draft) -> None:
    """The renames that the user chose."""
    for old, new in draft.wanted.table_renames.items():
        _table(draft, old, new)
    for (key, old), new in draft.wanted.column_renames.items():
        _column(draft, key, old, new)


def _table(draft: Draft, old: str, new: str) -> None:
    table, model = draft.table(old), draft.wanted.models.tables.get(new)
    if table is None or model is None:
        return
    do(draft, RenameTable(table.name, model.name, table.schema))
    _keys(draft, model, lambda key: table.name in str(key.name))


def _column(draft: Draft, key: str, old: str, new: str) -> None:
    table, model = draft.table(key), draft.wanted.models.tables.get(key)
    if table is None or model is None or old not in table.columns:
        return
    column = table.columns[old]
    existing = (("type", column.type), ("nullable", column.nullable), ("server_default", column.server_default))
    renamed = AlterColumn(table.name, old, table.schema, new_name=new, existing=existing)
    draft.step([renamed], [renamed._replace(column=new, new_name=old)])
    _keys(draft, model, lambda key: new in key.columns)


def _keys(draft: Draft, model: Table, is_named_after: Callable[[_Key], bool]) -> None:
    """Rename what is named after the table or column, and says the same as a key of the models under another name."""
    table = draft.table(model.key)
    if table is None:
        return
    keys: list[_Key] = [*table.indexes, *table.uniques, *table.foreign_keys, table.primary_key]
    taken = {key.name for key in keys}
    for index in filter(is_named_after, table.indexes):
        twin = next((other for other in model.indexes if _is_same_index(index, other)), None)
        if twin is not None and twin.name and index.name and twin.name not in taken:
            taken.add(twin.name)
            _index(draft, table, index, twin)
    for key, name in _constraints(table, model):
        if is_named_after(key) and name not in taken:
            taken.add(name)
            _constraint(draft, table, key, name)


def _is_same_index(one: Index, other: Index) -> bool:
    return one.columns == other.columns and one.unique == other.unique


def _constraints(table: Table, model: Table) -> Iterator[tuple[Unique | ForeignKey | PrimaryKey, str]]:
    """The constraints whose name is another in the models, and that name."""
    for unique in table.uniques:
        named = next((other for other in model.uniques if other.columns == unique.columns), None)
        if named is not None and named.name and unique.name and named.name != unique.name:
            yield unique, named.name
    for key in table.foreign_keys:
        refers = next(
            (o for o in model.foreign_keys if (o.columns, o.table, o.refers) == (key.columns, key.table, key.refers)), None
        )
        if refers is not None and refers.name and key.name and refers.name != key.name:
            yield key, refers.name
    primary, wanted = table.primary_key, model.primary_key
    if wanted.name and primary.name and primary.columns == wanted.columns and primary.name != wanted.name:
        yield primary, wanted.name


def _index(draft: Draft, table: Table, index: Index, twin: Index) -> None:
    """PostgreSQL renames an index; elsewhere it is made anew."""
    index, old, new = locking(index), str(index.name), str(twin.name)
    renamed, back = RenameIndex(old, new, table.schema), RenameIndex(new, old, table.schema)
    again: list[Operation] = [
        DropIndex(old, table.name, table.schema),
        CreateIndex(table.name, index._replace(name=new), table.schema),
    ]
    undone: list[Operation] = [DropIndex(new, table.name, table.schema), CreateIndex(table.name, index, table.schema)]
    _both(draft, renamed, back, again, undone)


def _constraint(draft: Draft, table: Table, key: Unique | ForeignKey | PrimaryKey, name: str) -> None:
    """PostgreSQL renames a constraint; elsewhere a unique one is made anew, and the names of others are not looked at."""
    old = str(key.name)
    renamed = RenameConstraint(table.name, old, name, table.schema)
    back = RenameConstraint(table.name, name, old, table.schema)
    again: list[Operation] = []
    undone: list[Operation] = []
    if isinstance(key, Unique):
        drop = DropConstraint(table.name, old, "unique", table.schema)
        create = CreateConstraint(table.name, final(key._replace(name=name)), table.schema)
        again = [drop, create]
        undone = [drop._replace(name=name), create._replace(constraint=final(key))]
    _both(draft, renamed, back, again, undone)


def _both(draft: Draft, renamed: Operation, back: Operation, again: list[Operation], undone: list[Operation]) -> None:
    dialects = draft.wanted.dialects
    if tuple(dialects) == ("postgresql",):
        draft.step([renamed], [back])
    elif "postgresql" not in dialects:
        if again:
            draft.step(again, undone)
    else:
        up: list[Line] = [OnDialect("postgresql", (renamed,))]
        down: list[Line] = [OnDialect("postgresql", (back,))]
        if again:
            up.append(OnDialect("postgresql", tuple(again), is_not=True))
            down.append(OnDialect("postgresql", tuple(undone), is_not=True))
        draft.step(up, down)
