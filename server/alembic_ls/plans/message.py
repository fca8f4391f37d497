"""What the revision does, in the words of its message."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from alembic_ls.plans.checks import ADDED, REMOVED
from alembic_ls.plans.differences import Meant
from alembic_ls.plans.enum_values import KIND
from alembic_ls.schema.difference import Difference

NO_RENAMES: Mapping[Any, str] = MappingProxyType({})
_MOST = 3  # more parts than these are counted, not told


def message(
    found: Meant, column_renames: Mapping[tuple[str, str], str] = NO_RENAMES, table_renames: Mapping[str, str] = NO_RENAMES
) -> str:
    """`add estimate to task`, `rename task.title to name`: the parts joined by `and`; where there are many, the tables alone."""
    parts = [f"rename {old} to {new}" for old, new in table_renames.items()]
    parts += [f"rename {table}.{old} to {new}" for (table, old), new in column_renames.items()]
    columns: set[tuple[str, str | None]] = {(table, new) for (table, _), new in column_renames.items()}
    for difference in found.differences:
        if difference.kind in ("add_column", "remove_column"):
            columns.add((difference.table, difference.column))
    renamed = set(table_renames.values())
    for difference in found.differences:
        part = _part(difference)
        if part is None or part in parts or (difference.what is not None and _is_of_a_column(difference, columns, renamed)):
            continue
        parts.append(part)
    if len(parts) <= _MOST:
        return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    tables = list(dict.fromkeys([*table_renames.values(), *(d.table for d in found.differences)]))
    if len(tables) <= _MOST:
        return f"change {', '.join(tables[:-1])} and {tables[-1]}" if len(tables) > 1 else f"change {tables[0]}"
    return f"change {len(tables)} tables"


def _is_of_a_column(difference: Difference, columns: set[tuple[str, str | None]], renamed: set[str]) -> bool:
    """True where the key comes or goes with a column that is told already."""
    if difference.table in renamed:
        return True
    key = difference.model if difference.model is not None else difference.database
    return any((difference.table, column) in columns for column in getattr(key, "columns", ()))


def _part(difference: Difference) -> str | None:
    table, name = difference.table, difference.column if difference.column is not None else difference.what
    return {
        "add_table": f"create {table}",
        "remove_table": f"drop {table}",
        "add_column": f"add {name} to {table}",
        "remove_column": f"drop {name} from {table}",
        "modify_type": f"change type of {table}.{name}",
        "modify_nullable": f"change nullability of {table}.{name}",
        "modify_default": f"change default of {table}.{name}",
        "modify_comment": f"change comment of {table}.{name}",
        "add_index": f"create index {name}",
        "remove_index": f"drop index {name}",
        "add_constraint": f"make {name} of {table} unique",
        "remove_constraint": f"drop unique {name} of {table}",
        "add_fk": f"create foreign key {name} of {table}",
        "remove_fk": f"drop foreign key {name} of {table}",
        "add_table_comment": f"comment {table}",
        "remove_table_comment": f"drop comment of {table}",
        ADDED: f"create check {name} of {table}" if name is not None else f"change checks of {table}",
        REMOVED: f"drop check {name} of {table}",
        KIND: f"change values of {getattr(difference.database, 'name', name)}",
    }.get(difference.kind)
