"""A schema for programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from alembic_ls.analysis.words import default_text
from alembic_ls.cli.type_text import TypeText
from alembic_ls.dialects.told_defaults import default_told_back
from alembic_ls.schema.tables import Column, Computed, Default, ForeignKey, Identity, Schema, Table, Unique
from alembic_ls.schema.unknown import Unknown


def schema_json(schema: Schema, dialect: str, type_text: TypeText, is_history: bool = False) -> dict[str, Any]:
    """The schema by names; `is_history` where it is to be as a database tells it back.

    A type, nullability or list of values that is unknown is null; what else is unknown is left out, since null there means that there
    is none.
    """
    return {
        "incomplete": bool(schema.unknown),
        "enums": {key: _known(enum.values) for key, enum in sorted(schema.enums.items())},
        "tables": {
            key: _table(_told_back(table, dialect) if is_history else table, dialect, type_text)
            for key, table in sorted(schema.tables.items())
            if not table.is_view
        },
    }


def _told_back(table: Table, dialect: str) -> Table:
    """With the defaults as reflection has them; MySQL's reflection tells unique indexes as unique constraints too."""
    columns = {
        name: column._replace(server_default=default_told_back(column.server_default, column.type, dialect))
        if isinstance(column.server_default, Default)
        else column
        for name, column in table.columns.items()
    }
    if dialect in ("mysql", "mariadb"):
        known = {key.name for key in table.uniques}
        more = [Unique(i.columns, i.name) for i in table.indexes if i.unique is True and i.name not in known]
        table = table._replace(uniques=(*table.uniques, *more))
    return table._replace(columns=columns)


def _table(table: Table, dialect: str, type_text: TypeText) -> dict[str, Any]:
    return {
        "complete": table.complete,
        "unknown": sorted(table.unknown),
        "columns": {name: _column(column, table, dialect, type_text) for name, column in table.columns.items()},
        "primary_key": list(table.primary_key.columns),
        "foreign_keys": [_foreign_key(key) for key in table.foreign_keys],
        "uniques": [{"name": key.name, "columns": list(key.columns)} for key in table.uniques],
        "indexes": [
            {"name": key.name, "columns": [_element(c) for c in key.columns], "unique": _known(key.unique)}
            for key in table.indexes
        ],
        "checks": [{"name": check.name, "sql": check.sql} for check in table.checks],
        **_if_known("comment", table.comment),
    }


def _element(text: str) -> str:
    """An element of an index: a column with its order stands without parentheses, any other expression in them."""
    return text[1:-1] if re.fullmatch(r"\(\w+( ASC| DESC)?( NULLS \w+)?\)", text) else text


def _column(column: Column, table: Table, dialect: str, type_text: TypeText) -> dict[str, Any]:
    return {
        "type": None if isinstance(column.type, Unknown) else type_text(column.type, dialect),
        "nullable": _known(column.nullable),
        "primary_key": None if "primary_key" in table.unknown else column.name in table.primary_key.columns,
        **_if_known("server_default", column.server_default, default_text),
        **_if_known("comment", column.comment),
        **_if_known("computed", column.computed, _computed),
        **_if_known("identity", column.identity, _identity),
    }


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "refers": [f"{key.table}.{column}" for column in key.refers],
        **_if_known("ondelete", key.ondelete),
    }


def _computed(computed: Computed) -> dict[str, Any]:
    return {"sql": computed.sql, "persisted": computed.persisted}


def _identity(identity: Identity) -> dict[str, Any]:
    return {"always": identity.always}


def _known(value: Any) -> Any:
    return None if isinstance(value, Unknown) else value


def _if_known(name: str, value: Any, write: Callable[[Any], Any] = str) -> Mapping[str, Any]:
    if isinstance(value, Unknown):
        return {}
    return {name: None if value is None else write(value)}
