"""How types, defaults and keys are called wherever people read of them."""

from __future__ import annotations

from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.quoting import sql_literal
from alembic_ls.schema.tables import Default, ForeignKey, Index, Unique
from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown


def type_text(type_: Type | Unknown, dialect: str) -> str:
    """The DDL of a type, else its name."""
    if isinstance(type_, Unknown):
        return "an unknown type"
    return ddl(type_, dialect) or type_.spelling or type_.name


def default_text(default: Default | Unknown | None) -> str:
    """A server default, as SQL."""
    if default is None or isinstance(default, Unknown):
        return "none" if default is None else "unknown"
    return default.text if default.is_expression else sql_literal(default.text)


def key_text(key: ForeignKey | Unique | Index) -> str:
    """A key with its kind, and its name or columns."""
    if isinstance(key, ForeignKey):
        options = f" ON DELETE {key.ondelete}" if isinstance(key.ondelete, str) else ""
        return f"foreign key ({', '.join(key.columns)}) to `{key.table}`{options}"
    kind = "unique constraint" if not isinstance(key, Index) else "unique index" if key.unique is True else "index"
    return f"{kind} `{key.name}`" if key.name else f"{kind} ({', '.join(key.columns)})"
