"""The text of a server default as the database tells it back."""

from __future__ import annotations

from alembic_ls.dialects.ddl import ddl
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_MOMENT = regex(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.0+)?(?:[+-]00(?::?00)?|Z)?")

_NUMBER = regex(r"-?\d{1,14}(?:\.\d{1,14})?")


def default_told_back(default: Default, type: Type | Unknown, dialect: str) -> Default:
    """`default` as reflection would give it. Only literals on PostgreSQL change, where it writes values in its own way: points in time,
    those with a time zone in the server's, which is taken to be UTC; floating-point numbers."""
    if default.is_expression or dialect != "postgresql" or not isinstance(type, Type):
        return default
    said = ddl(type, dialect) or ""
    if said.startswith(("FLOAT", "DOUBLE", "REAL")) and _NUMBER.fullmatch(default.text) is not None:
        return Default(repr(float(default.text)).removesuffix(".0"))
    if said == "INTERVAL" and default.text == "0":
        return Default("00:00:00")
    found = _MOMENT.fullmatch(default.text)
    if found is None or not said.startswith("TIMESTAMP"):
        return default
    clock = found[2] if found[2].count(":") == 2 else f"{found[2]}:00"
    zone = "+00" if "WITH TIME ZONE" in said else ""
    return Default(f"{found[1]} {clock}{zone}")
