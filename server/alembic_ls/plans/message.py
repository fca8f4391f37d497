"""What the revision does, in the words of its message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    together: dict[tuple[str | None, ...], list[Difference]] = {}
    for difference in found.differences:
        if difference.what is None or not _is_of_a_column(difference, columns, renamed):
            together.setdefault(_together(difference), []).append(difference)
    parts += [part for part in dict.fromkeys(map(_told, together.values())) if part is not None and part not in parts]
    if len(parts) <= _MOST:
        return _listed(parts)
    tables = list(dict.fromkeys([*table_renames.values(), *(d.table for d in found.differences)]))
    return f"change {_listed(tables) if len(tables) <= _MOST else f'{len(tables)} tables'}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _is_of_a_column(difference: Difference, columns: set[tuple[str, str | None]], renamed: set[str]) -> bool:
    """True where the key comes or goes with a column that is told already."""
    if difference.table in renamed:
        return True
    key = difference.model if difference.model is not None else difference.database
    return any((difference.table, column) in columns for column in getattr(key, "columns", ()))


def _together(difference: Difference) -> tuple[str | None, ...]:
    """What is told in one: the columns that a table gets or loses, all that changes in a column, a key that goes and comes again."""
    kind = difference.kind
    if kind in ("add_column", "remove_column"):
        return kind, difference.table
    if kind.startswith("modify_") and difference.column is not None:
        return "column", difference.table, difference.column
    key = kind.partition("_")[2] if kind in (*_KEYS, *(f"remove_{each[4:]}" for each in _KEYS)) else kind
    return key, difference.table, difference.column, difference.what


def _told(differences: Sequence[Difference]) -> str | None:
    first = differences[0]
    table, names = first.table, [str(difference.column) for difference in differences]
    if first.kind in ("add_column", "remove_column") and len(differences) > 1:
        listed = _listed(names) if len(names) <= _MOST else f"{len(names)} columns"
        return f"add {listed} to {table}" if first.kind == "add_column" else f"drop {listed} from {table}"
    kinds = {difference.kind for difference in differences}
    if len(kinds) > 1:
        return f"change {table}.{first.column}" if first.column is not None else f"change {_changed(first)}"
    return _part(first)


_KEYS = {"add_index": "index", "add_constraint": "unique", "add_fk": "foreign key", ADDED: "check"}


def _changed(difference: Difference) -> str:
    kind = next(word for key, word in _KEYS.items() if key[4:] == difference.kind.partition("_")[2])
    return f"{kind} {_name(difference)}" + ("" if kind == "index" else f" of {difference.table}")


def _name(difference: Difference) -> str | None:
    return None if difference.what is None else ", ".join(difference.what.split(","))


def _part(difference: Difference) -> str | None:
    table, name = difference.table, difference.column if difference.column is not None else _name(difference)
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
