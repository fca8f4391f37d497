"""`match`: the first case whose pattern fits; where that is not known, all that may."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.assignments import names_of
from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.branches import fork
from alembic_ls.interpret.comparisons import compare
from alembic_ls.interpret.evaluation import evaluate, unknown
from alembic_ls.interpret.execution import Signal, execute
from alembic_ls.interpret.object_functions import is_instance
from alembic_ls.interpret.records import fields_of, is_dataclass, is_named_tuple, items_of
from alembic_ls.interpret.truth import truth_of
from alembic_ls.interpret.values import MISSING, ClassValue, EnumMember, Instance, Member, Scope, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_PLAIN = (str, int, float, bool, bytes, list, tuple, set, frozenset, type(None))
_ITSELF = frozenset("bool bytearray bytes dict float frozenset int list set str tuple".split())  # match their one pattern whole


def run_match(machine: Machine, node: Any, scope: Scope) -> Signal:
    """`match subject:`."""
    subject = evaluate(machine, node.subject, scope)
    for index, case in enumerate(node.cases):
        verdict = _matches(machine, case.pattern, subject, scope)
        if verdict and case.guard is not None:
            verdict = truth_of(evaluate(machine, case.guard, scope))
        if verdict is None:
            doubt = subject if isinstance(subject, Unknown) else unknown("which case it is is not known", node, scope)
            return fork(machine, doubt, [c.body for c in node.cases[index:]] + [[]], scope)
        if verdict:
            return execute(machine, case.body, scope)
    return None


def _matches(machine: Machine, pattern: Any, subject: Any, scope: Scope) -> bool | None:
    kind = pattern.__class__
    if kind is ast.MatchAs and pattern.pattern is None:
        return _bind(pattern.name, subject, scope)
    if kind is ast.MatchOr:
        verdicts = [_matches(machine, p, subject, scope) for p in pattern.patterns]
        return True if True in verdicts else None if None in verdicts else False
    if isinstance(subject, Unknown):
        return None
    if kind is ast.MatchValue:
        value = evaluate(machine, pattern.value, scope)
        if isinstance(subject, Instance) and (isinstance(value, EnumMember) or type(value) in (str, int)):
            return None if subject.cls.lookup("__eq__") is not None or subject.cls.unknown_base is not None else False
        result = compare(machine, ast.Eq, subject, value, pattern.value, scope)
        return result if isinstance(result, bool) else None
    if kind is ast.MatchSingleton:
        return subject is pattern.value
    if kind is ast.MatchAs:
        verdict = _matches(machine, pattern.pattern, subject, scope)
        return verdict and _bind(pattern.name, subject, scope)
    further = _FURTHER.get(kind)
    return further(machine, pattern, subject, scope) if further is not None else None


def _bind(name: str | None, value: Any, scope: Scope) -> bool:
    if name is not None:
        names_of(scope)[name] = value
    return True


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """True where all are; those behind one that is False are not asked for."""
    answer: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        answer = answer and verdict
    return answer


def _sequence(machine: Machine, pattern: ast.MatchSequence, subject: Any, scope: Scope) -> bool | None:
    items = (
        items_of(machine, subject) if isinstance(subject, Instance) else list(subject) if type(subject) in (list, tuple) else None
    )
    if items is None:
        return False if type(subject) in (*_PLAIN, dict) or isinstance(subject, EnumMember) else None
    wanted = pattern.patterns
    starred = next((i for i, p in enumerate(wanted) if isinstance(p, ast.MatchStar)), None)
    if len(items) != len(wanted) if starred is None else len(items) < len(wanted) - 1:
        return False
    if starred is not None:
        tail = len(wanted) - starred - 1
        _bind(wanted[starred].name, items[starred : len(items) - tail], scope)  # type: ignore[attr-defined]
        items = [*items[:starred], *items[len(items) - tail :]]
        wanted = [*wanted[:starred], *wanted[starred + 1 :]]
    return _all(_matches(machine, p, item, scope) for p, item in zip(wanted, items))


def _mapping(machine: Machine, pattern: ast.MatchMapping, subject: Any, scope: Scope) -> bool | None:
    if type(subject) is not dict or native.partial(subject) is not None:
        is_other = isinstance(subject, Instance) and is_named_tuple(subject.cls)
        return False if is_other or isinstance(subject, EnumMember) or type(subject) in _PLAIN else None
    keys = [evaluate(machine, key, scope) for key in pattern.keys]
    if any(isinstance(key, Unknown) for key in keys):
        return None
    _bind(pattern.rest, {key: value for key, value in subject.items() if key not in keys}, scope)
    return _all(key in subject and _matches(machine, p, subject[key], scope) for key, p in zip(keys, pattern.patterns))


def _class(machine: Machine, pattern: ast.MatchClass, subject: Any, scope: Scope) -> bool | None:
    cls = evaluate(machine, pattern.cls, scope)
    verdict = is_instance(subject, cls)
    if not verdict or not (pattern.patterns or pattern.kwd_attrs):
        return verdict
    if pattern.patterns and isinstance(cls, Symbol) and cls.path.partition(".")[2] in _ITSELF:
        return _matches(machine, pattern.patterns[0], subject, scope)
    names = _positional(cls)
    if len(names) < len(pattern.patterns):
        return None
    wanted = [*zip(names, pattern.patterns), *zip(pattern.kwd_attrs, pattern.kwd_patterns)]
    return _all(_attribute(machine, name, p, subject, scope) for name, p in wanted)


def _positional(cls: Any) -> list[str]:
    """`__match_args__`."""
    if not isinstance(cls, ClassValue):
        return []
    said = cls.lookup("__match_args__")
    if said is not None:
        return list(said[0]) if type(said[0]) is tuple else []
    return fields_of(cls) if is_named_tuple(cls) or is_dataclass(cls) else []


def _attribute(machine: Machine, name: str, pattern: Any, subject: Any, scope: Scope) -> bool | None:
    found = attribute_of(machine, subject, name)
    if found is MISSING:
        return False
    return None if isinstance(found, Member) else _matches(machine, pattern, found, scope)


_FURTHER: dict[type, Callable[[Machine, Any, Any, Scope], bool | None]] = {
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
