"""Names that the source gives to constraints and indexes."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import Call
from alembic_ls.schema.tables import FinalName
from alembic_ls.schema.unknown import Unknown


def name_of(value: Any) -> str | Unknown | None:
    """A constraint's name: FinalName where `op.f()` or `conv()` exempts it from the naming convention; None where it has none."""
    if value is None or isinstance(value, (str, Unknown)):
        return value
    if isinstance(value, Call) and value.args and type(value.args[0]) is str:
        name = value.args[0]
        return FinalName(name) if value.func is not None and _is_conv(value) else name
    if isinstance(value, Call) and value.args and isinstance(value.args[0], Unknown):
        return value.args[0]
    return Unknown("this name is not known", getattr(value, "anchor", None))


def _is_conv(value: Call) -> bool:
    return getattr(value.func, "name", "") in ("conv", "f")
