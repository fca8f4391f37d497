"""env.py's include_name and include_object, run by the interpreter over what was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic_ls.interpret.values import MISSING, Host, OutOfFuel, Raised
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, ForeignKey, Index, Table, Unique
from alembic_ls.schema.unknown import Unknown

_CLASS_NAMES = {
    Table: ("Table",),
    Column: ("Column",),
    Index: ("Index",),
    Unique: ("UniqueConstraint",),
    ForeignKey: ("ForeignKeyConstraint",),
}


class SchemaObject(Host):
    """A table, column, index or constraint as a filter sees it."""

    def __init__(self, value: Any, table: Table | None = None, reflected: bool = False) -> None:
        self.value = value
        self.reflected = reflected  # whether it is the database's, which keeps no info
        self.owner = table
        self.class_names = _CLASS_NAMES.get(type(value), ())

    def attribute(self, machine: Any, name: str) -> Any:
        """`name`, `schema`, `info`, `table`, `columns`, `unique` …"""
        value = self.value
        if name == "table" and self.owner is not None:
            return SchemaObject(self.owner, None, self.reflected)
        if name == "key" and isinstance(value, (Table, Column)):
            return value.key if isinstance(value, Table) else value.name
        if name == "fullname" and isinstance(value, Table):
            return value.key
        if name == "info":
            return self._info(machine)
        if name in ("columns", "c"):
            return self._columns()
        if name in ("name", "schema", "comment", "unique", "nullable"):
            return getattr(value, name, MISSING)
        return MISSING

    def _info(self, machine: Any) -> Any:
        ask = machine.symbols.get("alembic_ls.info")
        table = self.value if isinstance(self.value, Table) else self.owner if isinstance(self.value, Column) else None
        if self.reflected or table is None or ask is None:
            return {}
        return ask(table.key, self.value.name if isinstance(self.value, Column) else None) or {}

    def _columns(self) -> Any:
        if isinstance(self.value, Table):
            return [SchemaObject(c, self.value, self.reflected) for c in self.value.columns.values()]
        names = getattr(self.value, "columns", ())
        known = self.owner.columns if self.owner is not None else {}
        return [SchemaObject(known.get(n, Column(n, Unknown("an expression"))), self.owner, self.reflected) for n in names]


def name_filter(
    machine: Any, function: Any, settled: dict[Any, Any] | None = None
) -> Callable[[str | None, str, dict[str, str | None]], Any] | None:
    """`include_name` as `diff` asks it; None where env.py has none. `settled`: one dict while the models are the same."""
    if function is None:
        return None
    return lambda name, kind, parents: _ask(machine, settled, function, [name, kind, dict(parents)])


def object_filter(
    machine: Any, function: Any, settled: dict[Any, Any] | None = None
) -> Callable[[Any, str | None, str, bool, Any], Any] | None:
    """`include_object` as `diff` asks it; None where env.py has none. `settled`: one dict while the models are the same."""
    if function is None:
        return None

    def ask(value: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> Any:
        other = None if compare_to is None else _object(compare_to, not reflected)
        return _ask(machine, settled, function, [_object(value, reflected), name, kind, reflected, other])

    return ask


def type_filter(machine: Any, function: Any) -> Callable[[Difference], bool]:
    """Whether a `modify_type` stands before env.py's own `compare_type` function: it may say no, or leave it to Alembic (None)."""
    if function is None or isinstance(function, (bool, Unknown)):
        return lambda difference: True

    def keeps(difference: Difference) -> bool:
        columns = (difference.database, difference.model)
        types = [SchemaObject(getattr(c, "type", None)) for c in columns]
        try:
            answer = machine.call(function, [Unknown("the context"), *map(SchemaObject, columns), *types], {}, None)
        except (Raised, OutOfFuel, RecursionError):
            return False
        return answer is None or answer is True

    return keeps


def _object(value: Any, reflected: bool) -> Any:
    if type(value) is tuple and len(value) == 2 and isinstance(value[1], Table):
        return SchemaObject(value[0], value[1], reflected)
    return SchemaObject(value, None, reflected)


def _ask(machine: Any, settled: dict[Any, Any] | None, function: Any, args: list[Any]) -> Any:
    from alembic_ls.interpret.truth import truth_of

    machine.fuel = max(machine.fuel, 100_000)
    machine.settled = settled
    try:
        answer = machine.call(function, args, {}, None)
    except (Raised, OutOfFuel, RecursionError):
        return Unknown("this filter could not be followed")
    finally:
        machine.settled = None
    truth = truth_of(answer)
    return truth if truth is not None else answer if isinstance(answer, Unknown) else Unknown("this filter could not be followed")
