"""The values that interpreted source is made of, beside Python's own constants and containers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    import ast

    from alembic_ls.interpret.modules import Module
    from alembic_ls.syntax.chunks import Chunk


class Absent(Unknown):
    """Stands for code that was not found, or cannot be followed at all: calling it may do anything."""

    __slots__ = ()


class PartialText(Unknown):
    """A text of which only the `beginning` is known."""

    beginning: str = ""

    @classmethod
    def of(cls, text: str, doubt: Unknown) -> PartialText:
        """`text`, then something unknown."""
        partial = cls(*doubt)
        partial.beginning = text + doubt.beginning if isinstance(doubt, PartialText) else text
        return partial


class OneOf(Unknown):
    """A value that is one of these `values`, depending on what is not known."""

    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, values: list[Any], doubt: Unknown) -> OneOf:
        """One of `values`, for the reason of `doubt`; which of them are meant is not told where they are too many."""
        made = cls(*doubt)
        found = tuple(
            inner for value in values for inner in ((value.values or (value,)) if isinstance(value, OneOf) else (value,))
        )
        made.values = found if len(found) <= _MAX_ALTERNATIVES else ()
        return made

    @classmethod
    def told(cls, values: list[Any], doubt: Unknown) -> Unknown:
        """The same; the doubt itself, where a higher room knows more of it."""
        return cls.of(values, doubt) if type(doubt) in (Unknown, cls) else doubt


class Place:
    """A span in a chunk; becomes an Anchor only when it is wanted."""

    __slots__ = ("chunk", "column", "end_column", "end_line", "line")

    def __init__(self, chunk: Chunk, node: Any) -> None:
        self.chunk = chunk
        self.line = node.lineno
        self.column = node.col_offset
        self.end_line = node.end_lineno
        self.end_column = node.end_col_offset

    @property
    def anchor(self) -> Anchor:
        """The place in the form that findings carry."""
        return Anchor(
            self.chunk.path, self.chunk.key, self.line - 1, self.column, (self.end_line or self.line) - 1, self.end_column or 0
        )


class Symbol:
    """A name of a library that is known by its path alone: `sqlalchemy.Column`, `builtins.str`. Never run, only recognised."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return self.path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbol) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


class Extended(Symbol):
    """A library as a module of the project has it, which has set attributes of its own on it: `sa.GUID = GUID`."""

    __slots__ = ("added",)

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.added: dict[str, Any] = {}


