"""Operators of SQL expressions: what stands between which operands, and how strongly it binds them."""

from __future__ import annotations

from typing import Any

from alembic_ls.interpret.values import Call, Host, Member
from alembic_ls.startup.named_tuple import NamedTuple

_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY = range(1, 7)
_WORDS = {
    "Eq": ("=", _COMPARE), "NotEq": ("!=", _COMPARE), "Lt": ("<", _COMPARE), "LtE": ("<=", _COMPARE), "Gt": (">", _COMPARE),
    "GtE": (">=", _COMPARE), "Add": ("+", _ADD), "Sub": ("-", _ADD), "Mult": ("*", _MULTIPLY), "Mod": ("%", _MULTIPLY),
    "BitAnd": ("AND", _AND), "BitOr": ("OR", _OR),
}  # fmt: skip
_METHODS = {
    "is_": "IS", "is_not": "IS NOT", "isnot": "IS NOT", "in_": "IN", "not_in": "NOT IN", "notin_": "NOT IN", "like": "LIKE",
    "not_like": "NOT LIKE", "notlike": "NOT LIKE", "ilike": "ILIKE", "between": "BETWEEN", "is_distinct_from": "IS DISTINCT FROM",
}  # fmt: skip
_OPPOSITES = {"=": "!=", "<": ">=", ">": "<=", "IS": "IS NOT", "IN": "NOT IN", "LIKE": "NOT LIKE"}
_OPPOSITES.update({there: here for here, there in list(_OPPOSITES.items())})
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_POSTGRESQL_ONLY = frozenset({"ILIKE", "IS DISTINCT FROM"})


class Operation(NamedTuple):
    """`operands` joined by `word`; one operand where the word stands before it. A higher `strength` binds more closely."""

    word: str
    operands: tuple[Any, ...]
    strength: int


def operation_of(value: Any, dialect: str) -> Operation | None:
    """The operation that a value of the source builds; None where it builds none, or one that is not followed."""
    if not isinstance(value, Call):
        return None
    if value.path.startswith("operator."):
        return _by_symbol(value.path[9:], value.args, dialect)
    if value.path in ("sqlalchemy.and_", "sqlalchemy.or_") and value.args:
        word, strength = ("AND", _AND) if value.path.endswith("and_") else ("OR", _OR)
        return Operation(word, tuple(value.args), strength)
    if value.path == "sqlalchemy.not_" and len(value.args) == 1:
        return _negated(value.args[0], dialect)
    func = value.func
    if isinstance(func, Member) and func.name in _METHODS and value.args:
        word = _METHODS[func.name]
        if word in _POSTGRESQL_ONLY and dialect != "postgresql":
            return None
        return Operation(word, (func.owner, *value.args[: 2 if word == "BETWEEN" else 1]), _COMPARE)
    if not isinstance(func, Call) or not isinstance(func.func, Member) or func.func.name != "op":
        return None
    if len(func.args) == 1 and type(func.args[0]) is str and len(value.args) == 1:  # x.op("||")(y)
        return Operation(func.args[0], (func.func.owner, value.args[0]), _ADD)
    return None


def _by_symbol(name: str, operands: list[Any], dialect: str) -> Operation | None:
    if len(operands) == 1:
        if name == "Invert":
            return _negated(operands[0], dialect)
        return Operation("-", tuple(operands), _MULTIPLY) if name == "USub" else None
    if name not in _WORDS:
        return None  # of `/` the operands' types decide what is written
    word, strength = _WORDS[name]
    left, right = operands
    if word in _MIRRORED and _is_plain(left) and not _is_plain(right):
        left, right, word = right, left, _MIRRORED[word]
    if right is None and word in ("=", "!="):
        word = "IS" if word == "=" else "IS NOT"
    if word == "+" and not any(type(o) in (int, float) for o in operands):
        if any(type(o) is str for o in operands):
            word = "||"
        elif any(isinstance(o, Host) for o in operands):
            return None  # of texts it is another word
    return Operation(word, (left, right), strength)


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (str, int, float, bool)


def _negated(value: Any, dialect: str) -> Operation:
    inner = operation_of(value, dialect)
    if inner is not None and inner.word in _OPPOSITES:
        return inner._replace(word=_OPPOSITES[inner.word])
    return Operation("NOT", (value,), _NOT)
