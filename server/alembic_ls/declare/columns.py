"""Calls of Column and mapped_column, as the schema's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.declare.constraints import Target, check_of, foreign_key_of
from alembic_ls.declare.defaults import computed_of, default_of, identity_of
from alembic_ls.declare.types import type_of
from alembic_ls.interpret.values import Call, Spread, Symbol
from alembic_ls.schema.tables import Check, Column, ForeignKey
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_NOT_TYPES = frozenset(
    """sqlalchemy.ForeignKey sqlalchemy.Sequence sqlalchemy.Identity sqlalchemy.Computed sqlalchemy.CheckConstraint sqlalchemy.DefaultClause
    sqlalchemy.FetchedValue sqlalchemy.ColumnDefault sqlalchemy.UniqueConstraint sqlalchemy.PrimaryKeyConstraint""".split()
)
NO_TYPE = make_type("NullType")


class Declared(NamedTuple):
    """A column and all that its call says of the table around it. `indexed` and `unique` are the flags as given."""

    column: Column
    primary_key: bool | Unknown
    foreign_keys: tuple[ForeignKey | Unknown, ...]
    checks: tuple[Check, ...]
    indexed: bool | Unknown
    unique: bool | Unknown
    nullable_given: bool
    key: str | None = None  # by which constraints name the column, where the call gives one
    info: Any = None  # what the call keeps for others to look at


def declared_column(
    machine: Machine,
    call: Call,
    dialect: str,
    target: Target,
    name: str | None = None,
    type_default: Any = None,
    nullable_default: bool | Unknown | None = None,
    origin: Anchor | None = None,
) -> Declared | Unknown:
    """What a `Column(…)` or `mapped_column(…)` declares.

    `name`, `type_default` and `nullable_default` are what holds where the call says nothing (the attribute's name, and what its
    annotation says); `origin` is where the finding is to stand, the call itself by default. Unknown where its name is not known.
    """
    args, kwargs = list(call.args), call.kwargs
    own_name: Any = (call.attributes or {}).get("name", kwargs.get("name"))
    if args and (
        type(args[0]) is str
        or isinstance(args[0], Unknown)
        or (isinstance(args[0], Call) and args[0].path == "sqlalchemy.quoted_name")
    ):
        first = args.pop(0)
        own_name = first.args[0] if isinstance(first, Call) else first
    elif args and args[0] is None:
        args.pop(0)
    own_name = name if own_name is None else own_name
    if type(own_name) is not str:
        return own_name if isinstance(own_name, Unknown) else Unknown("the name of this column is not known", call.anchor)
    type_value: Any = kwargs.get("type_")
    extras: list[Call] = []
    doubt: Unknown | None = kwargs.get("**")
    for arg in args:
        if isinstance(arg, Spread):
            doubt = arg.value
        elif isinstance(arg, Call) and arg.path in _NOT_TYPES:
            extras.append(arg)
        elif isinstance(arg, Symbol) and arg.path in _NOT_TYPES:
            extras.append(Call(arg, [], {}, call.place))
        elif type_value is None and arg is not None:
            type_value = arg
    type_value = type_default if type_value is None else type_value
    column_type = NO_TYPE if type_value is None else type_of(machine, type_value, dialect)
    primary_key = _flag(kwargs["primary_key"], call) if "primary_key" in kwargs else False
    nullable, given = _nullable(kwargs, primary_key, nullable_default, call)
    column = Column(
        own_name,
        column_type if doubt is None else doubt,
        nullable if doubt is None else doubt,
        default_of(kwargs.get("server_default"), dialect) if doubt is None else doubt,
        _comment(kwargs.get("comment"), call),
        None,
        None,
        kwargs.get("autoincrement", "auto"),
        origin or call.anchor,
    )
    return _with_extras(
        Declared(
            column,
            primary_key,
            (),
            (),
            _flag(kwargs["index"], call) if "index" in kwargs else False,
            _flag(kwargs["unique"], call) if "unique" in kwargs else False,
            given,
            key if type(key := kwargs.get("key")) is str else None,
            kwargs.get("info"),
        ),
        extras,
        dialect,
        target,
    )


def type_argument(call: Call) -> Any:
    """What a `Column(…)` says of its type, as it was written; None where it says nothing."""
    if call.attributes and "type" in call.attributes:
        return call.attributes["type"]
    if call.kwargs.get("type_") is not None:
        return call.kwargs["type_"]
    for position, arg in enumerate(call.args):
        is_name = position == 0 and (arg is None or type(arg) is str or isinstance(arg, Unknown))
        if not is_name and not (isinstance(arg, (Call, Symbol)) and arg.path in _NOT_TYPES):
            return arg
    return None


def _nullable(
    kwargs: dict[str, Any], primary_key: bool | Unknown, default: bool | Unknown | None, call: Call
) -> tuple[bool | Unknown, bool]:
    if "nullable" in kwargs and kwargs["nullable"] is not None and not _is_null_unspecified(kwargs["nullable"]):
        return _flag(kwargs["nullable"], call), True
    if isinstance(primary_key, Unknown):
        return primary_key, False
    if primary_key:
        return False, False
    return (True if default is None else default), False


def _is_null_unspecified(value: Any) -> bool:
    return isinstance(value, Symbol) and value.name in ("NULL_UNSPECIFIED", "Undefined", "PydanticUndefined")


def _flag(value: Any, call: Call) -> bool | Unknown:
    if isinstance(value, (bool, Unknown)):
        return value
    if value is None or isinstance(value, (int, str)):
        return bool(value)
    return False if _is_null_unspecified(value) else Unknown("whether this holds is not known", call.anchor)


def _comment(value: Any, call: Call) -> str | Unknown | None:
    return value if value is None or isinstance(value, (str, Unknown)) else Unknown("this comment is not known", call.anchor)


def _with_extras(declared: Declared, extras: list[Call], dialect: str, target: Target) -> Declared:
    """With what stands among the column's arguments: foreign keys, checks, an identity, a computed expression."""
    column = declared.column
    if not extras and not _checks_of_type(column):
        return declared
    foreign_keys: list[ForeignKey | Unknown] = []
    checks: list[Check] = []
    for extra in extras:
        if extra.path == "sqlalchemy.ForeignKey":
            foreign_keys.append(foreign_key_of(extra, column.name, target))
        elif extra.path == "sqlalchemy.CheckConstraint":
            check = check_of(extra, dialect)
            if isinstance(check, Check):
                checks.append(check)
        elif extra.path == "sqlalchemy.Computed":
            column = column._replace(computed=computed_of(extra, dialect))
        elif extra.path == "sqlalchemy.Identity":
            # An identity column is NOT NULL unless it says otherwise (sqlalchemy/sql/schema.py, Identity._set_parent)
            column = column._replace(identity=identity_of(extra), nullable=column.nullable if declared.nullable_given else False)
        elif extra.path == "sqlalchemy.DefaultClause":
            column = column._replace(server_default=default_of(extra, dialect))
    checks += _checks_of_type(column)
    return declared._replace(column=column, foreign_keys=tuple(foreign_keys), checks=tuple(checks))


def _checks_of_type(column: Column) -> list[Check]:
    """The CHECK that Boolean and a non-native Enum make where they are told to."""
    found = column.type
    if isinstance(found, Type) and found.argument("create_constraint"):
        return [Check(None, found.argument("name"), True, column.origin)]
    return []