class Member:
    """`owner.name`, of a value that is only recognised."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Any, name: str) -> None:
        self.owner = owner
        self.name = name


class Call:
    """A call of something that is only recognised: `Column("a", String(50))`, with its arguments evaluated.

    A starred argument that could not be followed stands among `args` as Unknown in a `Spread`, `**unknown` in `kwargs` under "**".
    `attributes` are what the source set on the result.
    """

    __slots__ = ("args", "attributes", "func", "kwargs", "place")

    def __init__(self, func: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> None:
        self.func = func
        self.args = args
        self.kwargs = kwargs
        self.place = place
        self.attributes: dict[str, Any] | None = None

    @property
    def path(self) -> str:
        """The path of the symbol that was called, "" where it was something else."""
        return self.func.path if isinstance(self.func, Symbol) else ""

    @property
    def anchor(self) -> Anchor | None:
        """Where the call was written."""
        return self.place.anchor if self.place is not None else None

    def copy(self) -> Call:
        """A call with arguments of its own."""
        twin = Call(self.func, list(self.args), dict(self.kwargs), self.place)
        twin.attributes = dict(self.attributes) if self.attributes else None
        return twin


class Spread:
    """`*value` among the arguments, of a value whose elements could not be followed."""

    __slots__ = ("value",)

    def __init__(self, value: Unknown) -> None:
        self.value = value


class Generic:
    """`origin[args]`, and `a | b` as `typing.Union[a, b]`."""

    __slots__ = ("args", "origin")

    def __init__(self, origin: Any, args: tuple[Any, ...]) -> None:
        self.origin = origin
        self.args = args


class Scope:
    """Names of one module, class body or function call."""

    __slots__ = ("chunk", "declared", "kind", "module", "names", "owner", "parent")

    def __init__(self, module: Module, names: dict[str, Any], parent: Scope | None, kind: str, chunk: Chunk) -> None:
        self.module = module
        self.names = names
        self.parent = parent
        self.kind = kind  # "module", "class", "function", "comprehension"
        self.chunk = chunk
        self.owner: ClassValue | None = None  # the class that a method belongs to, for super()
        self.declared: dict[str, dict[str, Any]] | None = None  # by `global` and `nonlocal`: whose names they are


class Function:
    """A function of the project. `node` is its tree, made again from its chunk when it is first called."""

    __slots__ = ("_node", "attributes", "chunk", "decorators", "defaults", "line", "name", "owner", "scope")

    def __init__(
        self, name: str, scope: Scope, chunk: Chunk, node: Any = None, decorators: tuple[Any, ...] = (), line: int = 0
    ) -> None:
        self.name = name
        self.scope = scope
        self.chunk = chunk
        self._node = node
        self.decorators = decorators
        self.line = line  # of a method whose tree the chunk has left out
        self.owner: ClassValue | None = None
        self.attributes: dict[str, Any] | None = None
        self.defaults: dict[str, Any] | None = None

    @property
    def node(self) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None:
        """Its tree; None where it does not parse."""
        if self._node is None and self.line:
            self._node = self.chunk.method(self.line)
        elif self._node is None:
            for statement in self.chunk.statements:
                if getattr(statement, "name", None) == self.name:
                    self._node = statement
        return self._node

    @property
    def is_property(self) -> bool:
        """True for @property, @cached_property, @hybrid_property."""
        return any(
            isinstance(d, Symbol) and d.name in ("property", "cached_property", "hybrid_property") for d in self.decorators
        )

    def is_decorated(self, *names: str) -> bool:
        """True where one of its decorators, or what that is a member or call of, bears one of the names."""
        for decorator in self.decorators:
            value = decorator
            while value is not None:
                if isinstance(value, (Symbol, Member)) and value.name in names:
                    return True
                if isinstance(value, Symbol) and value.path.rpartition(".")[0].rpartition(".")[2] in names:
                    return True  # declared_attr.cascading
                value = value.func if isinstance(value, Call) else value.owner if isinstance(value, Member) else None
        return False


class Bound:
    """A function together with the first argument that it gets."""

    __slots__ = ("function", "receiver")

    def __init__(self, receiver: Any, function: Any) -> None:
        self.receiver = receiver
        self.function = function


class ClassValue:
    """A class of the project (or of a library whose source was read), its body evaluated.

    `annotations` maps names to (tree, scope, chunk), to be evaluated when wanted; `places` says where each name was written.
    """

    __slots__ = (
        "annotations",
        "bases",
        "chunk",
        "facts",
        "keywords",
        "module",
        "mro",
        "name",
        "names",
        "place",
        "places",
        "scope",
    )

    def __init__(self, name: str, module: Module, bases: tuple[Any, ...], keywords: dict[str, Any], place: Place) -> None:
        self.name = name
        self.module = module
        self.bases = bases
        self.keywords = keywords
        self.place = place
        self.chunk = place.chunk
        self.names: dict[str, Any] = {}
        self.annotations: dict[str, tuple[Any, Scope]] = {}
        self.places: dict[str, Place] = {}
        self.facts: dict[str, Any] = {}  # what higher rooms remember of it
        self.mro: tuple[Any, ...] = linearise(self, bases)

    def __repr__(self) -> str:
        return f"<class {self.module.name}.{self.name}>"

    def lookup(self, name: str) -> Any:
        """(value, owner) of the first class in the MRO that has the name in its body; None where none has."""
        for base in self.mro:
            if isinstance(base, ClassValue) and name in base.names:
                return base.names[name], base
        return None

    def inherits(self, *paths: str) -> bool:
        """True where a library class of one of these paths is among its ancestors."""
        return any(isinstance(base, Symbol) and base.path in paths for base in self.mro)

    def inherits_library(self, prefix: str) -> bool:
        """True where a library class under this path is among its ancestors."""
        return any(isinstance(base, Symbol) and base.path.startswith(prefix) for base in self.mro)

    @property
    def metaclass(self) -> ClassValue | None:
        """The metaclass of the project that it, or the nearest of its ancestors that names one, has."""
        for base in self.mro:
            meta = base.keywords.get("metaclass") if isinstance(base, ClassValue) else None
            if meta is not None:
                return meta if isinstance(meta, ClassValue) else None
        return None

    @property
    def unknown_base(self) -> Unknown | None:
        """The first ancestor that could not be followed."""
        return next((base for base in self.mro if isinstance(base, Unknown)), None)


def linearise(cls: Any, bases: tuple[Any, ...]) -> tuple[Any, ...]:
    """The C3 order of Python, over classes, symbols and Unknowns; where there is none, the bases one after the other."""
    if len(bases) == 1 and isinstance(bases[0], ClassValue):
        return (cls, *bases[0].mro)
    tails = [list(base.mro) if isinstance(base, ClassValue) else [base] for base in bases]
    tails.append(list(bases))
    order: list[Any] = [cls]
    while tails := [tail for tail in tails if tail]:
        for tail in tails:
            head = tail[0]
            if not any(any(head is other or _same(head, other) for other in rest[1:]) for rest in tails):
                break
        else:
            head = tails[0][0]
        order.append(head)
        tails = [tail[1:] if _same(tail[0], head) else tail for tail in tails]
    return tuple(order)


def _same(a: Any, b: Any) -> bool:
    return a is b or (isinstance(a, Symbol) and a == b)


class Instance:
    """An object of a class of the project."""

    __slots__ = ("attributes", "cls", "place")

    def __init__(self, cls: ClassValue, attributes: dict[str, Any], place: Place | None = None) -> None:
        self.cls = cls
        self.attributes = attributes
        self.place = place


class EnumMember:
    """A member of an enum class of the project."""

    __slots__ = ("cls", "name", "value")

    def __init__(self, cls: ClassValue, name: str, value: Any) -> None:
        self.cls = cls
        self.name = name
        self.value = value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, EnumMember):
            return other.cls is self.cls and other.name == self.name
        return isinstance(self.value, (str, int)) and self.mixes_in_value and self.value == other

    def __hash__(self) -> int:
        return hash(self.value) if self.mixes_in_value and isinstance(self.value, (str, int)) else hash(self.name)

    @property
    def mixes_in_value(self) -> bool:
        """True for `class E(str, Enum)`, StrEnum, IntEnum: a member equals its value."""
        return self.cls.inherits("builtins.str", "builtins.int", "enum.StrEnum", "enum.IntEnum", "enum.IntFlag")


class Host:
    """An object that a higher room stands in for: `op`, a MetaData, an inspector. Overrides what it answers."""

    def attribute(self, machine: Any, name: str) -> Any:
        """The value of `.name`; MISSING where it has none."""
        return MISSING

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`.name = value` was written."""

    def call(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """It was called."""
        return Unknown("this object cannot be called here", place.anchor if place else None)

    def item(self, machine: Any, key: Any) -> Any:
        """`[key]`."""
        return Unknown("the items of this object are not followed")

    def iterate(self, machine: Any) -> Iterator[Any] | None:
        """Its elements; None where they are not followed."""
        return None

    def looped(self, machine: Any) -> Iterator[Any] | None:
        """Its elements as a `for` loop takes them, one after the other from what may change meanwhile."""
        return self.iterate(machine)

    def truth(self) -> bool | None:
        """Its truth value; None where it is not followed."""
        return True

    def contains(self, machine: Any, value: Any) -> Any:
        """`value in self`."""
        return Unknown("what this object contains is not followed")

    def is_instance(self, kind: Symbol) -> bool | None:
        """Whether it is an instance of a library's class; None where that is not known."""
        names = getattr(self, "class_names", None)
        return kind.name in names if names is not None else None


class HostFunction(Host):
    """A function of a higher room: called with (machine, args, kwargs, place)."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[[Any, list[Any], dict[str, Any], Place | None], Any]) -> None:
        self.name = name
        self.function = function

    def call(self, machine: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """Hands over to the function."""
        return self.function(machine, args, kwargs, place)


class NativeMethod:
    """A method of one of Python's own values."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Any, name: str) -> None:
        self.receiver = receiver
        self.name = name


class Super:
    """`super()` inside a method."""

    __slots__ = ("owner", "receiver")

    def __init__(self, owner: ClassValue, receiver: Any) -> None:
        self.owner = owner
        self.receiver = receiver


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


class Raised(Exception):
    """An exception of the interpreted source on its way up. `value` is what was raised."""

    def __init__(self, value: Any) -> None:
        super().__init__("raised in interpreted source")
        self.value = value


class OutOfFuel(Exception):
    """The interpreted source ran longer than it may."""


def is_plain(value: Any) -> bool:
    """True for Python's own constants and containers of them all the way down, of bounded size."""
    return type(value) in _CONSTANTS or holds_only(value, _CONSTANTS)


def holds_only(value: Any, kinds: Container[type], left: list[int] | None = None, depth: int = 0) -> bool:
    """True for a container of values of these kinds all the way down, whose text is of bounded length.

    A container that holds itself, or another one twice over and over, counts as often as it would be written out.
    """
    kind = type(value)
    if kind not in CONTAINERS or depth > _MAX_DEPTH:
        return False
    left = [_MAX_NODES] if left is None else left
    left[0] -= len(value) + 1
    if left[0] < 0:
        return False
    for element in chain(value, value.values()) if kind is dict else value:
        if type(element) not in kinds:
            if not holds_only(element, kinds, left, depth + 1):
                return False
        elif type(element) is str:
            left[0] -= len(element) >> 6
    return left[0] >= 0


def doubt_in(value: Any, left: list[int] | None = None, depth: int = 0) -> Unknown | None:
    """What is not known in a value or the containers in it; an Unknown too where it is too large to be compared."""
    if isinstance(value, Unknown):
        return value
    kind = type(value)
    if kind is Spread:
        return value.value  # type: ignore[no-any-return]
    if kind not in CONTAINERS:
        return Unknown("what this equals is not known") if equals_who_knows(value) else None
    left = [_MAX_NODES] if left is None else left
    left[0] -= len(value) + 1
    if left[0] < 0 or depth > _MAX_DEPTH:
        return Unknown("this value is too large to follow")
    for element in chain(value, value.values()) if kind is dict else value:
        if type(element) not in _CONSTANTS and (doubt := doubt_in(element, left, depth + 1)) is not None:
            return doubt
    return None


def equals_who_knows(value: Any) -> bool:
    """True for what code that was not read gives: it may be any value, a plain one too."""
    while isinstance(value, Member) or (isinstance(value, Call) and not isinstance(value.func, Symbol)):
        value = value.owner if isinstance(value, Member) else value.func
    return isinstance(value, Call) and not value.path.startswith(_OBJECTS)


_OBJECTS = (
    "sqlalchemy.",
    "sqlmodel.",
    "alembic.",
    "pydantic.",
    "typing.",
    "enum.",
    "builtins.",
)  # what they make equals no plain value
CONTAINERS = frozenset({list, tuple, set, frozenset, dict})
_MAX_NODES = 100_000
_MAX_ALTERNATIVES = 16
_MAX_DEPTH = 40
_CONSTANTS: frozenset[type] = frozenset({str, int, float, bool, type(None), bytes, complex, type(...)})
