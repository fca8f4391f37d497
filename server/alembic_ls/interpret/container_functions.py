"""Python's functions of containers and iterators."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.factories import at_least, pure, where_of
from alembic_ls.interpret.iteration import Iterated, elements, iterated
from alembic_ls.interpret.limits import MAX_SIZE, spend
from alembic_ls.interpret.values import (
    Bound,
    Host,
    Instance,
    Place,
    Raised,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _container(kind: type) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if not args:
            return kind(**kwargs) if kind is dict else kind()
        if kind is dict and type(args[0]) is dict:
            return {**args[0], **kwargs}
        items = elements(machine, args[0])
        if isinstance(items, Unknown):
            return items
        try:
            made = kind(items)
            return {**made, **kwargs} if kind is dict else made
        except (TypeError, ValueError):
            return Unknown("such elements are not followed", where_of(place))

    return factory


def _any_all(wanted: bool) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.truth import truth_of

        items = elements(machine, args[0]) if args else []
        if isinstance(items, Unknown):
            return items
        truths = [truth_of(item) for item in items]
        if wanted in truths:
            return wanted
        return not wanted if None not in truths else Unknown("whether this holds is not known", where_of(place))

    return factory


def _len(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if args and type(args[0]) is str:
        return len(args[0])
    if args and isinstance(args[0], Instance) and (found := args[0].cls.lookup("__len__")) is not None:
        return machine.call(Bound(args[0], found[0]), [], {}, place)
    items = elements(machine, args[0]) if args else []
    return items if isinstance(items, Unknown) else len(items)


def _zip(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    lists = [elements(machine, a) for a in args]
    doubt = next((x for x in lists if isinstance(x, Unknown)), None)
    return doubt if doubt is not None else Iterated(list(zip(*lists)))


def _chain(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    lists = [elements(machine, a) for a in args]
    doubt = next((x for x in lists if isinstance(x, Unknown)), None)
    return doubt if doubt is not None else Iterated([x for items in lists for x in items])


def _chain_of_all(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    lists = elements(machine, args[0])
    return lists if isinstance(lists, Unknown) else _chain(machine, lists, {}, place)


def _product(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    repeat = kwargs.get("repeat", 1)
    lists = [elements(machine, a) for a in args] * (repeat if type(repeat) is int else 1)
    doubt = next((x for x in lists if isinstance(x, Unknown)), None)
    if doubt is not None:
        return doubt
    if type(repeat) is not int or math.prod(map(len, lists)) > MAX_SIZE:
        return Unknown("too many elements to follow", where_of(place))
    return Iterated(spend(machine, list(itertools.product(*lists))))


def _repeat(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    times = kwargs.get("times", args[1] if len(args) > 1 else None)
    if type(times) is not int or times > MAX_SIZE:
        return Unknown("how often this is repeated is not followed", where_of(place))
    return Iterated(spend(machine, args[:1] * times))


def _islice(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if type(args[0]) is Iterated:
        return Unknown("what is left of an iterator is not followed", where_of(place))
    items = elements(machine, args[0])
    if isinstance(items, Unknown) or not all(a is None or type(a) is int for a in args[1:]):
        return items if isinstance(items, Unknown) else Unknown("which elements these are is not known", where_of(place))
    return Iterated(items[slice(*args[1:])])


def _enumerate(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    items = elements(machine, args[0]) if args else []
    start = kwargs.get("start", args[1] if len(args) > 1 else 0)
    return items if isinstance(items, Unknown) else Iterated(list(enumerate(items, start if type(start) is int else 0)))


def _reversed(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    items = elements(machine, args[0])
    return items if isinstance(items, Unknown) else Iterated(items[::-1])


def _map(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    lists = [elements(machine, a) for a in args[1:]]
    doubt = next((x for x in lists if isinstance(x, Unknown)), None)
    if doubt is not None:
        return doubt
    return Iterated([machine.call(args[0], list(row), {}, place) for row in zip(*lists)])


def _filter(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.truth import truth_of

    items = elements(machine, args[1])
    if isinstance(items, Unknown):
        return items
    kept = []
    for item in items:
        truth = truth_of(item if args[0] is None else machine.call(args[0], [item], {}, place))
        if truth is None:
            return Unknown("which elements are kept is not known", where_of(place))
        if truth:
            kept.append(item)
    return Iterated(kept)


def sorted_values(machine: Machine, value: Any, kwargs: dict[str, Any]) -> Any:
    """`sorted(value, key=…, reverse=…)`, Unknown where the order is not known."""
    items = elements(machine, value)
    if isinstance(items, Unknown):
        return items
    key = kwargs.get("key")
    keys = items if key is None else [machine.call(key, [item], {}, None) for item in items]
    keys = [native.plain(getattr(k, "text", k) if isinstance(k, Host) else k) for k in keys]
    if not all(native.is_flat(k) for k in keys):
        return Unknown("the order of these values is not known")
    try:
        order = sorted(range(len(items)), key=lambda i: keys[i], reverse=kwargs.get("reverse") is True)
    except TypeError:
        return Unknown("the order of these values is not known")
    return [items[i] for i in order]


def _sorted(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return sorted_values(machine, args[0], kwargs) if args else []


def _extreme(function: Any) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        items = elements(machine, args[0]) if len(args) == 1 else args
        if isinstance(items, Unknown):
            return items
        key = kwargs.get("key")
        keys = items if key is None else [machine.call(key, [item], {}, None) for item in items]
        if not keys:
            return kwargs.get("default", Unknown("of nothing there is no extreme", where_of(place)))
        keys = [native.plain(k) for k in keys]
        if not all(native.is_flat(k) for k in keys):
            return Unknown("the order of these values is not known", where_of(place))
        try:
            return items[keys.index(function(keys))]
        except TypeError:
            return Unknown("the order of these values is not known", where_of(place))

    return factory


def _sum(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    items = elements(machine, args[0]) if args else []
    if isinstance(items, Unknown):
        return items
    start = args[1] if len(args) > 1 else kwargs.get("start", 0)
    if type(start) in (list, tuple) and all(type(i) is type(start) for i in items):
        return (
            [x for part in [start, *items] for x in part]
            if type(start) is list
            else tuple(x for part in [start, *items] for x in part)
        )
    return pure(sum)(machine, [[native.plain(i) for i in items], start], {}, place)


def _next(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if not args or type(args[0]) is not Iterated:
        return Unknown("what is next here is not followed", where_of(place))
    items, doubt = args[0].take(machine, 1)
    if items or doubt is not None:
        return items[0] if items and doubt is None else doubt
    if len(args) > 1:
        return args[1]
    raise Raised(Symbol("builtins.StopIteration"))


def _iter(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if args and type(args[0]) is Iterated:
        return args[0]
    return iterated(elements(machine, args[0]) if args else [])


def _from_keys(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    keys = elements(machine, args[0]) if args else []
    if isinstance(keys, Unknown):
        return keys
    try:
        return dict.fromkeys(keys, *args[1:2])
    except TypeError:
        return Unknown("such keys are not followed", where_of(place))


FACTORIES: dict[str, Any] = {
    **{f"builtins.{kind.__name__}": _container(kind) for kind in (list, tuple, dict, set, frozenset)},
    "builtins.any": _any_all(True),
    "builtins.all": _any_all(False),
    "builtins.len": _len,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": at_least(1, _chain_of_all),
    "itertools.product": _product,
    "itertools.repeat": at_least(1, _repeat),
    "itertools.islice": at_least(2, _islice),
    "builtins.reversed": at_least(1, _reversed),
    "builtins.map": at_least(2, _map),
    "builtins.filter": at_least(2, _filter),
    "builtins.sorted": _sorted,
    "builtins.min": _extreme(min),
    "builtins.max": _extreme(max),
    "builtins.sum": _sum,
    "builtins.next": _next,
    "builtins.iter": _iter,
    "builtins.dict.fromkeys": _from_keys,
    "collections.OrderedDict": _container(dict),
}
