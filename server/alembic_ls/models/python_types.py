"""The column types that SQLAlchemy and SQLModel give to Python types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.declare.types import type_of
from alembic_ls.interpret.values import Call, ClassValue, Generic, Symbol
from alembic_ls.models.annotations import Annotation, same_type
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

Versions = dict[str, tuple[int, ...]]

# sqlalchemy/sql/sqltypes.py, _type_map
_SQLALCHEMY = {
    "builtins.int": "Integer",
    "builtins.float": "Float",
    "builtins.bool": "Boolean",
    "builtins.str": "String",
    "builtins.bytes": "LargeBinary",
    "decimal.Decimal": "Numeric",
    "datetime.datetime": "DateTime",
    "datetime.date": "Date",
    "datetime.time": "Time",
    "datetime.timedelta": "Interval",
    "uuid.UUID": "Uuid",
}
_STRINGS = frozenset(
    """builtins.str pydantic.EmailStr pathlib.Path pathlib.PosixPath pathlib.PurePath ipaddress.IPv4Address ipaddress.IPv4Network
    ipaddress.IPv6Address ipaddress.IPv6Network pydantic.constr enum.StrEnum pydantic.NameEmail pydantic.networks.EmailStr""".split()
)
# pydantic's constrained types are Annotated[int, …] and the like
_CONSTRAINED = {
    **dict.fromkeys(("PositiveInt", "NegativeInt", "NonNegativeInt", "NonPositiveInt", "conint", "StrictInt"),
                    "builtins.int"),
    **dict.fromkeys(("PositiveFloat", "NegativeFloat", "NonNegativeFloat", "NonPositiveFloat", "confloat", "FiniteFloat", "StrictFloat"),
                    "builtins.float"),
    **dict.fromkeys(("constr", "StrictStr"), "builtins.str"),
    **dict.fromkeys(("UUID1", "UUID3", "UUID4", "UUID5"), "uuid.UUID"),
    **dict.fromkeys(("PastDate", "FutureDate", "condate"), "datetime.date"),
    **dict.fromkeys(("AwareDatetime", "PastDatetime", "FutureDatetime"), "datetime.datetime"),
    **dict.fromkeys(("StrictBool",), "builtins.bool"),
    **dict.fromkeys(("conbytes", "StrictBytes"), "builtins.bytes"),
    "condecimal": "decimal.Decimal",
    **dict.fromkeys(("FilePath", "DirectoryPath", "NewPath"), "pathlib.Path"),
}  # fmt: skip


def declarative_type(
    machine: Machine, annotation: Annotation, type_map: dict[Any, Any], dialect: str, versions: Versions
) -> Type | Unknown:
    """The type of a `Mapped[…]` column without one of its own (sqlalchemy/orm/decl_api.py, registry._resolve_type).

    An enum's schema is "" where it has none: SQLAlchemy makes such an enum with `schema=None`, so that it takes no metadata's.
    """
    return outside_of_schemas(_resolved(machine, annotation, type_map, dialect, versions))


def outside_of_schemas(found: Type | Unknown) -> Type | Unknown:
    """An enum without a schema as one that says so, with "": a copy of SQLAlchemy's is made with `schema=None`."""
    if isinstance(found, Type) and found.name == "Enum" and found.argument("schema") is None:
        return found._replace(arguments=tuple(sorted((*found.arguments, ("schema", "")))))
    return found


