"""The functions of `re`, by Python's own, for patterns whose cost is bounded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import MISSING, Generic, Host, HostFunction, Place, Symbol
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_MAX_PATTERN = 1_000
_MAX_STEPS = 2_000_000  # characters of the text to the power of the pattern's repeats
_FUNCTIONS = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})


def call_re(name: str, args: list[Any], kwargs: dict[str, Any], machine: Machine, place: Place | None) -> Any:
    """`re.name(pattern, …)`, and `re.compile(pattern)`."""
    pattern = args[0] if args else kwargs.get("pattern")
    if isinstance(pattern, PatternHost):
        return pattern if name == "compile" else pattern.run(machine, name, args[1:], kwargs, place)
    at = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2}.get(name)
    flags = _flags(kwargs.pop("flags", args.pop(at) if at is not None and len(args) > at else 0))
    where = place.anchor if place else None
    if isinstance(pattern, Unknown):
        return pattern
    if type(pattern) is not str or flags is None or len(pattern) > _MAX_PATTERN:
        return Unknown("this pattern is not followed", where)
    repeats = _repeats(pattern, flags)
    if repeats is None:
        return Unknown("matching this pattern may take too long", where)
    host = PatternHost(re.compile(pattern, flags), repeats)
    return host if name == "compile" else host.run(machine, name, args[1:], kwargs, place)


def _flags(value: Any) -> int | None:
    if type(value) is int:
        return value
    if isinstance(value, Symbol) and value.path.startswith("re."):
        found = getattr(re, value.name, None)
        return int(found) if isinstance(found, re.RegexFlag) else None
    if isinstance(value, Generic):  # `re.I | re.M`, read as a union
        flags = [_flags(v) for v in value.args]
        return None if None in flags else sum({f for f in flags if f is not None})
    return None


def _repeats(pattern: str, flags: int) -> int | None:
    """How many open repeats the pattern has; None where one holds another, or a choice, so that the cost would explode."""
    try:
        tree = _parser().parse(pattern, flags)
    except (re.error, RecursionError, OverflowError):
        return None
    return _count(tree, False)


def _parser() -> Any:
    if hasattr(re, "_parser"):
        return re._parser
    import sre_parse

    return sre_parse


def _count(tree: Any, repeated: bool) -> int | None:
    total = 0
    for operator, argument in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            inside = _count(inner, True)
            if repeated or inside is None or inside:
                return None
            total += int(high) > 1 or int(low) > 1
        elif name == "BRANCH":
            if repeated:
                return None
            counts = [_count(branch, repeated) for branch in argument[1]]
            if None in counts:
                return None
            total += sum(c for c in counts if c is not None)
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"):
            inner = argument if name == "ATOMIC_GROUP" else argument[-1]
            inside = _count(inner, repeated)
            if inside is None:
                return None
            total += inside
        elif name in ("GROUPREF_EXISTS",):
            return None
    return total


class PatternHost(Host):
    """A compiled pattern."""

    class_names = ("Pattern",)

    def __init__(self, pattern: re.Pattern[str], repeats: int) -> None:
        self.compiled = pattern
        self.repeats = repeats

    def attribute(self, machine: Any, name: str) -> Any:
        """`match`, `sub` and the rest."""
        if name in _FUNCTIONS:
            return HostFunction(name, lambda m, args, kwargs, place: self.run(m, name, args, kwargs, place))
        return self.compiled.pattern if name == "pattern" else MISSING

    def run(self, machine: Machine, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """`pattern.name(…)` of the arguments after the pattern."""
        where = place.anchor if place else None
        doubt = next((a for a in (*args, *kwargs.values()) if isinstance(a, Unknown)), None)
        if doubt is not None:
            return doubt
        replacing = name in ("sub", "subn")
        text = kwargs.get("string", args[1 if replacing else 0] if len(args) > int(replacing) else None)
        if type(text) is not str or len(text) ** (self.repeats + 1) > _MAX_STEPS:
            return Unknown("what this pattern makes is not followed", where)
        if replacing:
            return self._replaced(machine, name, text, args, kwargs, place)
        if len(args) > 1 or (kwargs and set(kwargs) != {"string"}):
            return Unknown("what this pattern makes is not followed", where)
        found = getattr(self.compiled, name)(text)
        if name == "finditer":
            return [MatchHost(m) for m in found]
        return MatchHost(found) if isinstance(found, re.Match) else found

    def _replaced(
        self, machine: Machine, name: str, text: str, args: list[Any], kwargs: dict[str, Any], place: Place | None
    ) -> Any:
        by = kwargs.get("repl", args[0] if args else None)
        count = kwargs.get("count", args[2] if len(args) > 2 else 0)
        if type(count) is not int or name == "subn":
            return Unknown("what this pattern makes is not followed", place.anchor if place else None)
        if type(by) is str:
            try:
                return self.compiled.sub(by, text, count)
            except (re.error, IndexError):
                return Unknown("this replacement is not followed", place.anchor if place else None)
        parts: list[str] = []
        end = 0
        for number, found in enumerate(self.compiled.finditer(text)):
            if count and number >= count:
                break
            made = machine.call(by, [MatchHost(found)], {}, place)
            if type(made) is not str:
                return made if isinstance(made, Unknown) else Unknown("this replacement is not followed")
            parts += [text[end : found.start()], made]
            end = found.end()
        return "".join([*parts, text[end:]])


class MatchHost(Host):
    """A match."""

    class_names = ("Match",)

    def __init__(self, match: re.Match[str]) -> None:
        self.match = match

    def attribute(self, machine: Any, name: str) -> Any:
        """`group`, `groups`, `groupdict`, `start`, `end`, `span`."""
        if name in ("group", "groups", "groupdict", "start", "end", "span"):
            return HostFunction(name, lambda m, args, kwargs, place: self._ask(name, args))
        return self.match.string if name == "string" else MISSING

    def item(self, machine: Any, key: Any) -> Any:
        """`match[1]`."""
        return self._ask("group", [key])

    def _ask(self, name: str, args: list[Any]) -> Any:
        try:
            return getattr(self.match, name)(*args)
        except (IndexError, TypeError):
            return Unknown("the match has no such group")
