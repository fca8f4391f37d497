"""Operators and methods of Python's own values, with their cost bounded."""

from __future__ import annotations

import ast
import operator
import re
from typing import Any

from alembic_ls.interpret.limits import MAX_INTEGER_BITS, MAX_SIZE, fits, spend_on_looking
from alembic_ls.interpret.values import (
    MISSING,
    Call,
    EnumMember,
    NativeMethod,
    PartialText,
    Place,
    Raised,
    Spread,
    Symbol,
    doubt_in,
    holds_only,
)
from alembic_ls.schema.unknown import Unknown

VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_NATIVE = {str, int, float, bool, type(None), bytes, complex, list, tuple, dict, set, frozenset, range, slice, type(...), *VIEWS}
_FLAT: set[type] = {str, int, float, bool, type(None), bytes, complex}
_ATTRIBUTES: dict[type, frozenset[str]] = {}


def admit(kind: type, methods: list[str], attributes: list[str]) -> None:
    """From now on values of this kind are Python's own too, with these methods and attributes."""
    _NATIVE.add(kind)
    _FLAT.add(kind)
    _METHODS[kind] = frozenset(methods)
    _ATTRIBUTES[kind] = frozenset(attributes)


def attribute_of(value: Any, name: str) -> Any:
    """The attribute of one of Python's own values; MISSING where it has none that is followed."""
    return getattr(value, name) if name in _ATTRIBUTES.get(type(value), ()) else MISSING


def is_native(value: Any) -> bool:
    """True for Python's own constants and containers, whatever the containers hold."""
    return type(value) in _NATIVE


def plain(value: Any) -> Any:
    """The value that a member of an enum is too, where its class mixes one in; any other as it is."""
    return value.value if type(value) is EnumMember and value.mixes_in_value else value


def is_flat(value: Any) -> bool:
    """True where `str(value)` is what the source would get: constants, and containers of constants."""
    return type(value) in _FLAT or holds_only(value, _FLAT)


_BINARY: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}


def binary(kind: type[ast.operator], left: Any, right: Any, place: Place) -> Any:
    """`left <kind> right`, Unknown where it would be too large. Raises Raised where Python raises."""
    if not _affordable(kind, left, right):
        return Unknown("this value is too large to follow", place.anchor)
    if kind in (ast.Sub, ast.BitAnd, ast.BitXor) and (doubt := partial(left) or partial(right)) is not None:
        return doubt
    try:
        if kind is ast.Mod and type(left) is str:
            return _percent(left, right, place)
        result = _BINARY[kind](left, right)
    except KeyError:
        return Unknown("this operation is not followed", place.anchor)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None
    return result if fits(result) else Unknown("this value is too large to follow", place.anchor)


def _affordable(kind: type[ast.operator], left: Any, right: Any) -> bool:
    if kind is ast.Pow:
        return type(left) in (int, float) and type(right) in (int, float) and abs(right) <= 64 and abs(left) <= 2**64
    if kind is ast.LShift:
        return type(right) is int and 0 <= right <= MAX_INTEGER_BITS
    if kind is ast.Mult:
        for value, count in ((left, right), (right, left)):
            if type(value) in (str, bytes, list, tuple):
                return type(count) is int and len(value) * max(count, 0) <= MAX_SIZE
    return True


def _percent(pattern: str, right: Any, place: Place) -> Any:
    values = right if type(right) is tuple else tuple(right.values()) if type(right) is dict else (right,)
    doubt = next((v for v in values if isinstance(v, Unknown)), None)
    if doubt is not None:
        return PartialText.of(pattern.partition("%")[0], doubt)
    if re.search(r"%[^a-zA-Z%]*(\d{5}|\*)", pattern) or not all(is_flat(v) for v in values):
        return Unknown("this formatting is not followed", place.anchor)
    return pattern % right


