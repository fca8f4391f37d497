"""Dates, decimals and UUIDs as Python's own values."""

from __future__ import annotations

from functools import cache
from typing import Any

from alembic_ls.interpret import native
from alembic_ls.interpret.values import MISSING, Call, Place, Raised, Symbol
from alembic_ls.startup.named_tuple import NamedTuple

_DATE = "isoformat strftime replace weekday isoweekday toordinal"


class _Library(NamedTuple):
    """What names of one library make when they are called, and what names of it stand for."""

    makers: dict[str, Any]
    values: dict[str, Any]


def _datetime() -> _Library:
    from datetime import date, datetime, time, timedelta, timezone

    native.admit(
        datetime,
        [*_DATE.split(), "date", "time", "timetz", "timestamp", "astimezone"],
        ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"],
    )
    native.admit(date, _DATE.split(), ["year", "month", "day"])
    native.admit(time, ["isoformat", "strftime", "replace"], ["hour", "minute", "second", "microsecond", "tzinfo"])
    native.admit(timedelta, ["total_seconds"], ["days", "seconds", "microseconds"])
    native.admit(timezone, [], [])
    makers: dict[str, Any] = {f"datetime.{kind.__name__}": kind for kind in (datetime, date, time, timedelta, timezone)}
    makers["datetime.datetime.fromisoformat"] = datetime.fromisoformat
    makers["datetime.datetime.strptime"] = datetime.strptime
    makers["datetime.datetime.combine"] = datetime.combine
    makers["datetime.date.fromisoformat"] = date.fromisoformat
    makers["datetime.time.fromisoformat"] = time.fromisoformat
    values: dict[str, Any] = {"datetime.timezone.utc": timezone.utc, "datetime.UTC": timezone.utc}
    for kind in (datetime, date, time, timedelta):
        values[f"datetime.{kind.__name__}.min"] = kind.min
        values[f"datetime.{kind.__name__}.max"] = kind.max
    return _Library(makers, values)


def _decimal() -> _Library:
    from decimal import Decimal

    native.admit(Decimal, ["quantize", "normalize"], [])
    return _Library({"decimal.Decimal": Decimal}, {})


def _uuid() -> _Library:
    import uuid

    native.admit(uuid.UUID, [], ["hex", "int", "urn", "bytes", "version"])
    makers = {"uuid.UUID": uuid.UUID, "uuid.uuid3": uuid.uuid3, "uuid.uuid5": uuid.uuid5}
    names = ("NAMESPACE_DNS", "NAMESPACE_URL", "NAMESPACE_OID", "NAMESPACE_X500")
    return _Library(makers, {f"uuid.{name}": getattr(uuid, name) for name in names})


_LIBRARIES = {"datetime": _datetime, "decimal": _decimal, "uuid": _uuid}


@cache
def _library(name: str) -> _Library:
    """Each is imported when the first name of it is wanted: together they take as long as a small project."""
    return _LIBRARIES[name]()


def value_of(path: str) -> Any:
    """What the library's name stands for: `datetime.timezone.utc`; MISSING for others."""
    return _library(path.partition(".")[0]).values.get(path, MISSING)


def make(path: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """The value that a call of the library's name makes; a Call that is only recognised where an argument is no plain value.

    Raises Raised where Python raises a ValueError.
    """
    if not all(native.is_flat(a) for a in (*args, *kwargs.values())):
        return Call(Symbol(path), args, kwargs, place)
    try:
        made = _library(path.partition(".")[0]).makers[path](*args, **kwargs)
    except (TypeError, ArithmeticError, AttributeError):
        return Call(Symbol(path), args, kwargs, place)
    except ValueError:
        raise Raised(Symbol("builtins.ValueError")) from None
    # An exponent is short to write and long to count out.
    is_vast = path == "decimal.Decimal" and abs(made.adjusted()) > 100
    return Call(Symbol(path), args, kwargs, place) if is_vast else made