def _resolved(
    machine: Machine, annotation: Annotation, type_map: dict[Any, Any], dialect: str, versions: Versions
) -> Type | Unknown:
    value = annotation.inner
    for candidate in (annotation.spelled, _without_none(annotation), value):
        for key, mapped in type_map.items():
            if same_type(key, candidate):
                return type_of(machine, mapped, dialect)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Generic):
        if isinstance(value.origin, Symbol) and value.origin.path == "typing.Literal":
            return _literal(value)
        for key, mapped in type_map.items():
            if same_type(key, value.origin):
                return type_of(machine, mapped, dialect)
        return Unknown("no column type is known for this annotation")
    if isinstance(value, ClassValue):
        return _of_class(machine, value, type_map, dialect, versions)
    if isinstance(value, Symbol):
        name = _SQLALCHEMY.get(value.path)
        if name == "Float" and versions.get("sqlalchemy", (2, 1)) >= (2, 1):
            name = "Double"  # Mapped[float] since 2.1
        if name is not None:
            return make_type(name)
    return Unknown("no column type is known for this annotation")


def _without_none(annotation: Annotation) -> Any:
    spelled = annotation.spelled
    if (
        isinstance(spelled, Generic)
        and isinstance(spelled.origin, Symbol)
        and spelled.origin.path in ("typing.Optional", "typing.Union")
    ):
        rest = [a for a in spelled.args if a is not None]
        return rest[0] if len(rest) == 1 else spelled
    return spelled


def _literal(value: Generic) -> Type | Unknown:
    if all(type(a) is str for a in value.args):
        return make_type("Enum", native_enum=False, values=tuple(value.args))
    return Unknown("a Literal of other than strings is not followed")


def _of_class(machine: Machine, value: ClassValue, type_map: dict[Any, Any], dialect: str, versions: Versions) -> Type | Unknown:
    if machine.enum_members(value) is not None:
        template = next(
            (m for k, m in type_map.items() if isinstance(k, Symbol) and k.path in ("enum.Enum", "enum.StrEnum")), None
        )
        kwargs = dict(template.kwargs) if isinstance(template, Call) else {}
        return type_of(
            machine,
            Call(Symbol("sqlalchemy.Enum"), [value], {k: v for k, v in kwargs.items() if k != "name" or v}, None),
            dialect,
        )
    for base in value.mro[1:]:
        for key, mapped in type_map.items():
            if same_type(key, base):
                return type_of(machine, mapped, dialect)
        if isinstance(base, Symbol) and base.path in _SQLALCHEMY:
            return make_type(_SQLALCHEMY[base.path])
    return Unknown(f"no column type is known for {value.name}", value.place.anchor)


def sqlmodel_type(
    machine: Machine, value: Any, max_length: Any, digits: Any, places: Any, dialect: str, versions: Versions
) -> Type | Unknown:
    """The type of a SQLModel field (sqlmodel/main.py, get_sqlalchemy_type)."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Call) and isinstance(value.func, Symbol):
        value = value.func
    if isinstance(value, ClassValue) and machine.enum_members(value) is not None:
        return type_of(machine, Call(Symbol("sqlalchemy.Enum"), [value], {}, None), dialect)
    version = versions.get("sqlmodel", (9,))
    for kind in value.mro if isinstance(value, ClassValue) else (value,):
        if not isinstance(kind, Symbol):
            continue
        path = kind.path
        if path.startswith(("pydantic.", "annotated_types.")):
            if kind.name == "NaiveDatetime":
                return make_type("DateTime")
            path = _CONSTRAINED.get(kind.name, path)
        if path == "sqlmodel.NaiveDatetime":
            return make_type("DateTime")
        if path in _STRINGS:
            return type_of(machine, Call(Symbol("sqlmodel.AutoString"), [max_length] if max_length else [], {}, None), dialect)
        if path == "datetime.datetime":
            return type_of(machine, Symbol("sqlmodel.UTCDateTime"), dialect) if version >= (0, 0, 45) else make_type("DateTime")
        if path == "uuid.UUID" and version < (0, 0, 15):
            return type_of(machine, Symbol("sqlmodel.GUID"), dialect)
        if path == "decimal.Decimal":
            return make_type("Numeric", precision=digits, scale=places)
        if path in _SQLALCHEMY:
            return make_type(_SQLALCHEMY[path])
    return Unknown("SQLModel has no column type for this annotation")
