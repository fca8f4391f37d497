"""`Class.attribute`, of a mapped class: a column to refer to, whichever class declared it."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.sql_text import column_name
from alembic_ls.interpret.values import Call, ClassValue, Host, Member

_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})


class MappedAttribute(Host):
    """The attribute `name` of `cls`, declared by the call `declared`."""

    class_names = ("InstrumentedAttribute", "QueryableAttribute")

    def __init__(self, cls: ClassValue, name: str, declared: Any) -> None:
        self.cls = cls
        self.name = name
        self.declared = declared

    @property
    def column_name(self) -> str:
        """The name of its column: as declared, else the attribute's own."""
        call = column_call(self.declared)
        if call is not None:
            given = column_name(call) if call.path in _COLUMNS else None
            if given is not None:
                return given
        return self.name

    def truth(self) -> bool | None:
        """Compared, it makes SQL."""
        return None

    def attribute(self, machine: Any, name: str) -> Any:
        """What was set on the Column, its name; else a member of it."""
        call = column_call(self.declared)
        if call is not None and call.attributes and name in call.attributes:
            return call.attributes[name]
        if name in ("key",):
            return self.name
        if name == "name":
            return self.column_name
        if name in ("copy", "_copy") and call is not None:
            return Member(call, name)
        return Member(self, name)


def column_call(value: Any) -> Call | None:
    """The Column call in what declares an attribute: itself, in `deferred(…)`, in a Field's `sa_column`."""
    while isinstance(value, Call):
        if value.path in _COLUMNS:
            return value
        if value.path in ("sqlalchemy.orm.deferred", "sqlalchemy.orm.column_property") and value.args:
            value = value.args[0]
            continue
        if value.path == "sqlmodel.Field":
            value = value.kwargs.get("sa_column")
            continue
        return None
    return None
