"""f-strings, and the text that a value has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.limits import MAX_SIZE, spend
from alembic_ls.interpret.values import (
    Call,
    EnumMember,
    Host,
    PartialText,
    Scope,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def evaluate_joined(machine: Machine, node: ast.JoinedStr, scope: Scope) -> Any:
    parts: list[str] = []
    for piece in node.values:
        value = evaluate(machine, piece, scope)
        if isinstance(value, Unknown):
            return PartialText.of("".join(parts), value)
        parts.append(value if type(value) is str else str(value))
    text = spend(machine, "".join(parts))
    return text if len(text) <= MAX_SIZE else unknown("this string is too long", node, scope)


def evaluate_formatted(machine: Machine, node: ast.FormattedValue, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    spec = evaluate(machine, node.format_spec, scope) if node.format_spec is not None else ""
    if isinstance(value, Unknown):
        return value
    if isinstance(spec, Unknown):
        return spec
    text = text_of(value)
    if text is None or (node.conversion == -1 and _has_text_of_its_time(value)):
        return unknown("the text of this value is not known", node, scope)
    if node.conversion == 114:  # !r
        return repr(value) if native.is_flat(value) else unknown("the repr of this value is not known", node, scope)
    value = native.plain(value)
    return native.format_value(value if native.is_native(value) and node.conversion == -1 else text, spec)


def _has_text_of_its_time(value: Any) -> bool:
    """True for members whose format was their value's before Python 3.12, and is `Class.NAME` since."""
    return isinstance(value, EnumMember) and value.mixes_in_value and not value.cls.inherits("enum.StrEnum", "enum.IntEnum")


def text_of(value: Any) -> str | None:
    """`str(value)`, None where that is not known."""
    if isinstance(value, Unknown):
        return None
    if type(value) is str:
        return value
    if isinstance(value, EnumMember):
        if value.cls.inherits("enum.StrEnum", "enum.IntEnum"):
            return str(value.value)
        return f"{value.cls.name}.{value.name}"
    if native.is_native(value) and native.is_flat(value):
        return str(value)
    if (
        isinstance(value, Call)
        and value.path in ("sqlalchemy.text", "sqlalchemy.quoted_name")
        and value.args
        and type(value.args[0]) is str
    ):
        return value.args[0]
    if isinstance(value, Host):
        text = getattr(value, "text", None)
        return text if isinstance(text, str) else None
    return None
