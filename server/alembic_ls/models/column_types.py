"""A column's type as the source has written it, as a value: `column.type`, which isinstance is asked of."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import Call, ClassValue, Host, Symbol
from alembic_ls.schema.unknown import Unknown

# What SQLAlchemy's own types inherit from (sqlalchemy/sql/sqltypes.py). Names that a dialect has too, for another class, are not among them.
_PARENTS = {
    "BigInteger": "Integer",
    "SmallInteger": "Integer",
    "INTEGER": "Integer",
    "BIGINT": "BigInteger",
    "SMALLINT": "SmallInteger",
    "Text": "String",
    "Unicode": "String",
    "UnicodeText": "Text",
    "Enum": "String",
    "VARCHAR": "String",
    "CHAR": "String",
    "TEXT": "Text",
    "Float": "Numeric",
    "Double": "Float",
    "NUMERIC": "Numeric",
    "DECIMAL": "Numeric",
    "DATETIME": "DateTime",
    "BOOLEAN": "Boolean",
    "UUID": "Uuid",
    "JSONB": "JSON",
    **dict.fromkeys(("Integer", "String", "Numeric", "DateTime", "Date", "Boolean", "Uuid", "LargeBinary", "Interval")),
}


class DeclaredType(Host):
    """A type of SQLAlchemy's with its arguments."""

    def __init__(self, call: Call, names: tuple[str, ...]) -> None:
        self.type_value = call
        self.class_names = names

    def attribute(self, machine: Any, name: str) -> Any:
        """As the call tells it."""
        from alembic_ls.interpret.attributes import attribute_of

        return attribute_of(machine, self.type_value, name)


def as_value(machine: Any, written: Any) -> Any:
    """The type object that `Column(…, written)` holds: a class is called."""
    if isinstance(written, ClassValue):
        return machine.ask(written, [], Unknown(f"what {written.name} is made of is not followed", written.place.anchor))
    call = Call(written, [], {}, None) if isinstance(written, Symbol) else written
    if not isinstance(call, Call) or not call.path.startswith("sqlalchemy."):
        return call
    names = parents_of(call.path.rpartition(".")[2])
    return DeclaredType(call, (*names, "TypeEngine")) if names else call


def parents_of(kind: str) -> list[str]:
    """The class of SQLAlchemy's of this name, and those that it inherits from; empty where it is not known."""
    names: list[str] = []
    name: str | None = kind
    while name in _PARENTS:
        names.append(name)
        name = _PARENTS[name]
    return names
