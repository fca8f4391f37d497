"""env.py's include_name and include_object, run by the interpreter over what was read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from alembic_ls.history.inspector import TypeHost
from alembic_ls.interpret.values import MISSING, Host, OutOfFuel, Raised
from alembic_ls.models.column_types import parents_of
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, ForeignKey, Index, Table, Unique
from alembic_ls.schema.types import Type
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

    def __init__(self, value: Any, table: Table | None = None, reflected: str = "") -> None:
        self.value = value
        self.reflected = reflected  # the dialect, where it is the database's, which keeps no info
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
        if name == "type" and isinstance(value, Column):
            if isinstance(value.type, Unknown):
                return value.type
            return TypeHost(value.type, self.reflected) if self.reflected else TypeObject(value.type)
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


class TypeObject(Host):
    """The type of a model's column as a filter sees it."""

    def __init__(self, told: Type) -> None:
        self.told = told
        parents = parents_of(told.name.rpartition(".")[2])
        self.class_names = (*parents, "TypeEngine") if parents else None

    def attribute(self, machine: Any, name: str) -> Any:
        """`__visit_name__`, and what it was made with."""
        if name == "__visit_name__" and self.class_names is not None:
            return _visit_name(self.class_names[0])
        if name in ("length", "precision", "scale", "timezone", "name"):
            return self.told.argument(name, False if name == "timezone" else None)
        if name == "enums" and isinstance(values := self.told.argument("values"), tuple):
            return list(values)
        return MISSING


def _visit_name(name: str) -> str:
    """The `__visit_name__` of a type by its class (sqlalchemy/sql/sqltypes.py)."""
    if name.isupper() or name == "DateTime":
        return name if name.isupper() else "datetime"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def name_filter(
    machine: Any, function: Any, settled: dict[Any, Any] | None = None
) -> Callable[[str | None, str, dict[str, str | None]], Any] | None:
    """`include_name` as `diff` asks it; None where env.py has none. `settled`: one dict while the models are the same."""
    if function is None:
        return None
    return lambda name, kind, parents: _ask(machine, settled, function, [name, kind, dict(parents)])


def object_filter(
    machine: Any, function: Any, settled: dict[Any, Any] | None = None, dialect: str = "postgresql"
) -> Callable[[Any, str | None, str, bool, Any], Any] | None:
    """`include_object` as `diff` asks it; None where env.py has none. `settled`: one dict while the models are the same."""
    if function is None:
        return None

    def ask(value: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> Any:
        sides = (dialect, "") if reflected else ("", dialect)
        other = None if compare_to is None else _object(compare_to, sides[1])
        return _ask(machine, settled, function, [_object(value, sides[0]), name, kind, reflected, other])

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


def _object(value: Any, reflected: str) -> Any:
    if type(value) is tuple and len(value) == 2 and isinstance(value[1], Table):
        return SchemaObject(value[0], value[1], reflected)
    return SchemaObject(value, None, reflected)


def _ask(machine: Any, settled: dict[Any, Any] | None, function: Any, args: list[Any]) -> Any:
    from alembic_ls.interpret.truth import truth_of

    machine.refill()
    machine.settled = settled
    try:
        answer = machine.call(function, args, {}, None)
    except (Raised, OutOfFuel, RecursionError):
        return Unknown("this filter could not be followed")
    finally:
        machine.settled = None
    truth = truth_of(answer)
    return truth if truth is not None else answer if isinstance(answer, Unknown) else Unknown("this filter could not be followed")
