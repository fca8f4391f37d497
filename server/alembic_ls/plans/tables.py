"""Tables made, each after those that it refers to, and dropped in the opposite order."""

from __future__ import annotations

from alembic_ls.changes.restore import as_written, final
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.draft import Draft
from alembic_ls.plans.enum_types import existing_types
from alembic_ls.plans.undone import do, named
from alembic_ls.schema.operations import CreateConstraint, CreateTable, DropTable
from alembic_ls.schema.tables import ForeignKey, Table


def created(draft: Draft, found: Meant) -> None:
    """The missing tables. Foreign keys in a circle come when all of it is there."""
    missing = [difference.model for difference in found.of("add_table")]
    ordered, circular = in_order(missing)
    for table in ordered:
        late = [key for key in table.foreign_keys if (table.key, key) in circular]
        kept = tuple(key for key in table.foreign_keys if key not in late)
        do(draft, CreateTable(existing_types(draft, as_written(table._replace(foreign_keys=kept)))))
    for table in ordered:
        for key in table.foreign_keys:
            if (table.key, key) in circular:
                do(draft, CreateConstraint(table.name, final(named(key._replace(use_alter=False), table.name)), table.schema))


def dropped(draft: Draft, found: Meant) -> None:
    """The tables that no model has any more, with their rows."""
    surplus = [difference.database for difference in found.of("remove_table")]
    ordered, _ = in_order(surplus)
    for table in reversed(ordered):
        operation = DropTable(table.name, table.schema)
        do(draft, operation, f"The downgrade makes `{table.key}` again, without its rows.")


def in_order(tables: list[Table]) -> tuple[list[Table], set[tuple[str, ForeignKey]]]:
    """The tables, each after those that its foreign keys refer to; and the keys, with their table's, that had to be left out for that."""
    by_key = {table.key: table for table in tables}
    ordered: list[Table] = []
    circular: set[tuple[str, ForeignKey]] = set()
    state: dict[str, bool] = {}  # False while what the table needs is looked at

    def visit(table: Table) -> None:
        state[table.key] = False
        for key in table.foreign_keys:
            target = by_key.get(key.table)
            if target is None or target is table:
                continue
            if key.table not in state:
                visit(target)
            elif not state[key.table]:
                circular.add((table.key, key))
        state[table.key] = True
        ordered.append(table)

    for table in tables:
        if table.key not in state:
            visit(table)
    return ordered, circular
