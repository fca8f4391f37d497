"""A column's type as models write it: the Python type, what `Field` says of it, and the expression of SQLAlchemy's."""

from __future__ import annotations

from alembic_ls.schema.types import Type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.writing.refusal import Refusal

# What reflection and SQL call the types that models name otherwise.
_GENERIC = {
    "VARCHAR": "String",
    "NVARCHAR": "String",
    "TEXT": "Text",
    "INTEGER": "Integer",
    "INT": "Integer",
    "BIGINT": "BigInteger",
    "SMALLINT": "SmallInteger",
    "BOOLEAN": "Boolean",
    "FLOAT": "Float",
    "DOUBLE_PRECISION": "Double",
    "DOUBLE": "Double",
    "NUMERIC": "Numeric",
    "DECIMAL": "Numeric",
    "TIMESTAMP": "DateTime",
    "DATETIME": "DateTime",
    "DATE": "Date",
    "TIME": "Time",
    "UUID": "Uuid",
    "UnicodeText": "Text",
    "Unicode": "String",
    "BLOB": "LargeBinary",
    "postgresql.TIMESTAMP": "DateTime",
    "postgresql.BYTEA": "LargeBinary",
}
# The Python types, with the import that each needs.
_PYTHON = {
    "String": ("str", None),
    "Text": ("str", None),
    "Integer": ("int", None),
    "BigInteger": ("int", None),
    "SmallInteger": ("int", None),
    "Boolean": ("bool", None),
    "Float": ("float", None),
    "Double": ("float", None),
    "Numeric": ("Decimal", "from decimal import Decimal"),
    "DateTime": ("datetime", "from datetime import datetime"),
    "Date": ("date", "from datetime import date"),
    "Time": ("time", "from datetime import time"),
    "Interval": ("timedelta", "from datetime import timedelta"),
    "Uuid": ("UUID", "from uuid import UUID"),
    "LargeBinary": ("bytes", None),
    "JSON": ("dict", None),
    "postgresql.JSON": ("dict", None),
    "postgresql.JSONB": ("dict", None),
    "Enum": ("str", None),
    "postgresql.ENUM": ("str", None),
}
_PLAIN = {"Integer", "Boolean", "Float", "DateTime", "Date", "Time", "Interval", "Uuid", "String", "Numeric"}
# What a type says that both SQLAlchemy's constructor and our reading know under one name.
_SAID = ("length", "precision", "scale", "timezone", "collation", "native_enum", "name", "schema")


class FieldType(NamedTuple):
    """`python` with the import that it needs; `options` for SQLModel's `Field`; `name` and `arguments` of SQLAlchemy's type.

    `is_implied` where the Python type alone gives SQLAlchemy's, in a `Mapped[…]`; `is_in_field` where the options of `Field` do.
    """

    python: str
    needs: str | None
    name: str
    arguments: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    is_implied: bool
    is_in_field: bool

    @property
    def module(self) -> str:
        """Where SQLAlchemy has the type."""
        owner = self.name.rpartition(".")[0]
        return f"sqlalchemy.dialects.{owner}" if owner else "sqlalchemy"


def field_type(type_: Type | Unknown) -> FieldType:
    """How a model says the type. Raises Refusal where there is no plain way."""
    if isinstance(type_, Unknown):
        raise Refusal(f"the type in the database is not known: {type_.reason}")
    if type_.spelling is not None and not type_.spelling.startswith("sqlmodel."):
        raise Refusal(f"the type is the project's own, {type_.spelling}: write it by hand")
    name = _GENERIC.get(type_.name, type_.name)
    found = _PYTHON.get(name)
    if found is None:
        raise Refusal(f"what {type_.name} is in Python cannot be told; write it by hand")
    given = {key: value for key, value in type_.arguments if value is not None and value is not False}
    if name == "DateTime":
        given.pop("precision", None)
    values = given.pop("values", ())
    given.pop("native_uuid", None)
    if not set(given) <= {*_SAID, "create_type"}:
        raise Refusal(f"what the type {type_.name} says besides cannot be written plainly; write it by hand")
    if any(type_.argument(key) is False for key in ("native_enum", "none_as_null")):
        given["native_enum"] = False
    given.pop("create_type", None)
    arguments = [repr(value) for value in values]
    if name == "String" and set(given) <= {"length"}:
        arguments += [repr(given["length"])] if "length" in given else []
    elif name == "Numeric" and set(given) <= {"precision", "scale"} and "precision" in given:
        arguments += [repr(given[key]) for key in ("precision", "scale") if key in given]
    else:
        arguments += [f"{key}={value!r}" for key, value in given.items()]
    options, in_field = _options(name, given)
    is_implied = name in _PLAIN and not arguments
    return FieldType(*found, name, tuple(arguments), options, is_implied, in_field)


def _options(name: str, given: dict[str, object]) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What `Field` says, and whether that is all."""
    if name == "String" and set(given) <= {"length"}:
        return ((("max_length", repr(given["length"])),) if given else ()), True
    if name == "Numeric" and set(given) <= {"precision", "scale"}:
        names = (("max_digits", "precision"), ("decimal_places", "scale"))
        return tuple((option, repr(given[key])) for option, key in names if key in given), True
    return (), name in _PLAIN and not given
