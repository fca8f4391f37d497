"""The statements that create and drop an enum type of PostgreSQL, as people write them."""

from __future__ import annotations

from alembic_ls.schema.tables import EnumType
from alembic_ls.schema.unknown import Unknown
from alembic_ls.writing.refusal import Refusal


def created_text(sa: str, enum: EnumType) -> str:
    """On other databases it does nothing."""
    values = ", ".join(map(_quoted, values_of(enum)))
    return f"{sa}.Enum({values}, name={_quoted(enum.name)}{_schema(enum.schema)}).create(op.get_bind(), checkfirst=True)"


def dropped_text(sa: str, enum: EnumType) -> str:
    """The values are not needed for it."""
    return f"{sa}.Enum(name={_quoted(enum.name)}{_schema(enum.schema)}).drop(op.get_bind(), checkfirst=True)"


def values_of(enum: EnumType) -> tuple[str, ...]:
    """Its values. Raises Refusal where they are not known."""
    values = enum.values
    if isinstance(values, Unknown):
        raise Refusal(f"the values of the enum type `{enum.name}` are not known: {values.reason}")
    return values


def _schema(schema: str | None) -> str:
    return f", schema={_quoted(schema)}" if schema else ""


def _quoted(text: str) -> str:
    return repr(text) if '"' in text or "\\" in text or not text.isprintable() else f'"{text}"'
