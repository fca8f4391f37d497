"""Python's built-in functions and the few of its library that decide what models and revisions do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alembic_ls.interpret import native
from alembic_ls.interpret.iteration import Iterated, elements, iterated
from alembic_ls.interpret.limits import MAX_SIZE
from alembic_ls.interpret.values import (
    MISSING,
    Bound,
    Call,
    ClassValue,
    EnumMember,
    Function,
    Host,
    Instance,
    Member,
    Place,
    Raised,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine

_NAMES = """abs all any ascii bin bool bytearray bytes callable chr classmethod complex delattr dict dir divmod enumerate eval exec filter
float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map max memoryview min next
object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
__import__ BaseException Exception ArithmeticError AssertionError AttributeError ImportError ModuleNotFoundError IndexError KeyError
LookupError NameError NotImplementedError OSError RuntimeError StopIteration SystemExit TypeError UnicodeError ValueError Warning
DeprecationWarning UserWarning RuntimeWarning FutureWarning ConnectionError TimeoutError FileNotFoundError PermissionError ZeroDivisionError
RecursionError SyntaxError EnvironmentError IOError OverflowError KeyboardInterrupt GeneratorExit ExceptionGroup""".split()
BUILTINS: dict[str, Any] = {name: Symbol(f"builtins.{name}") for name in _NAMES}
BUILTINS.update(
    {"True": True, "False": False, "None": None, "NotImplemented": Symbol("builtins.NotImplemented"), "Ellipsis": ...}
)
BUILTINS["__debug__"] = True
BUILTINS["__builtins__"] = Symbol("builtins")

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "list": (list,),
    "tuple": (tuple,),
    "dict": (dict,),
    "set": (set,),
    "frozenset": (frozenset,),
    "bytes": (bytes,),
    "complex": (complex,),
    "range": (range,),
    "slice": (slice,),
    "NoneType": (type(None),),
}


def _doubt(args: list[Any], kwargs: dict[str, Any]) -> Unknown | None:
    return next((a for a in [*args, *kwargs.values()] if isinstance(a, Unknown)), None)


def _where(place: Place | None) -> Any:
    return place.anchor if place is not None else None


def _pure(function: Any) -> Any:
    """A factory for a function of plain values: called by Python itself where all arguments are native, Unknown else."""

    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        doubt = _doubt(args, kwargs)
        if doubt is not None:
            return doubt
        args = [a.value if type(a) is EnumMember and a.mixes_in_value else a for a in args]
        if not all(native.is_native(a) for a in [*args, *kwargs.values()]):
            return Unknown(f"what {function.__name__}() gives here is not followed", _where(place))
        try:
            return function(*args, **kwargs)
        except (TypeError, ArithmeticError, AttributeError, RecursionError):
            return Unknown(f"what {function.__name__}() gives here is not followed", _where(place))
        except (ValueError, LookupError) as error:
            raise Raised(Symbol(f"builtins.{type(error).__name__}")) from None

    return factory


def _given(least: int, factory: Any) -> Any:
    """The factory, where it is given as many arguments as it cannot do without."""

    def checked(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        if len(args) < least:
            return Unknown("too few arguments are given here", _where(place))
        return factory(machine, args, kwargs, place)

    return checked


def _repr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 1 and native.is_flat(args[0]):
        return repr(args[0])
    return _doubt(args, kwargs) or Unknown("the repr of this value is not known", _where(place))


def _pow(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    import ast

    from alembic_ls.interpret.expressions import binary

    if len(args) != 2 or place is None:
        return Unknown("this power is not followed", _where(place))
    return binary(machine, ast.Pow, args[0], args[1], place)


def _int(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if args and type(args[0]) is str and len(args[0]) > 1_000:
        return Unknown("this number is too long", _where(place))
    return _pure(int)(machine, args, kwargs, place)


def _range(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    made = _pure(range)(machine, args, kwargs, place)
    return (
        made
        if not isinstance(made, range) or _length(made) <= MAX_SIZE
        else Unknown("this range is too long to follow", _where(place))
    )


def _length(value: range) -> int:
    try:
        return len(value)
    except OverflowError:
        return MAX_SIZE + 1


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
            return Unknown("such elements are not followed", _where(place))

    return factory


def _str(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.expressions import text_of

    if not args:
        return ""
    if isinstance(args[0], Unknown):
        return args[0]
    if isinstance(args[0], Instance) and (found := args[0].cls.lookup("__str__")) is not None:
        return machine.call(Bound(args[0], found[0]), [], {}, place)
    text = text_of(args[0])
    return text if text is not None else Unknown("the text of this value is not known", _where(place))


def _bool(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.expressions import truth_of

    truth = truth_of(args[0]) if args else False
    return truth if truth is not None else Unknown("whether this holds is not known", _where(place))


def _any_all(wanted: bool) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.expressions import truth_of

        items = elements(machine, args[0]) if args else []
        if isinstance(items, Unknown):
            return items
        truths = [truth_of(item) for item in items]
        if wanted in truths:
            return wanted
        return not wanted if None not in truths else Unknown("whether this holds is not known", _where(place))

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
    from alembic_ls.interpret.expressions import truth_of

    items = elements(machine, args[1])
    if isinstance(items, Unknown):
        return items
    kept = []
    for item in items:
        truth = truth_of(item if args[0] is None else machine.call(args[0], [item], {}, place))
        if truth is None:
            return Unknown("which elements are kept is not known", _where(place))
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
            return kwargs.get("default", Unknown("of nothing there is no extreme", _where(place)))
        keys = [native.plain(k) for k in keys]
        if not all(native.is_flat(k) for k in keys):
            return Unknown("the order of these values is not known", _where(place))
        try:
            return items[keys.index(function(keys))]
        except TypeError:
            return Unknown("the order of these values is not known", _where(place))

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
    return _pure(sum)(machine, [[native.plain(i) for i in items], start], {}, place)


def _getattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.attributes import attribute_of

    doubt = _doubt(args[:2], {})
    if doubt is not None or len(args) < 2 or type(args[1]) is not str:
        return doubt or Unknown("which attribute this is is not known", _where(place))
    found = attribute_of(machine, args[0], args[1])
    if found is MISSING or (isinstance(found, Member) and len(args) > 2 and isinstance(args[0], (ClassValue, Instance))):
        if len(args) > 2:
            return args[2]
        raise Raised(Symbol("builtins.AttributeError"))
    return found


def _hasattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.attributes import attribute_of

    doubt = _doubt(args, {})
    if doubt is not None or len(args) < 2 or type(args[1]) is not str:
        return doubt or Unknown("which attribute this is is not known", _where(place))
    found = attribute_of(machine, args[0], args[1])
    if isinstance(found, (Unknown, Member)):
        if isinstance(args[0], Instance) and isinstance(found, Unknown):
            return False if args[0].cls.unknown_base is None else found
        return found if isinstance(found, Unknown) else Unknown(f"whether there is a '{args[1]}' is not known", _where(place))
    return found is not MISSING


def _setattr(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.assignments import set_attribute

    if len(args) == 3 and type(args[1]) is str:
        set_attribute(machine, args[0], args[1], args[2], place)
    return None


def _isinstance(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) != 2:
        return Unknown("this isinstance is not followed", _where(place))
    value, wanted = args
    kinds = wanted if type(wanted) is tuple else (wanted,)
    verdicts = [is_instance(value, kind) for kind in kinds]
    if True in verdicts:
        return True
    return Unknown("what kind of value this is is not known", _where(place)) if None in verdicts else False


def is_instance(value: Any, kind: Any) -> bool | None:
    """Whether `value` is an instance of the class; None where that is not known."""
    if isinstance(value, Unknown) or isinstance(kind, Unknown):
        return None
    if isinstance(kind, Symbol) and kind.path == "builtins.object":
        return True
    if isinstance(kind, Symbol) and kind.path.startswith(("collections.abc.", "typing.", "numbers.")):
        return _is_abstract(value, kind)
    if isinstance(kind, Symbol) and native.is_native(value):
        if kind.path.startswith("builtins."):
            return isinstance(value, _PYTHON_TYPES.get(kind.name, ()))
        return any(f"{k.__module__}.{k.__name__}" == kind.path for k in type(value).__mro__)  # datetime.date
    if isinstance(value, (Instance, EnumMember)):
        return any(base is kind or base == kind for base in value.cls.mro) if isinstance(kind, (ClassValue, Symbol)) else None
    if isinstance(kind, Symbol) and kind.path == "builtins.type":
        return isinstance(value, (ClassValue, Symbol)) and (not isinstance(value, Symbol) or value.name[:1].isupper())
    if isinstance(value, Host):
        names = getattr(value, "class_names", None)
        return kind.name in names if names is not None and isinstance(kind, Symbol) else None
    if isinstance(value, Call) and isinstance(kind, Symbol) and value.path:
        return True if value.path == kind.path else None if value.path.partition(".")[0] == kind.path.partition(".")[0] else False
    if native.is_native(value) or isinstance(value, (ClassValue, Function)):
        return False
    return None


def _is_abstract(value: Any, kind: Symbol) -> bool | None:
    """Whether one of Python's own values is of an abstract class: Iterable, Mapping, Number."""
    import collections.abc
    import numbers

    wanted = getattr(numbers if kind.path.startswith("numbers.") else collections.abc, kind.name, None)
    return isinstance(value, wanted) if isinstance(wanted, type) and native.is_native(value) else None


