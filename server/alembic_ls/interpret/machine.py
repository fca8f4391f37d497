"""The interpreter: its modules, its budget, and the hooks through which higher rooms tell it what libraries mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from alembic_ls.interpret import (
    chunk_runs,
    classes,
    expressions,  # noqa: F401  (says what each kind of expression is)
    loading,
    statements,  # noqa: F401  (says what each kind of statement does)
)
from alembic_ls.interpret.assignments import names_of
from alembic_ls.interpret.builtin_functions import FACTORIES
from alembic_ls.interpret.calls import call
from alembic_ls.interpret.canonical import KNOWN, canonical
from alembic_ls.interpret.finder import Finder, Found
from alembic_ls.interpret.import_lines import absolute
from alembic_ls.interpret.import_path import ImportPath
from alembic_ls.interpret.limits import STEPS_OF_FILTERS
from alembic_ls.interpret.modules import Lazy, Module
from alembic_ls.interpret.process_environment import Environ
from alembic_ls.interpret.python_names import BUILTINS
from alembic_ls.interpret.standard_library import STANDARD, standard_value
from alembic_ls.interpret.values import MISSING, ClassValue, EnumMember, OutOfFuel, Place, Raised, Scope, Symbol
from alembic_ls.schema.unknown import Unknown
from alembic_ls.syntax.imports import Import

Factory = Callable[["Machine", list[Any], dict[str, Any], "Place | None"], Any]
# Asked about each call into another file: it goes on with `run`, or answers itself.
Boundary = Callable[[Any, "list[Any]", "dict[str, Any]", "Callable[[], Any]"], Any]
Method = Callable[["Machine", Any, list[Any], dict[str, Any], "Place | None"], Any]
_TOTAL_STEPS = 40_000_000  # of one project: past it everything is Unknown


class Files(Protocol):
    """Where text comes from: open buffers before the disk."""

    def text(self, path: str) -> str | None:
        """The text of a file, None where it cannot be read."""


class Machine:
    """Interprets source of one project for one dialect. Nothing of the project is ever run by Python itself.

    `factories` say what a call of a library's symbol makes, `methods` what a method of something that is only recognised does, where
    they do not answer MISSING; `symbols` what a library's name stands for (a host object). `class_made` hears of each class;
    `class_attribute` answers for what a class has from its library (`metadata`, `__table__`).
    """

    def __init__(self, files: Files, finder: Finder) -> None:
        self.files = files
        self.finder = finder
        self.modules: dict[str, Module] = {}
        self.builtins = BUILTINS
        self.factories: dict[str, Factory] = {**FACTORIES, **STANDARD}
        self.methods: dict[str, Method] = {}
        self.symbols: dict[str, Any] = {
            "os.environ": Environ(),
            "sys.path": ImportPath(),
            "typing.TYPE_CHECKING": False,
            "sys.version_info": finder.python_version,
        }
        self.fuel = _TOTAL_STEPS
        self.depth = 0
        self.guarded = 0  # how many `try` blocks are being run
        self.handled: list[Any] = []  # what the `except` blocks that are being run have caught
        self.forks = 0  # how often both ways were tried
        self.exits: set[str] = set()  # how the branches of forks in this round of a loop, or this call, may have left
        self.uncertain: Unknown | None = None  # why what is being run may not happen at all
        self.tiring: set[Any] = set()  # functions that took too long in this statement, where they may not be called at all
        self.notes: list[Unknown] = []
        self.variables: set[str] = set()  # the names of the environment variables that were asked for
        self.compiled: dict[str, dict[str | None, Any]] = {}  # by name of a library's class and dialect: what writes it
        self.dialect = ""  # of the database that is read for
        self.versions: Mapping[str, tuple[int, ...]] = {}  # of the distributions that are installed
        self.resolving: set[tuple[str, ...]] = set()
        self.class_hooks: list[Callable[[ClassValue], None]] = []
        self.class_attribute: Callable[[ClassValue, str], Any] = lambda cls, name: MISSING
        self.own_attribute: Callable[[ClassValue, str, Any], Any] = lambda cls, name, value: value
        self.instantiate_hook: Callable[[ClassValue, list[Any], dict[str, Any], Place | None], Any] = lambda *_: MISSING
        self.library_hook: Callable[[Symbol, list[Any], dict[str, Any]], None] | None = None
        self.unreadable_hook: Callable[[Unknown, Scope], None] | None = None
        self.lazy = False  # whether modules that are imported are only looked into for what is asked of them
        self.boundary: Boundary | None = None
        self.settled: dict[Any, Any] | None = None  # what is remembered while only filters are run, which change nothing
        self.savepoint: Callable[[], Callable[[], None]] | None = None
        self.unfollowed_hook: Callable[[Unknown, Any, list[Any], dict[str, Any]], None] | None = None

    # Values

    def symbol(self, path: str) -> Any:
        """What a library's dotted name stands for: a host object, or the Symbol itself, under its canonical path."""
        path = canonical(path)
        found = self.symbols.get(path, MISSING)
        if found is MISSING:
            found = standard_value(path)
        return Symbol(path) if found is MISSING else found

    def symbol_attribute(self, owner: Symbol, name: str) -> Any:
        """`library.name`."""
        if owner.path in _BARE and (name in _UNSAID or name == "__dict__"):
            return MISSING if name in _UNSAID else {}
        if owner.path in _CLASS_LIKE and name.startswith("__") and name != "__table__":
            return Unknown(f"'{name}' of {owner.path} is not followed")
        return self.symbol(f"{owner.path}.{name}")

    def call(self, func: Any, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """Calls a value."""
        return call(self, func, args, kwargs, place)

    def ask(self, func: Any, args: list[Any], doubt: Unknown) -> Any:
        """What a function of the project gives when it is asked by itself; `doubt` where it raises, or does not come to an end."""
        try:
            return call(self, func, args, {}, None)
        except (Raised, OutOfFuel, RecursionError):
            return doubt

    def refill(self) -> None:
        """Gives a function of env.py's that is about to be asked its steps, whatever was used up before."""
        self.fuel = max(self.fuel, STEPS_OF_FILTERS)
        self.tiring = set()

    def enum_members(self, cls: ClassValue) -> dict[str, EnumMember] | None:
        """The members of an enum class, None for other classes."""
        cls.facts.setdefault("machine", self)
        return classes.enum_members(cls)

    def functional_enum(self, base: ClassValue | Symbol, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        """`Enum("Name", "A B")`."""
        return classes.functional_enum(self, base, args, kwargs, place)

    def class_made(self, cls: ClassValue) -> None:
        """Tells the hooks of a class whose body has run."""
        for hook in self.class_hooks:
            hook(cls)

    # Doubts

    def note(self, doubt: Unknown) -> None:
        """Remembers what could not be followed."""
        self.notes.append(doubt)

    def unreadable(self, doubt: Unknown, scope: Scope) -> None:
        """A statement that does not parse stands here."""
        self.note(doubt)
        if scope.kind == "class" and scope.owner is not None:
            scope.owner.facts["broken"] = doubt
        if self.unreadable_hook is not None:
            self.unreadable_hook(doubt, scope)

    def unfollowed(self, doubt: Unknown, func: Any, args: list[Any], kwargs: dict[str, Any]) -> Unknown:
        """A call could not be followed: whoever lent it power over something hears of it. Of a method of an unknown thing `func` is its
        name as a Member of the module that calls it."""
        if self.unfollowed_hook is not None:
            self.unfollowed_hook(doubt, func, args, kwargs)
        return doubt

    def once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """`make()`, or MISSING where it is being made already (modules that star-import each other)."""
        if key in self.resolving:
            return MISSING
        self.resolving.add(key)
        try:
            return make()
        finally:
            self.resolving.discard(key)

    # Modules

    def module(self, name: str) -> Module | Symbol | None:
        """A module by its absolute name: read if it is the project's or of site-packages, else its Symbol; None where it is missing."""
        known = self.modules.get(name)
        if known is not None:
            return known
        found = self.finder.find(name)
        if found is not None:
            parent = name.rpartition(".")[0]
            if parent:
                self.module(parent)
            return self.modules.get(name) or loading.load(self, name, found)
        top = name.partition(".")[0]
        if top not in KNOWN and self.finder.is_first_party(top):
            return None
        value = self.symbol(name)
        return value if isinstance(value, Symbol) else Symbol(name)

    def reach(self, name: str) -> None:
        """Loads a module that an import statement names, with its parents; quietly nothing where `name` is no module of the project."""
        if self.lazy or name in self.modules or not self.finder.is_first_party(name):
            return
        if self.finder.find(name) is not None:
            self.module(name)

    def reach_all(self, statement: Import, module: Module) -> None:
        """Loads the modules that an import statement of `module` may load: a name that is imported may be a module itself."""
        if not statement.is_from:
            for name, _ in statement.names:
                self.reach(name)
            return
        base = absolute(module, statement.module, statement.level)
        self.reach(base)
        place = self.finder.find(base) if self.finder.is_first_party(base) else None
        for name, _ in statement.names if place is not None and place.folder is not None else ():
            if name != "*":
                self.reach(f"{base}.{name}")

    def submodule(self, package: Module, name: str) -> Module | None:
        """The module `package.name`, None where there is none."""
        full = f"{package.name}.{name}"
        if full in self.modules:
            return self.modules[full]
        if self.finder.find(full) is None:
            return None
        module = self.module(full)
        return module if isinstance(module, Module) else None

    def star_symbol(self, module: Symbol, name: str) -> Any:
        """What `from library import *` makes of a name: a Symbol where the library is known to export it."""
        from alembic_ls.interpret.stars import exports

        return self.symbol_attribute(module, name) if exports(module.path, name) else None

    def run_file(self, path: str, name: str, chunks: Callable[[Any], bool] | None = None) -> Module:
        """Runs a file as a module of its own: env.py, a revision. `chunks` chooses what is run; None runs everything."""
        found = Found(name, path, None, True)
        return loading.load(self, name, found, force=True)

    def run_statements(self, chunk: Any, scope: Scope) -> None:
        """Runs a chunk within its budget."""
        chunk_runs.run_statements(self, chunk, scope)

    def current_module(self, place: Place) -> Module:
        """The module in which something was written."""
        for module in self.modules.values():
            if module.path == place.chunk.path:
                return module
        return Module("", place.chunk.path, None, None, False)

    def import_names(self, statement: Import, scope: Scope) -> None:
        """Binds what an import statement names; the modules themselves are read when a name of them is wanted."""
        names = names_of(scope)
        if not statement.is_from:
            for name, alias in statement.names:
                self._require(name)
                self.reach(name)
                wanted = name if alias else name.partition(".")[0]
                names[alias or wanted] = self.module(wanted) or Unknown(f"the module '{wanted}' was not found")
            return
        base = absolute(scope.module, statement.module, statement.level)
        self._require(base)
        self.reach(base)
        for name, alias in statement.names:
            if name == "*":
                self._star(base, scope, names)
                continue
            self.reach(f"{base}.{name}")
            lazy = Lazy(base, name)
            if self.guarded and self._surely_lacks(base, name):
                raise Raised(Symbol("builtins.ImportError"))
            names[alias or name] = lazy if scope.kind == "module" else lazy.resolve(self)

    def reach_exported(self, base: str) -> None:
        """Loads the modules that `from base import *` does: those of a package that its `__all__` names."""
        module = self.modules.get(base)
        if self.lazy or not isinstance(module, Module) or module.folder is None or "__all__" not in module.index():
            return
        exported = module.get(self, "__all__")
        for name in exported if type(exported) in (list, tuple) else ():
            if type(name) is str and name not in module.index():
                self.reach(f"{base}.{name}")

    def _star(self, base: str, scope: Scope, names: dict[str, Any]) -> None:
        if scope.kind == "module":
            scope.module.stars.append(base)
            self.reach_exported(base)
            return
        module = self.module(base)
        if isinstance(module, Module):
            for name in module.names(self):
                value = module.get(self, name)
                if value is not MISSING:
                    names[name] = value

    def _surely_lacks(self, base: str, name: str) -> bool:
        """True where a module of the project was understood whole and has no such name; of SQLAlchemy, where it came later."""
        if base in ("sqlalchemy", "sqlalchemy.orm", "sqlalchemy.types", "sqlalchemy.ext.asyncio"):
            return name in _NEW_IN_2 and self.versions.get("sqlalchemy", (2,)) < (2,)
        module = self.module(base) if self.finder.is_first_party(base) else None
        return (
            isinstance(module, Module)
            and not {name, "*"} & module.index().keys()
            and ("__getattr__" not in module.index() or module.get(self, name) is MISSING)
            and name not in module.namespace
            and self.submodule(module, name) is None
            and module.is_known_whole(self)
        )

    def _require(self, name: str) -> None:
        """Inside `try`, a module of the project that is missing raises, as it would."""
        if self.guarded and name and self.finder.is_first_party(name) and self.finder.find(name) is None:
            raise Raised(Symbol("builtins.ImportError"))


_NEW_IN_2 = frozenset(
    """DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass MappedColumn WriteOnlyMapped DynamicMapped mapped_column
    mapped_as_dataclass Uuid UUID Double DOUBLE DOUBLE_PRECISION AsyncAttrs async_sessionmaker""".split()
)  # of what `sqlalchemy`, `sqlalchemy.orm` and `sqlalchemy.ext.asyncio` hold; a dialect's own UUID is older
# What declarative looks for, and these classes leave to those who inherit them; nor do their own names matter to anybody.
_UNSAID = frozenset({"__mapper_args__", "__table_args__", "__tablename__"})
_BARE = frozenset(
    """builtins.object typing.Generic typing.Protocol abc.ABC sqlalchemy.orm.DeclarativeBase sqlalchemy.orm.DeclarativeBaseNoMeta
    sqlalchemy.orm.MappedAsDataclass sqlalchemy.ext.asyncio.AsyncAttrs""".split()
)
_CLASS_LIKE = frozenset({"sqlmodel.SQLModel", "sqlalchemy.orm.DeclarativeBase", "pydantic.BaseModel"})
