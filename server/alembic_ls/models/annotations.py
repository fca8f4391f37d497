"""Annotations of attributes, taken apart: Optional, Annotated, Mapped, in every spelling."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.evaluation import evaluate
from alembic_ls.interpret.values import MISSING, Call, ClassValue, Generic, OutOfFuel, Raised, Scope, Symbol
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.syntax.parse import parse_expression

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_UNIONS = frozenset({"typing.Union", "types.UnionType"})
_MAPPED = frozenset(  # and what inherits from it
    f"sqlalchemy.orm.{name}"
    for name in ("Mapped", "MappedColumn", "MappedSQLExpression", "InstrumentedAttribute", "QueryableAttribute")
)
_OTHER_MAPPED = frozenset({"sqlalchemy.orm.WriteOnlyMapped", "sqlalchemy.orm.DynamicMapped"})


class Annotation(NamedTuple):
    """What an annotation says. `inner` is the type without Optional and Annotated; `metadata` what Annotated carries, in Python's order.

    `wrapper` is "mapped" for `Mapped[…]`, "other" for WriteOnlyMapped and DynamicMapped, "class" for ClassVar, "" else. `spelled` is the
    whole type inside the wrapper, as a type_annotation_map may name it.
    """

    inner: Any
    optional: bool | Unknown
    metadata: tuple[Any, ...]
    wrapper: str
    spelled: Any
    outer: tuple[Any, ...] = ()  # of `metadata`, what stands outside of any Optional: pydantic sees no other


def annotation_of(machine: Machine, cls: ClassValue, name: str) -> Annotation | None:
    """The annotation of `cls.name`, by the nearest class that has one; None where none has."""
    for base in cls.mro:
        if isinstance(base, ClassValue) and name in base.annotations:
            tree, scope = base.annotations[name]
            return take_apart(value_of(machine, tree, scope), machine, scope)
    return None


def value_of(machine: Machine, tree: Any, scope: Scope) -> Any:
    """The value of an annotation's tree; one in quotes is read as source, a name that is not found is Unknown."""
    if tree is None:
        return Unknown("this annotation is not known")
    try:
        value = evaluate(machine, tree, scope)
    except (Raised, OutOfFuel, RecursionError):
        return Unknown("this annotation is not followed")
    return resolve(machine, value, scope)


def resolve(machine: Machine, value: Any, scope: Scope) -> Any:
    """A forward reference in quotes, read."""
    if type(value) is not str:
        return value
    tree = parse_expression(value)
    if tree is None:
        return Unknown(f"the annotation {value!r} does not parse")
    for node in ast.walk(tree):  # lines of another text: point at nothing rather than at the wrong place
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = 1  # type: ignore[attr-defined]
    return value_of(machine, tree, scope)


def take_apart(value: Any, machine: Machine, scope: Scope) -> Annotation:
    """An annotation's value as its parts."""
    wrapper = ""
    value = resolve(machine, value, scope)
    while isinstance(value, Generic) and isinstance(value.origin, Symbol) and len(value.args) == 1:
        path = value.origin.path
        if path in _MAPPED:
            wrapper = "mapped"
        elif path in _OTHER_MAPPED:
            wrapper = "other"
        elif path in ("typing.ClassVar", "typing.Final", "dataclasses.InitVar"):
            wrapper = wrapper or "class"
        elif path not in ("typing.Required", "typing.NotRequired"):
            break
        value = resolve(machine, value.args[0], scope)
    if isinstance(value, Symbol) and value.path == "typing.ClassVar":
        wrapper = "class"
    spelled = value
    optional: bool | Unknown = False
    metadata: list[Any] = []
    outer: tuple[Any, ...] = ()
    while True:
        value = resolve(machine, value, scope)
        if isinstance(value, Generic) and isinstance(value.origin, Symbol):
            path = value.origin.path
            if path == "typing.Annotated" and value.args:
                metadata = [*value.args[1:], *metadata]  # Python itself puts the inner one's first
                outer = outer if optional is True else tuple(metadata)
                value = value.args[0]
                continue
            if path == "typing.Optional" and len(value.args) == 1:
                optional, value = True, value.args[0]
                continue
            if path in _UNIONS:
                members = _members(value, machine, scope)
                rest = [m for m in members if m is not None and not (isinstance(m, Symbol) and m.path == "builtins.NoneType")]
                if len(rest) < len(members):
                    optional = True
                if len(rest) == 1:
                    value = rest[0]
                    continue
        break
    if value is None:
        optional = True
    if isinstance(value, Unknown) and optional is False:
        optional = value
    return Annotation(value, optional, tuple(metadata), wrapper, spelled, outer)


def _members(value: Generic, machine: Machine, scope: Scope) -> list[Any]:
    flat: list[Any] = []
    for member in value.args:
        member = resolve(machine, member, scope)
        if (
            isinstance(member, Generic)
            and isinstance(member.origin, Symbol)
            and member.origin.path in (*_UNIONS, "typing.Optional")
        ):
            flat += _members(member, machine, scope)
            if member.origin.path == "typing.Optional":
                flat.append(None)
        else:
            flat.append(member)
    return flat


def same_type(a: Any, b: Any) -> bool:
    """True where two annotation values are the same type, as keys of a type_annotation_map are compared."""
    if isinstance(a, Generic) and isinstance(b, Generic):
        return (
            same_type(a.origin, b.origin) and len(a.args) == len(b.args) and all(same_type(x, y) for x, y in zip(a.args, b.args))
        )
    if isinstance(a, Call) and isinstance(b, Call):
        return a is b or (a.func == b.func and a.args == b.args and a.kwargs == b.kwargs and a.func is not MISSING)
    return a is b or (isinstance(a, (Symbol, str, int)) and a == b)