def _issubclass(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 2 and isinstance(args[0], ClassValue):
        kinds = args[1] if type(args[1]) is tuple else (args[1],)
        if any(any(base is kind or base == kind for base in args[0].mro) for kind in kinds):
            return True
        doubt = args[0].unknown_base
        return doubt if doubt is not None else False
    return Unknown("whether this is a subclass is not known", _where(place))


def _type(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) == 3 and place is not None and type(args[0]) is str and type(args[1]) is tuple and type(args[2]) is dict:
        cls = ClassValue(args[0], machine.current_module(place), args[1], dict(kwargs), place)
        cls.names.update(args[2])
        machine.class_made(cls)
        return cls
    value = args[0] if args else None
    if isinstance(value, (Instance, EnumMember)):
        return value.cls
    if isinstance(value, ClassValue):
        return Symbol("builtins.type")
    if native.is_native(value):
        return Symbol(f"{type(value).__module__}.{type(value).__name__}")
    if isinstance(value, Call) and isinstance(value.func, (Symbol, ClassValue)):
        return value.func
    return Unknown("the type of this value is not known", _where(place))


def _callable(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    value = args[0] if args else None
    if isinstance(value, (Function, Bound, ClassValue, Symbol)):
        return True
    return False if native.is_native(value) else Unknown("whether this can be called is not known", _where(place))


def _next(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if not args or type(args[0]) is not Iterated:
        return Unknown("what is next here is not followed", _where(place))
    items, doubt = args[0].take(machine, 1)
    if items or doubt is not None:
        return items[0] if items and doubt is None else doubt
    if len(args) > 1:
        return args[1]
    raise Raised(Symbol("builtins.StopIteration"))


def _second_argument(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return args[1] if len(args) > 1 else Unknown("this cast is not followed", _where(place))


def _nothing(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return None


def _iter(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if args and type(args[0]) is Iterated:
        return args[0]
    return iterated(elements(machine, args[0]) if args else [])


def _copy(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    value: Any = args[0] if args else None
    if type(value) in (list, dict, set):
        return value.copy()
    if isinstance(value, Call):
        return value.copy()
    if isinstance(value, Instance):
        return Instance(value.cls, dict(value.attributes), value.place)
    return value


def _deep_copy(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return _deep(machine, args[0], {}) if args else None


def _deep(machine: Machine, value: Any, made: dict[int, Any]) -> Any:
    """A copy all the way down through what can be changed; a value met again is the same copy."""
    if id(value) in made:
        return made[id(value)]
    kind = type(value)
    machine.fuel -= 1
    if kind is list:
        twin: Any = made.setdefault(id(value), [])
        twin.extend(_deep(machine, v, made) for v in value)
        return twin
    if kind is dict:
        twin = made.setdefault(id(value), {})
        twin.update((k, _deep(machine, v, made)) for k, v in value.items())
        return twin
    if kind is tuple:
        return tuple(_deep(machine, v, made) for v in value)
    if kind is set or isinstance(value, Call):
        return value.copy()
    if isinstance(value, Instance):
        twin = made.setdefault(id(value), Instance(value.cls, {}, value.place))
        twin.attributes.update((k, _deep(machine, v, made)) for k, v in value.attributes.items())
        return twin
    return value


def _from_keys(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    keys = elements(machine, args[0]) if args else []
    if isinstance(keys, Unknown):
        return keys
    try:
        return dict.fromkeys(keys, *args[1:2])
    except TypeError:
        return Unknown("such keys are not followed", _where(place))


def _getenv(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """As the same command line would see it: the variable of this process, else the default."""
    name = args[0] if args else kwargs.get("key")
    if type(name) is not str:
        return name if isinstance(name, Unknown) else Unknown("which variable this is is not known", _where(place))
    return os.environ.get(name, args[1] if len(args) > 1 else kwargs.get("default"))


class Environ(Host):
    """`os.environ`."""

    def attribute(self, machine: Any, name: str) -> Any:
        """`get` reads; what writes is nothing."""
        if name in ("get", "setdefault"):
            return Symbol("os.getenv")
        return Unknown(f"'{name}' of os.environ is not followed")

    def item(self, machine: Any, key: Any) -> Any:
        """The variable; KeyError where this process has none."""
        if type(key) is not str:
            return Unknown("which variable this is is not known")
        if key not in os.environ:
            return Unknown(f"the environment variable {key} is not set here")
        return os.environ[key]

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether the variable is set."""
        return value in os.environ if type(value) is str else Unknown("which variable this is is not known")


def _import_module(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    name = args[0] if args else kwargs.get("name")
    package = args[1] if len(args) > 1 else kwargs.get("package")
    if type(name) is not str:
        doubt = name if isinstance(name, Unknown) else Unknown("which module is imported here is not known", _where(place))
        machine.note(doubt)
        return doubt
    if name.startswith("."):
        if type(package) is not str:
            return Unknown("from which package this is imported is not known", _where(place))
        level = len(name) - len(name.lstrip("."))
        base = package.split(".")
        name = ".".join([*base[: len(base) - level + 1], name.lstrip(".")])
    found = machine.module(name)
    if found is None:
        if machine.guarded:
            raise Raised(Symbol("builtins.ImportError"))
        return Unknown(f"the module '{name}' was not found", _where(place))
    return found


def _enum(path: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        return machine.functional_enum(Symbol(path), args, kwargs, place)

    return factory


def _run_async(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return args[0] if args else None


def _partial(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.values import HostFunction

    if not args:
        return Unknown("this partial is not followed", _where(place))
    function, first = args[0], args[1:]
    return HostFunction("partial", lambda m, a, k, p: m.call(function, [*first, *a], {**kwargs, **k}, p))


class DefaultDict(Host):
    """`collections.defaultdict(factory)`."""

    class_names = ("defaultdict", "dict")

    def __init__(self, factory: Any) -> None:
        self.factory = factory
        self.data: dict[Any, Any] = {}

    def item(self, machine: Any, key: Any) -> Any:
        """The value, made where it is missing."""
        if isinstance(key, Unknown):
            return key
        try:
            if key not in self.data:
                self.data[key] = machine.call(self.factory, [], {}, None)
            return self.data[key]
        except TypeError:
            return Unknown("such a key is not followed")

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`d[key] = value`; an unknown key leaves all in doubt."""
        if name == "[]":
            key, made = value
            try:
                self.data["**" if isinstance(key, Unknown) else key] = key if isinstance(key, Unknown) else made
            except TypeError:
                self.data["**"] = Unknown("such a key is not followed")

    def attribute(self, machine: Any, name: str) -> Any:
        """The methods of a dict."""
        return native.method_of(self.data, name)

    def iterate(self, machine: Any) -> Any:
        """Its keys."""
        return None if "**" in self.data else iter(list(self.data))

    def truth(self) -> bool | None:
        """Whether it holds anything."""
        return bool(self.data)

    def contains(self, machine: Any, value: Any) -> Any:
        """Whether there is such a key."""
        return self.data.get("**", False) if value not in self.data else True


def _default_dict(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    return DefaultDict(args[0] if args else None)


def _dedent(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    import textwrap

    text = args[0] if args else Unknown("no text was given", _where(place))
    return textwrap.dedent(text) if type(text) is str else text


def _named_tuple(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    if len(args) < 2 or type(args[0]) is not str or place is None:
        return Unknown("this named tuple is not followed", _where(place))
    fields = args[1].replace(",", " ").split() if type(args[1]) is str else args[1]
    if type(fields) not in (list, tuple) or not all(
        type(f) is str or (type(f) is tuple and f and type(f[0]) is str) for f in fields
    ):
        return Unknown("this named tuple is not followed", _where(place))
    cls = ClassValue(args[0], machine.current_module(place), (Symbol("builtins.tuple"),), {}, place)
    for field in fields:
        cls.annotations[field if type(field) is str else field[0]] = (None, cls.module.scope)
    return cls


FACTORIES: dict[str, Any] = {
    **{f"builtins.{f.__name__}": _pure(f) for f in (abs, round, divmod, ord, chr, hex, oct, bin, float)},
    **{f"builtins.{kind.__name__}": _container(kind) for kind in (list, tuple, dict, set, frozenset)},
    "builtins.int": _int,
    "builtins.range": _range,
    "builtins.str": _str,
    "builtins.bool": _bool,
    "builtins.any": _any_all(True),
    "builtins.all": _any_all(False),
    "builtins.len": _len,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.reversed": _given(1, _reversed),
    "builtins.map": _given(2, _map),
    "builtins.filter": _given(2, _filter),
    "builtins.sorted": _sorted,
    "builtins.min": _extreme(min),
    "builtins.max": _extreme(max),
    "builtins.sum": _sum,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.type": _type,
    "builtins.callable": _callable,
    "builtins.next": _next,
    "builtins.iter": _iter,
    "builtins.print": _nothing,
    "builtins.__import__": _import_module,
    "builtins.repr": _repr,
    "builtins.pow": _pow,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "importlib.import_module": _import_module,
    "typing.cast": _second_argument,
    "typing.NewType": _second_argument,
    "asyncio.run": _run_async,
    "functools.partial": _partial,
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _dedent,
    "copy.copy": _copy,
    "copy.deepcopy": _deep_copy,
    "builtins.dict.fromkeys": _from_keys,
    "collections.namedtuple": _named_tuple,
    "collections.OrderedDict": _container(dict),
    "collections.defaultdict": _default_dict,
    **{f"enum.{name}": _enum(f"enum.{name}") for name in ("Enum", "StrEnum", "IntEnum")},
}
