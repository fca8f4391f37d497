"""Server defaults, computed columns and identities of the source."""

from __future__ import annotations

from typing import Any

from alembic_ls.declare.sql_text import sql_of
from alembic_ls.interpret.values import Call, EnumMember, Member
from alembic_ls.schema.tables import Computed, Default, Identity
from alembic_ls.schema.unknown import Unknown


def default_of(value: Any, dialect: str) -> Default | Unknown | None:
    """The server default that `server_default=value` declares. A plain string is a literal, text() and functions are SQL."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, EnumMember):
        value = value.value if value.mixes_in_value else value.name
    if type(value) is str:
        return Default(value)
    if type(value) in (bool, int, float):
        return Default(str(value))
    if isinstance(value, Call) and value.path in ("sqlalchemy.FetchedValue", "sqlalchemy.schema.FetchedValue"):
        return None
    if isinstance(value, Call) and value.path == "sqlalchemy.DefaultClause" and value.args:
        return default_of(value.args[0], dialect)
    if isinstance(value, Member):
        return Unknown("this default is not followed")
    text = sql_of(value, dialect)
    if isinstance(text, Unknown):
        return text
    return Default(text, is_expression=True)


def computed_of(value: Call, dialect: str) -> Computed | Unknown:
    """`Computed("a + b", persisted=True)`."""
    sql = value.args[0] if value.args else value.kwargs.get("sqltext")
    text = sql if type(sql) is str else sql_of(sql, dialect)
    if isinstance(text, Unknown):
        return text
    persisted = value.kwargs.get("persisted", value.args[1] if len(value.args) > 1 else None)
    return Computed(text, persisted if isinstance(persisted, bool) else None)


def identity_of(value: Call) -> Identity | Unknown:
    """`Identity(always=True)`."""
    always = value.kwargs.get("always", value.args[0] if value.args else False)
    return always if isinstance(always, Unknown) else Identity(bool(always))
