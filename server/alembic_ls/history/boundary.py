"""How far a revision is followed into the rest of the project: as far as the database can be reached from there."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from alembic_ls.history.bind import Bind
from alembic_ls.history.context import Context, MigrationContext
from alembic_ls.history.op import Batch, Op
from alembic_ls.history.recorder import Recorder
from alembic_ls.history.rows import Rows
from alembic_ls.interpret.canonical import KNOWN
from alembic_ls.interpret.machine import Machine
from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import Absent, Bound, ClassValue, Function, Member, OutOfFuel, Raised, Scope, Symbol
from alembic_ls.schema.operations import Obscure
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex
from alembic_ls.syntax.chunks import Chunk

_HOSTS = (Op, Batch, Bind, MigrationContext, Context)
_STEPS = 3_000  # of a call into code that has nothing to do with the database
_STEPS_OF_TABLES = 40_000  # of one that may make the tables which a revision then creates
_ALEMBIC = regex(  # it begins with a literal, not with `\b`: so it is looked for twenty times faster
    r"alembic(?<!\walembic)(?:\s+import\b[^)\n]*\b(?:op|context)\b|\s+import\s*\([^)]*\b(?:op|context)\b|\.(?:op|context)\b)"
)
_TOUCHING = regex(
    r"\bop\.(?!get_bind|get_context|f\b|execute|bulk_insert|inline_literal)\w+|\bbatch_op\b|batch_alter_table"
    r"|\.(?:create|drop|create_all|drop_all)\(|\brun_sync\("
    r"|\b(?:create|alter|drop|rename|truncate|comment\s+on|reindex)\s+(?:table|index|type|view|unique|schema|column|constraint|materialized)\b",
    re.IGNORECASE,
)
_KNOWN_ROOTS = KNOWN | sys.stdlib_module_names | {"builtins", "operator", "alembic_ls"}
_WORD = regex(r"[^\W\d]\w*")


class Boundary:
    """Watches the calls of a revision that leave its file, and those that cannot be followed."""

    def __init__(self, machine: Machine, recorder: Recorder) -> None:
        self.machine = machine
        self.recorder = recorder
        self.works_on_databases: dict[str, bool] = {}
        self.touches: dict[tuple[Chunk, str], bool] = {}
        self.methods: dict[tuple[str, str, int], bool] = {}  # by name, calling module, and how many modules there were

    def enter(self, func: Any, args: list[Any], kwargs: dict[str, Any], run: Callable[[], Any]) -> Any:
        """A call into another file.

        Code that is lent nothing and knows nothing of Alembic is asked for its value alone, and not for long; what it raises is
        more likely our fault than its own.
        """
        machine = self.machine
        module = func.module if isinstance(func, ClassValue) else _function_of(func).scope.module
        if self._works_on_databases(module) or has_power((*args, *kwargs.values())):
            return run()
        saved, given = machine.fuel, min(machine.fuel, self._steps(module))
        hooks = machine.boundary, machine.unfollowed_hook
        depth, guarded, uncertain = machine.depth, machine.guarded, machine.uncertain
        machine.boundary = machine.unfollowed_hook = None
        machine.fuel = given
        self.recorder.away += 1
        try:
            return run()
        except (Raised, OutOfFuel, RecursionError):
            return Unknown(f"what {getattr(func, 'name', 'this')} gives is not followed")
        finally:
            self.recorder.away -= 1
            machine.boundary, machine.unfollowed_hook = hooks
            machine.fuel = saved - (given - max(machine.fuel, 0))
            machine.depth, machine.guarded, machine.uncertain = depth, guarded, uncertain

    def _steps(self, module: Module) -> int:
        text = module.source.text if module.source is not None else ""
        return _STEPS_OF_TABLES if "Table(" in text or "Column(" in text else _STEPS

    def _works_on_databases(self, module: Module) -> bool:
        known = self.works_on_databases.get(module.name)
        if known is None:
            text = module.source.text if module.source is not None else ""
            known = "alembic" in text and _ALEMBIC.search(text) is not None
            self.works_on_databases[module.name] = known
        return known

    def unfollowed(self, doubt: Unknown, func: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        """A call that is not followed may do anything where its code was not found, or where it is lent the power to."""
        if isinstance(doubt, Rows):
            return
        if isinstance(func, (Function, Bound)):
            dangerous = self._may_touch(_function_of(func))
        else:
            dangerous = isinstance(doubt, Absent) or has_power((*args, *kwargs.values()))
            dangerous = dangerous or (isinstance(func, Member) and self._is_method_that_may_touch(func.name, func.owner))
        if dangerous:
            self.recorder.record(Obscure(Unknown(*doubt), None, origin=doubt.where))

    def _is_method_that_may_touch(self, name: str, caller: Module) -> bool:
        """True where a class that the caller or another module defines works on the database and has a method of that name."""
        modules = self.machine.modules
        known = self.methods.get((name, caller.name, len(modules)))
        if known is None:
            definition = f"def {name}("
            known = self.methods[name, caller.name, len(modules)] = any(
                chunk.kind == "class" and definition in chunk.text and _TOUCHING.search(chunk.text) is not None
                for module in (caller, *modules.values())
                if isinstance(module, Module) and module.source is not None and self._works_on_databases(module)
                if definition in module.source.text
                for chunk in module.source.chunks
            )
        return known

    def library(self, func: Symbol, args: list[Any], kwargs: dict[str, Any]) -> None:
        """A call into a library. One that nobody knows here may be the project's own helper, from a folder that was not told."""
        root = func.path.partition(".")[0]
        if root not in _KNOWN_ROOTS and has_power((*args, *kwargs.values())):
            self.recorder.record(Obscure(Unknown(f"what {func.path} does to the database is not known"), None))

    def _may_touch(self, function: Function) -> bool:
        key = function.chunk, function.name
        known = self.touches.get(key)
        if known is None:
            known = self.touches[key] = may_touch(function)
        return known

    def unreadable(self, doubt: Unknown, scope: Scope) -> None:
        """A statement that does not parse, inside something that is being run."""
        if scope.kind == "function":
            self.recorder.record(Obscure(doubt, None, origin=doubt.where))


