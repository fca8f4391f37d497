"""Dates, decimals and UUIDs as Python's own values. Imported when a project first makes one."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

from alembic_ls.interpret import native
from alembic_ls.interpret.values import MISSING, Call, Place, Raised, Symbol

_DATE = "isoformat strftime replace weekday isoweekday toordinal"
_KINDS: dict[type, tuple[str, str]] = {  # methods, attributes
    datetime.datetime: (_DATE + " date time timetz timestamp astimezone", "year month day hour minute second microsecond tzinfo"),
    datetime.date: (_DATE, "year month day"),
    datetime.time: ("isoformat strftime replace", "hour minute second microsecond tzinfo"),
    datetime.timedelta: ("total_seconds", "days seconds microseconds"),
    datetime.timezone: ("", ""),
    Decimal: ("quantize normalize", ""),
    uuid.UUID: ("", "hex int urn bytes version"),
}
for _kind, (_methods, _attributes) in _KINDS.items():
    native.admit(_kind, _methods.split(), _attributes.split())

_MAKERS: dict[str, Any] = {
    **{f"{kind.__module__}.{kind.__name__}": kind for kind in _KINDS},
    "datetime.datetime.fromisoformat": datetime.datetime.fromisoformat,
    "datetime.datetime.strptime": datetime.datetime.strptime,
    "datetime.datetime.combine": datetime.datetime.combine,
    "datetime.date.fromisoformat": datetime.date.fromisoformat,
    "datetime.time.fromisoformat": datetime.time.fromisoformat,
    "uuid.uuid3": uuid.uuid3,
    "uuid.uuid5": uuid.uuid5,
}
_VALUES: dict[str, Any] = {
    "datetime.timezone.utc": datetime.timezone.utc,
    "datetime.UTC": datetime.timezone.utc,
    **{f"datetime.{k.__name__}.{end}": getattr(k, end) for k in list(_KINDS)[:4] for end in ("min", "max")},
    **{f"uuid.{name}": getattr(uuid, name) for name in ("NAMESPACE_DNS", "NAMESPACE_URL", "NAMESPACE_OID", "NAMESPACE_X500")},
}


def value_of(path: str) -> Any:
    """What the library's name stands for: `datetime.timezone.utc`; MISSING for others."""
    return _VALUES.get(path, MISSING)


def make(path: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """The value that a call of the library's name makes; a Call that is only recognised where an argument is no plain value.

    Raises Raised where Python raises a ValueError.
    """
    if not all(native.is_flat(a) for a in (*args, *kwargs.values())):
        return Call(Symbol(path), args, kwargs, place)
    try:
        made = _MAKERS[path](*args, **kwargs)
    except (TypeError, ArithmeticError, AttributeError):
        return Call(Symbol(path), args, kwargs, place)
    except ValueError:
        raise Raised(Symbol("builtins.ValueError")) from None
    # An exponent is short to write and long to count out.
    return Call(Symbol(path), args, kwargs, place) if isinstance(made, Decimal) and abs(made.adjusted()) > 100 else made
