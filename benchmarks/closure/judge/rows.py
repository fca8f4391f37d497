"""A few rows for every table, so that NOT NULL, UNIQUE and foreign keys are tested as they are in life."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

import sqlalchemy as sa

ROWS = 3


def fill(engine: sa.Engine) -> dict[str, str]:
    """Put rows into each table, parents first. What was told where a table stays empty comes out, by table."""
    metadata = sa.MetaData()
    metadata.reflect(engine, resolve_fks=False)
    inspector = sa.inspect(engine)
    for table in metadata.tables.values():
        table.info["checks"] = [each["sqltext"] for each in inspector.get_check_constraints(table.name, schema=table.schema)]
    empty: dict[str, str] = {}
    tables = [table for table in metadata.sorted_tables if not table.name.startswith("alembic_version")]
    with engine.begin() as connection:
        for _ in range(4):  # tables that refer to each other come by and by
            empty.clear()
            for table in tables:
                error = ""
                if connection.scalar(sa.select(sa.func.count()).select_from(table)):
                    continue
                for number in range(1, ROWS + 1):
                    error = _put(connection, table, number) or error
                if not connection.scalar(sa.select(sa.func.count()).select_from(table)):
                    empty[table.name] = error.split("\n")[0]
    return empty


def _put(connection: sa.Connection, table: sa.Table, number: int) -> str:
    """One row, as full as can be: with NULLs in the second row, and wherever a check or a cycle asks for them. An error, or nothing."""
    error = ""
    for attempt in range(8):
        values = {
            column.name: value
            for column in table.columns
            if (value := _value(connection, table, column, number, attempt)) is not _LEFT_OUT
        }
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(values))
            return ""
        except (sa.exc.SQLAlchemyError, ValueError, TypeError, AttributeError) as raised:
            error = f"{table.name}: {raised}"
    return error


_LEFT_OUT = object()


def _value(connection: sa.Connection, table: sa.Table, column: sa.Column[Any], number: int, attempt: int) -> object:
    if column.computed is not None or column.identity is not None:
        return _LEFT_OUT
    key = next(iter(column.foreign_keys), None)
    serial = column.primary_key and isinstance(column.type, sa.Integer) and len(table.primary_key.columns) == 1
    if serial and key is None:
        return _LEFT_OUT
    if column.server_default is not None and attempt in (0, 3):
        return _LEFT_OUT
    if column.nullable and not column.primary_key and (attempt >= 2 or (number == 2 and attempt == 0)):
        alternating = hash_of(column.name) % 2 == attempt % 2
        if attempt < 4 or alternating:
            return None
    if key is not None:
        return _referred(connection, table, key, number)
    if isinstance(column.type, sa.String) and (asked := _asked_for(table, column.name)) and attempt != 5:
        return asked[(number + attempt - 1) % len(asked)]
    return plain_value(column.type, number if attempt % 2 == 0 else number + 10 * attempt, column.name, connection.dialect.name)


def _asked_for(table: sa.Table, column: str) -> list[str]:
    """The texts that a check constraint names beside this column."""
    return [
        word for check in table.info["checks"] if re.search(rf"\b{column}\b", check) for word in re.findall(r"'([^'{}]+)'", check)
    ]


def hash_of(text: str) -> int:
    """The same in every process."""
    return sum(map(ord, text))


def _referred(connection: sa.Connection, table: sa.Table, key: sa.ForeignKey, number: int) -> object:
    """A value that the other table has; the number's where there are that many."""
    _, _, target = key.target_fullname.rpartition(".")
    other = table.metadata.tables.get(key.target_fullname.rpartition(".")[0])
    if other is None:
        return None
    found = connection.execute(sa.select(other.c[target]).order_by(other.c[target])).scalars().all()
    return found[(number - 1) % len(found)] if found else None


_DAY = datetime.datetime(2025, 1, 13, 9, 30)


def plain_value(kind: sa.types.TypeEngine[Any], number: int, name: str, dialect: str) -> object:
    """The number-th value of a type; no two are the same, where the type has that many."""
    if isinstance(kind, sa.Enum) and kind.enums:
        return kind.enums[(number - 1) % len(kind.enums)]
    text_of_list = type(kind).__name__ in ("JSON", "JSONB")
    if text_of_list:
        return {"n": number}
    if isinstance(kind, sa.ARRAY):
        return [plain_value(kind.item_type, number, name, dialect)]
    if isinstance(kind, sa.Uuid) or type(kind).__name__ == "UUID" or ("uuid" in name and isinstance(kind, sa.CHAR)):
        made = uuid.UUID(int=0x4D0B1F6A92C74E1FA1B2C3D4E5F60000 + number)
        return made if isinstance(kind, sa.Uuid) and kind.as_uuid else (made.hex if kind.length == 32 else str(made))  # type: ignore[attr-defined]
    if isinstance(kind, sa.Boolean):
        return number % 2 == 1
    if isinstance(kind, sa.Integer):
        return number
    if isinstance(kind, sa.Numeric):
        return number
    if isinstance(kind, sa.DateTime):
        moment = _DAY + datetime.timedelta(days=number)
        return moment.replace(tzinfo=datetime.timezone.utc) if kind.timezone and dialect == "postgresql" else moment
    if isinstance(kind, sa.Date):
        return (_DAY + datetime.timedelta(days=number)).date()
    if isinstance(kind, sa.Time):
        return (_DAY + datetime.timedelta(hours=number)).time()
    if isinstance(kind, sa.Interval):
        return datetime.timedelta(hours=number)
    if isinstance(kind, sa.LargeBinary):
        return bytes([number])
    text = f"{name} {number}"
    length = getattr(kind, "length", None)
    return text if not length or len(text) <= length else str(number)[:length]