def _function_of(func: Any) -> Function:
    return func.function if isinstance(func, Bound) else func  # type: ignore[no-any-return]


def has_power(values: Any, depth: int = 0) -> bool:
    """True where one of the values, or of what they hold, can change the database."""
    for value in values:
        if isinstance(value, _HOSTS):
            return True
        inner = value.values() if type(value) is dict else value if type(value) in (list, tuple) else ()
        if depth < 3 and has_power(inner, depth + 1):
            return True
    return False


def may_touch(function: Function) -> bool:
    """True where a function, or what it names of its module, holds an operation or a statement that could change the schema."""
    index = function.scope.module.index()
    todo, seen = [_own_text(function)], {function.chunk.key, function.name}
    while todo:
        text = todo.pop()
        if _TOUCHING.search(text) is not None:
            return True
        for word in set(_WORD.findall(text)):
            beside = function.scope.names.get(word)  # another function inside the same one
            if isinstance(beside, Function) and function.scope.kind == "function" and word not in seen:
                seen.add(word)
                todo.append(_own_text(beside))
            for chunk in index.get(word, ()):
                if chunk.kind != "import" and chunk.key not in seen:
                    seen.add(chunk.key)
                    todo.append(chunk.text)
    return False


def _own_text(function: Function) -> str:
    """The source of a function; of one inside another, of it alone."""
    node = function.node if function.scope.kind == "function" else None
    if node is None:
        return function.chunk.text
    return "\n".join(function.chunk.text.split("\n")[node.lineno - 1 : node.end_lineno])
