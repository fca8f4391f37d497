"""What was done to a table after it was made, as further elements of it: a copy of another's, `table.c.x.type = …`, keys taken out, doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union

from alembic_ls.declare.defaults import default_of
from alembic_ls.declare.types import type_of
from alembic_ls.schema.tables import Column, Table
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_OF_PYTHON = frozenset(("default", "onupdate", "info", "doc", "sort_order", "active_history"))


class Copied(NamedTuple):
    """All that a table had when it was copied."""

    table: Table


class Altered(NamedTuple):
    """`table.c.COLUMN.NAME = value`."""

    column: str
    name: str
    value: Any


class Doubted(NamedTuple):
    """What the table has of this aspect may have gone, and there may be other."""

    aspect: str
    why: Unknown


class Removed(NamedTuple):
    """`table.indexes.remove(key)`: a key, as the table told it then, that it has of this aspect no more."""

    aspect: str
    key: Any


class Added(NamedTuple):
    """A copy of another table's key, of this aspect."""

    aspect: str
    key: Any


Alteration = Union[Copied, Altered, Doubted, Removed, Added]


def altered_column(machine: Machine, column: Column, name: str, value: Any, dialect: str) -> Column:
    """The column after `column.NAME = value`; what is set but not followed leaves its facts unknown."""
    if name in _OF_PYTHON:
        return column
    if name == "name" and type(value) is str:
        return column._replace(name=value)
    if name == "nullable" and isinstance(value, (bool, Unknown)):
        return column._replace(nullable=value)
    if name == "type":
        return column._replace(type=type_of(machine, value, dialect))
    if name == "server_default":
        return column._replace(server_default=default_of(value, dialect))
    if name == "comment" and (value is None or isinstance(value, (str, Unknown))):
        return column._replace(comment=value)
    doubt = Unknown(f"what '{name}' of this column is set to is not followed")
    return column._replace(type=doubt, nullable=doubt, server_default=doubt)
