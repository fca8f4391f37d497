"""Indexes, unique constraints and foreign keys."""

from __future__ import annotations

from alembic_ls.changes.restore import final
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.lines import Autocommit
from alembic_ls.plans.undone import KINDS, do, dropping, named
from alembic_ls.schema.operations import CreateConstraint, CreateIndex, DropConstraint, DropIndex
from alembic_ls.schema.tables import ForeignKey, Index, Table, Unique
from alembic_ls.schema.unknown import Unknown


def dropped(draft: Draft, found: Meant) -> None:
    """Those that the models have no more, and those that they have otherwise."""
    for difference in found.of("remove_fk", "remove_constraint", "remove_index"):
        table = draft.table(difference.table)
        if table is None:
            continue
        key = difference.database
        if isinstance(key, Index):
            unique = next((unique for unique in table.uniques if unique.name == key.name), None)
            if any(index.name == key.name for index in table.indexes):
                _with_an_index(draft, table, key)
            elif unique is not None:  # MySQL tells of it as an index
                _drop_constraint(draft, table, unique)
        elif key.name is not None or not _goes_with_a_column(key, table, found):
            _drop_constraint(draft, table, key)


def _goes_with_a_column(key: Unique | ForeignKey, table: Table, found: Meant) -> bool:
    gone = {d.column for d in found.of("remove_column") if d.table == table.key}
    return not gone.isdisjoint(key.columns)


def _drop_constraint(draft: Draft, table: Table, key: Unique | ForeignKey) -> None:
    made_again = CreateConstraint(table.name, final(named(key, table.name)._replace(origin=None)), table.schema)
    draft.step([dropping(draft, table, key)], [made_again])


def _with_an_index(draft: Draft, table: Table, index: Index) -> None:
    operation = DropIndex(index.name, table.name, table.schema)
    if not draft.wanted.concurrently:
        do(draft, operation)
        return
    draft.step([Autocommit((operation,))], [Autocommit((CreateIndex(table.name, concurrent(index), table.schema),))])


def created(draft: Draft, found: Meant) -> None:
    """Those that only the models have: what is unique first, foreign keys may refer to it; plain indexes last, a table that SQLite makes
    anew for a constraint loses some."""
    plain = [difference for difference in found.of("add_index") if difference.model.unique is not True]
    unique = [difference for difference in found.of("add_index") if difference.model.unique is True]
    for difference in (*found.of("add_constraint"), *unique, *found.of("add_fk"), *plain):
        table = draft.table(difference.table)
        if table is not None:
            _create(draft, table, difference.model)


def _create(draft: Draft, table: Table, key: Index | Unique | ForeignKey) -> None:
    if isinstance(key, Index):
        made = CreateIndex(table.name, final(key), table.schema)
        if draft.wanted.concurrently and draft.is_on_postgresql:
            made = made._replace(index=concurrent(made.index))
            draft.step([Autocommit((made,))], [Autocommit((DropIndex(key.name, table.name, table.schema),))])
        else:  # by the name as it is written: PostgreSQL cuts a long one in both places, SQLite in none
            draft.step([made], [DropIndex(made.index.name, table.name, table.schema)])
        return
    if isinstance(key, ForeignKey):
        key = key._replace(use_alter=False)
        if isinstance(key.ondelete, Unknown) or isinstance(key.onupdate, Unknown):
            draft.notes.append(f"what the foreign key over {', '.join(key.columns)} does on delete or update could not be read")
    wanted = final(named(key, table.name))
    draft.step(
        [CreateConstraint(table.name, wanted, table.schema)],
        [DropConstraint(table.name, wanted.name, KINDS[type(key)], table.schema)],
    )


def concurrent(index: Index) -> Index:
    """The index, to be made without keeping others from writing."""
    options = {**dict(index.options), "postgresql_concurrently": True}
    return index._replace(options=tuple(sorted(options.items())))