def unary(kind: type[ast.unaryop], value: Any) -> Any:
    """`-value`, `+value`, `~value`."""
    if kind is ast.USub:
        return -value
    if kind is ast.UAdd:
        return +value
    return ~value if type(value) in (int, bool) else Unknown("this operation is not followed")


_COMPARE: dict[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def compare(kind: type[ast.cmpop], left: Any, right: Any, place: Place) -> Any:
    """`left <kind> right`."""
    doubt = doubt_in(left) or doubt_in(right)
    if doubt is not None:
        return doubt
    try:
        return bool(_COMPARE[kind](left, right))
    except TypeError:
        return Unknown("these two are not comparable", place.anchor)


def obscure(container: Any, doubt: Unknown, loses: bool = True) -> bool:
    """From now on a list, set or dict may hold something else; False for what is none.

    Where it `loses` nothing, what it holds now is surely among it still.
    """
    kind = type(container)
    if kind not in (list, set, dict):
        return False
    if loses:
        container.clear()
    if kind is list:
        container.append(Spread(doubt))
    elif kind is set:
        container.add(Spread(doubt))
    else:
        container["**"] = doubt
    return True


def obscure_by(receiver: Any, method: str, args: list[Any], kwargs: dict[str, Any], doubt: Unknown) -> None:
    """What a method that may not be called at all leaves of its receiver."""
    if type(receiver) is dict and method == "update":
        given = {**args[0], **kwargs} if args and type(args[0]) is dict else kwargs
        for key in receiver if len(given) < len(args) else [k for k in given if k in receiver]:
            receiver[key] = doubt
    obscure(receiver, doubt, method not in _ADDING)


_ADDING = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "sort", "reverse"})


def partial(value: Any) -> Unknown | None:
    """Why a container may hold more than it shows; None where it is whole."""
    if type(value) in (list, tuple, set, frozenset):
        return next((v.value for v in value if type(v) is Spread), None)
    if type(value) is dict:
        doubt = value.get("**")
        return doubt if isinstance(doubt, Unknown) else None
    return None


def format_value(value: Any, spec: str) -> Any:
    """`format(value, spec)`."""
    if re.search(r"\d{4}", spec):
        return Unknown("this formatting is not followed")
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return Unknown("this formatting is not followed")


