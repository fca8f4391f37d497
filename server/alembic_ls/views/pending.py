"""What is not yet migrated, in words."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.analysis.words import default_text, key_text, type_text
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.tables import Column, ForeignKey, Index, Table, Unique
from alembic_ls.schema.unknown import Unknown


def pending_text(difference: Difference, dialect: str) -> str:
    """One difference: what the models want and the database has."""
    kind, database, model = difference.kind, difference.database, difference.model
    if kind == "add_table":
        return "no revision makes this table"
    if kind == "add_column":
        return f"`{difference.column}`: no revision adds this column"
    if kind == "remove_column":
        return f"`{difference.column}`: the database still has this column"
    if kind.startswith("modify_"):
        said = _column_value(kind, database, dialect), _column_value(kind, model, dialect)
        return f"`{difference.column}`: {kind[7:]} {said[0]} in the database, {said[1]} in the models"
    if kind.endswith("_table_comment"):
        return f"comment {_comment(database)} in the database, {_comment(model)} in the models"
    key = model if model is not None else database
    if isinstance(key, (ForeignKey, Unique, Index)):
        missing = "is not in the database" if model is not None else "is still in the database"
        return f"{key_text(key)} {missing}"
    return kind.replace("_", " ")


def pending_of_column(differences: Iterable[Difference], column: str) -> list[Difference]:
    """Those that a column is part of."""
    return [each for each in differences if each.column == column or column in _columns(each)]


def _columns(difference: Difference) -> tuple[str, ...]:
    key = difference.model if difference.model is not None else difference.database
    return key.columns if isinstance(key, (ForeignKey, Unique, Index)) else ()


def pending_of_key(differences: Iterable[Difference], name: str) -> list[Difference]:
    """Those of the key of this name."""
    return [each for each in differences if name in (getattr(each.model, "name", None), getattr(each.database, "name", None))]


def _comment(side: object) -> str:
    comment = getattr(side, "comment", None)
    return "none" if comment is None else "unknown" if isinstance(comment, Unknown) else f"“{comment}”"


def _column_value(kind: str, side: object, dialect: str) -> str:
    if not isinstance(side, (Column, Table)):
        return "none"
    if kind == "modify_comment":
        return _comment(side)
    if isinstance(side, Table):
        return "?"
    if kind == "modify_type":
        return type_text(side.type, dialect)
    if kind == "modify_nullable":
        return "unknown" if isinstance(side.nullable, Unknown) else str(side.nullable).lower()
    return default_text(side.server_default)
