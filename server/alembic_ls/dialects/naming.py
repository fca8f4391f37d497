"""The names that a metadata's naming convention gives to constraints and indexes (sqlalchemy/sql/naming.py)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Union

from alembic_ls.schema.tables import Check, ForeignKey, Index, PrimaryKey, Table, Unique
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

Constraint = Union[Unique, ForeignKey, Check, PrimaryKey, Index]

# What a metadata has that was given no convention of its own (sqlalchemy/sql/schema.py, DEFAULT_NAMING_CONVENTION).
DEFAULT_CONVENTION: Final[Mapping[str, object]] = MappingProxyType({"ix": "ix_%(column_0_label)s"})

_TOKEN = regex(r"%(?:\((\w+)\)s|%)")
_COLUMN_TOKEN = regex(r"(referred_)?column_(\d+)(_?N)?_(name|label|key)")


def conventional_name(
    convention: Mapping[str, object], kind: str, table: Table, constraint: Constraint, is_final: bool = False
) -> str | Unknown | None:
    """The name that `constraint` has after SQLAlchemy attached it to `table`, before it is cut to the dialect's length.

    `convention` is MetaData.naming_convention as read, its values str where they were followed; `kind` is ix, uq, fk, ck or pk.
    Of `table` the name and schema are looked at. `is_final` is true where the constraint's own name came from op.f() or conv().
    The name as given, or None, where the convention has nothing to say; Unknown where it could not be followed, or where
    SQLAlchemy raises. A column's key is taken to be its name.
    """
    name = constraint.name
    template = convention.get(kind)
    if template is None or is_final:
        return name
    if not isinstance(template, str):
        return name if name is not None else Unknown(f"the naming convention for {kind} could not be followed")
    if name is not None and "constraint_name" not in template:
        return name
    return _filled(template, convention, table, constraint)


def _filled(template: str, convention: Mapping[str, object], table: Table, constraint: Constraint) -> str | Unknown:
    parts, end = [], 0
    for found in _TOKEN.finditer(template):
        parts.append(template[end : found.start()])
        value = "%" if found[1] is None else _token(found[1], convention, table, constraint)
        if isinstance(value, Unknown):
            return value
        parts.append(value)
        end = found.end()
    parts.append(template[end:])
    if any("%" in part for part in parts[::2]):
        return Unknown(f"the naming convention {template!r} could not be followed")
    return "".join(parts)


def _token(token: str, convention: Mapping[str, object], table: Table, constraint: Constraint) -> str | Unknown:
    if token in convention:
        return Unknown(f"the naming convention's own token {token} is a function")
    if token == "table_name":
        return table.name
    if token == "constraint_name":
        return constraint.name or Unknown("the naming convention needs a name where this constraint has none")
    if token == "referred_table_name" and isinstance(constraint, ForeignKey):
        return constraint.table.rpartition(".")[2]
    found = _COLUMN_TOKEN.fullmatch(token)
    if found is None:
        return Unknown(f"the naming convention's token {token} is not known")
    return _columns(found, table, constraint)


def _columns(found: re.Match[str], table: Table, constraint: Constraint) -> str | Unknown:
    referred, number, several, what = found.groups()
    if isinstance(constraint, Check):
        return Unknown("the naming convention names columns of an expression")
    if referred:
        if not isinstance(constraint, ForeignKey) or what != "name":
            return Unknown(f"the naming convention's token {found[0]} is not known")
        columns = constraint.refers
    else:
        columns = constraint.columns
        behind = columns if several else columns[: int(number) + 1]
        if any(column.startswith("(") for column in behind):
            return Unknown("the naming convention names columns of an expression")
    if what == "label":
        prefix = f"{table.schema.replace('.', '_')}_{table.name}" if table.schema else table.name
        columns = tuple(f"{prefix}_{column}" for column in columns)
    if several:
        return ("_" if several.startswith("_") else "").join(columns)
    if int(number) < len(columns):
        return columns[int(number)]
    return Unknown("the naming convention names a referred column that is not there") if referred else ""