_MUTATING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard
    intersection_update difference_update symmetric_difference_update""".split()
)
# What needs to know all that the receiver holds.
_WHOLE = frozenset(
    """index count remove reverse intersection difference symmetric_difference issubset issuperset isdisjoint
    intersection_update difference_update symmetric_difference_update""".split()
)
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        """capitalize casefold center count encode endswith find format index isalnum isalpha isascii isdigit isidentifier islower isspace
        istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
        splitlines startswith strip swapcase title translate upper zfill""".split()
    ),
    bytes: frozenset("decode hex startswith endswith".split()),
    list: frozenset("append extend insert remove pop clear sort reverse index count copy".split()),
    tuple: frozenset("index count".split()),
    dict: frozenset("get items keys values pop popitem clear copy setdefault update".split()),
    set: frozenset(
        """add discard remove pop clear copy union intersection difference symmetric_difference issubset issuperset isdisjoint update
        intersection_update difference_update symmetric_difference_update""".split()
    ),
    frozenset: frozenset("copy union intersection difference symmetric_difference issubset issuperset isdisjoint".split()),
    int: frozenset("bit_length".split()),
    float: frozenset("is_integer".split()),
}


def has_method(value: Any, name: str) -> bool:
    """True where the value has a method of that name that is followed."""
    return name in _METHODS.get(type(value), ())


def method_of(value: Any, name: str) -> Any:
    """The method as a value; MISSING where there is none that is followed."""
    return NativeMethod(value, name) if has_method(value, name) else MISSING


def call_method(machine: Any, receiver: Any, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`receiver.name(*args, **kwargs)`, Unknown where it is not followed or too costly. Raises Raised where Python raises."""
    where = place.anchor if place else None
    if name not in ("append", "add"):
        spend_on_looking(machine, receiver)
    if name != "format":  # a member's text is not that of its value
        args = [plain(a) for a in args]
    if type(receiver) is str or name in ("sort",):
        doubt = next((a for a in [*args, *kwargs.values()] if isinstance(a, Unknown)), None)
        if doubt is not None:
            return PartialText.of(receiver.partition("{")[0], doubt) if name == "format" else doubt
    asks_for_more = (
        name in _WHOLE
        or (name == "pop" and type(receiver) is not dict)
        or (
            type(receiver) is dict
            and (name in ("keys", "values", "items", "popitem") or (args and not _has_key(receiver, args[0])))
        )
    )
    if asks_for_more and (doubt := partial(receiver)) is not None:
        if name in ("pop", "remove", "popitem"):
            obscure(receiver, doubt)
        if name == "setdefault":
            receiver.pop("**")
            obscure(receiver, doubt, False)
        return doubt
    if name == "sort":
        return _sort(machine, receiver, kwargs, where)
    if name in (
        "extend",
        "update",
        "union",
        "join",
        "intersection",
        "difference",
        "symmetric_difference",
        "issubset",
        "issuperset",
    ):
        args = [_spread(machine, a) if type(a) not in (dict, str) else a for a in args]
        if (doubt := next((a for a in args if isinstance(a, Unknown)), None)) is not None:
            return doubt
    if name == "join":
        args = [[plain(part) for part in a] if type(a) is list else a for a in args]
    if name in ("extend", "update") and not _has_room(receiver, args, kwargs):
        obscure(receiver, Unknown("this value is too large to follow", where), False)
        return Unknown("this value is too large to follow", where)
    if type(receiver) is str and not _affordable_text(receiver, name, args, kwargs):
        return Unknown("this text is not followed", where)
    try:
        result = getattr(receiver, name)(*args, **kwargs)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None
    except (TypeError, LookupError, RuntimeError, UnicodeError):
        return Unknown("this call is not followed", where)
    if not fits(result) or (name in _MUTATING and not fits(receiver)):
        return Unknown("this value is too large to follow", where)
    return result


def _has_key(receiver: Any, key: Any) -> bool:
    try:
        return type(receiver) is dict and key in receiver and key != "**"
    except TypeError:
        return False


def _spread(machine: Any, value: Any) -> Any:
    from alembic_ls.interpret.iteration import elements

    return elements(machine, value)


def _sort(machine: Any, receiver: list[Any], kwargs: dict[str, Any], where: Any) -> Any:
    from alembic_ls.interpret.container_functions import sorted_values

    result = sorted_values(machine, receiver, kwargs)
    if isinstance(result, Unknown):
        obscure(receiver, result)
        return result
    receiver[:] = result
    return None


def _has_room(receiver: Any, args: list[Any], kwargs: dict[str, Any]) -> bool:
    return len(receiver) + len(kwargs) + sum(len(a) for a in args if hasattr(a, "__len__")) <= MAX_SIZE


def _affordable_text(text: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> bool:
    if name in ("center", "ljust", "rjust", "zfill"):
        return bool(args) and type(args[0]) is int and args[0] <= MAX_SIZE
    if name == "expandtabs":
        return len(text) * 8 <= MAX_SIZE and not args
    if name == "replace":
        return len(args) >= 2 and all(type(a) is str for a in args[:2]) and len(text) * (len(args[1]) + 1) <= MAX_SIZE * 4
    if name == "format":
        return (
            not re.search(r"\{[^{}]*:[^}]*(\d{4}|\{)", text)
            and all(is_flat(a) for a in [*args, *kwargs.values()])
            and not re.search(r"\{[^}]*[.\[]", text)
        )
    if name == "join":
        return len(args) == 1 and (type(args[0]) is str or all(type(a) is str for a in args[0]))
    return all(not isinstance(a, Call) for a in args)
