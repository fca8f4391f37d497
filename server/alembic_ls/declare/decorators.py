"""What a TypeDecorator of the project is in a dialect: its `impl`, or what its `load_dialect_impl` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.values import (
    MISSING,
    Call,
    ClassValue,
    Function,
    Host,
    HostFunction,
    Instance,
    Member,
    Place,
    Super,
    Symbol,
)
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


class DialectHost(Host):
    """`dialect`, as `load_dialect_impl` and a bind give it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def attribute(self, machine: Any, name: str) -> Any:
        """Its name, and `type_descriptor`, which gives back what it is given."""
        if name == "name":
            return self.name
        if name == "type_descriptor":
            return Symbol("alembic_ls.same")
        if name in ("supports_native_enum", "supports_native_uuid"):
            return self.name == "postgresql"
        return MISSING


class Compiler(Host):
    """What writes SQL for a dialect, as the functions that `compiles` decorates are given it: it writes a type as another."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def attribute(self, machine: Any, name: str) -> Any:
        """`visit_JSON`, `dialect`."""
        if name == "dialect":
            return DialectHost(self.dialect)
        if not name.startswith("visit_"):
            return Unknown(f"'{name}' of the compiler is not followed")
        visited = name.removeprefix("visit_")
        return HostFunction(name, lambda m, args, kwargs, place: self._written(m, visited, args))

    def _written(self, machine: Any, visited: str, args: list[Any]) -> Any:
        from alembic_ls.declare.types import written_as

        return written_as(machine, visited, args[0] if args else None, self.dialect)


def decorator_type(machine: Machine, value: Instance, args: list[Any], kwargs: dict[str, Any], dialect: str) -> Any:
    """The type value that stands for the decorator in `dialect`: a Call, Symbol, Instance or Unknown."""
    found = value.cls.lookup("impl")
    impl = found[0] if found is not None else Unknown(f"the type {value.cls.name} has no impl", value.cls.place.anchor)
    if isinstance(impl, Symbol):
        impl = Call(impl, args, kwargs, value.place)
    value.attributes.setdefault("impl", impl)
    impl = value.attributes["impl"]
    loader = value.cls.lookup("load_dialect_impl")
    if loader is None or not isinstance(loader[0], Function):
        return impl
    doubt = Unknown(f"what {value.cls.name} is in {dialect} is not followed", value.cls.place.anchor)
    loaded = machine.ask(loader[0], [value, DialectHost(dialect)], doubt)
    if isinstance(loaded, Call) and isinstance(loaded.func, Member) and isinstance(loaded.func.owner, Super):
        return impl
    return loaded


def compiles(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`@compiles(cls, *dialects)`: how a class, of the project or of SQLAlchemy, is written in these dialects or in any."""
    from alembic_ls.declare.types import compiled_name

    cls, names = (args[0] if args else None), args[1:] or [None]

    def decorated(machine: Any, given: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        writers = {name: given[0] for name in names if name is None or type(name) is str} if given else {}
        if isinstance(cls, ClassValue):
            cls.facts.setdefault("compiled", {}).update(writers)
        elif isinstance(cls, Symbol):
            machine.compiled.setdefault(compiled_name(cls.path), {}).update(writers)
        return given[0] if given else None

    return HostFunction("compiles", decorated)


def compiled(machine: Machine, value: Instance, dialect: str) -> str | Unknown | None:
    """What a function decorated by `compiles` writes for a type of the project; None where there is none."""
    for cls in value.cls.mro:
        writers = _writers(machine, cls) if isinstance(cls, ClassValue) else {}
        writer = writers.get(dialect, writers.get(None))
        if writer is not None:
            return _written(machine, writer, value, dialect, value.cls.name, value.cls.place)
    return None


def compiled_library_type(machine: Machine, name: str, value: Any, dialect: str) -> str | Unknown | None:
    """The same for a type of SQLAlchemy."""
    writers = machine.compiled.get(name) or {}
    writer = writers.get(dialect, writers.get(None))
    return None if writer is None else _written(machine, writer, value, dialect, name, getattr(value, "place", None))


def _written(machine: Machine, writer: Any, value: Any, dialect: str, name: str, place: Place | None) -> str | Unknown:
    doubt = Unknown("what the compiler is told is not followed")
    text = machine.ask(writer, [value, Compiler(dialect)], doubt)
    return text if type(text) is str else Unknown(f"how {name} is written is not followed", place.anchor if place else None)


def _writers(machine: Machine, cls: ClassValue) -> dict[str | None, Any]:
    """What writes the class, by dialect. Nobody asks for these functions by name: those of its module are run when first wanted."""
    if "compilers are run" not in cls.facts:
        cls.facts["compilers are run"] = True
        source = cls.module.source
        for chunk in source.chunks if source is not None and "compiles(" in source.text else ():
            if chunk.kind == "def" and "compiles(" in chunk.text.partition("def ")[0]:
                cls.module.run_chunk(machine, chunk)
    return cls.facts.get("compiled", {})  # type: ignore[no-any-return]


def same(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """A function that gives back its argument."""
    return args[0] if args else Unknown("nothing was given", place.anchor if place else None)
