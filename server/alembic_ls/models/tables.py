"""The name of a mapped class's table, and the elements of its `__table_args__`."""

from __future__ import annotations

import re
from typing import Any

from alembic_ls.declare.constraints import DIALECTS
from alembic_ls.interpret.values import Call, ClassValue, OneOf, OutOfFuel, Raised, Spread
from alembic_ls.models.annotations import annotation_of
from alembic_ls.models.bases import declared, is_flask, is_sqlmodel, mapped_ancestors, metadata_of
from alembic_ls.models.metadata import MetaDataHost, settled_schema
from alembic_ls.models.table_host import TableHost
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple


class TableArgs(NamedTuple):
    """`__table_args__` taken apart: what stands in the tuple, and the keywords."""

    elements: list[Any]
    kwargs: dict[str, Any]
    doubt: Unknown | None = None


def asked(machine: Any, cls: ClassValue, name: str) -> Any:
    """`bases.declared`, with what goes wrong in a declared_attr as Unknown."""
    try:
        return declared(machine, cls, name)
    except (Raised, OutOfFuel, RecursionError):
        return Unknown(f"{name} of {cls.name} could not be followed", cls.place.anchor)


def table_args(machine: Any, cls: ClassValue) -> TableArgs:
    """The class's `__table_args__`, in any of its forms: a tuple, a dict, a tuple that ends in a dict."""
    known = cls.facts.get("table_args")
    if known is None:
        known = cls.facts["table_args"] = _table_args(asked(machine, cls, "__table_args__"), cls)
    return known


def _table_args(value: Any, cls: ClassValue) -> TableArgs:
    if value is None:
        return TableArgs([], {})
    if _are_of_dialects(value):
        return TableArgs([], {})
    if isinstance(value, Unknown):
        return TableArgs([], {}, value)
    if type(value) is dict:
        return TableArgs([], value)
    if type(value) in (tuple, list):
        elements, kwargs = list(value), {}
        doubt = next((e.value for e in elements if isinstance(e, Spread)), None)
        if elements and _are_of_dialects(elements[-1]):
            elements.pop()
        elif elements and type(elements[-1]) is dict:
            kwargs = elements.pop()
        return TableArgs(elements, kwargs, doubt)
    if isinstance(value, Call) and value.path.startswith("sqlalchemy."):
        return TableArgs([value], {})
    return TableArgs([], {}, Unknown(f"__table_args__ of {cls.name} is not followed", cls.place.anchor))


def _are_of_dialects(value: Any) -> bool:
    """Whether it is not known which keywords it is, and none of those that it may be says more than how a database stores the table."""
    return (
        isinstance(value, OneOf)
        and bool(value.values)
        and all(
            one is None or (type(one) is dict and all(type(key) is str and key.startswith(DIALECTS) for key in one))
            for one in value.values
        )
    )


def table_name(machine: Any, cls: ClassValue) -> str | Unknown | None:
    """The name of the class's own table; None where it has none (it then shares its ancestor's)."""
    known = cls.facts.get("table_name", cls)
    if known is cls:
        cls.facts["table_name"] = None
        known = cls.facts["table_name"] = _table_name(machine, cls)
    return known  # type: ignore[no-any-return]


def _table_name(machine: Any, cls: ClassValue) -> str | Unknown | None:
    given = asked(machine, cls, "__table__")
    if isinstance(given, TableHost):
        return given.name
    if given is not None:
        return given if isinstance(given, Unknown) else Unknown(f"__table__ of {cls.name} is not followed", cls.place.anchor)
    name = asked(machine, cls, "__tablename__")
    if is_flask(cls) and mapped_ancestors(machine, cls):
        return _of_flask_heir(machine, cls, name)
    if type(name) is str or isinstance(name, Unknown):
        return name
    if name is not None:
        return Unknown(f"__tablename__ of {cls.name} is not followed", cls.place.anchor)
    if is_sqlmodel(cls):
        return cls.name.lower()
    return snake_case(cls.name) if is_flask(cls) else None


def _of_flask_heir(machine: Any, cls: ClassValue, name: Any) -> str | Unknown | None:
    """A model that inherits from another has a table of its own where it declares a primary key (flask_sqlalchemy/model.py, __table_cls__)."""
    for base in cls.mro:
        if base is not cls and isinstance(base, ClassValue) and base.facts.get("mapped"):
            continue
        if isinstance(base, ClassValue) and _declares_key(machine, base):
            return name if isinstance(name, (str, Unknown)) else snake_case(cls.name)
    return None


def _declares_key(machine: Any, cls: ClassValue) -> bool:
    """True where a column of the class's body is of the primary key, by what it is assigned or by its annotation."""
    annotations = (annotation_of(machine, cls, name) for name in cls.annotations)
    said = (extra for annotation in annotations if annotation is not None for extra in annotation.metadata)
    return any(isinstance(value, Call) and value.kwargs.get("primary_key") is True for value in (*cls.names.values(), *said))


def snake_case(name: str) -> str:
    """Flask-SQLAlchemy's table name for a class (flask_sqlalchemy/model.py, camel_to_snake_case)."""
    name = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name)
    return name.lower().lstrip("_")


def table_schema(machine: Any, cls: ClassValue, metadata: MetaDataHost | None = None) -> str | Unknown | None:
    """The schema of the class's table: of its `__table_args__`, else its metadata's, which is given where it is known already."""
    given = asked(machine, cls, "__table__")
    if isinstance(given, TableHost):
        return given.schema  # type: ignore[no-any-return]
    schema = settled_schema(machine, table_args(machine, cls).kwargs.get("schema"))
    if schema is None:
        found = metadata or metadata_of(machine, cls)
        schema = found.schema if isinstance(found, MetaDataHost) else None
    return schema if schema is None or isinstance(schema, (str, Unknown)) else Unknown("this schema is not known")


def table_key(machine: Any, cls: ClassValue, metadata: MetaDataHost | None = None) -> str | Unknown | None:
    """The key of the table that the class's own columns lie in: its own table's, or its nearest mapped ancestor's. The class's
    metadata is given where it is known already."""
    name = table_name(machine, cls)
    if name is None:
        ancestors = mapped_ancestors(machine, cls)
        return table_key(machine, ancestors[0]) if ancestors else None
    if isinstance(name, Unknown):
        return name
    schema = table_schema(machine, cls, metadata)
    if isinstance(schema, Unknown):
        return schema
    return f"{schema}.{name}" if schema else name
