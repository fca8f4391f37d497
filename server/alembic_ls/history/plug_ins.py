"""Operations that the project registers itself: `@Operations.register_operation` and `@Operations.implementation_for`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alembic_ls.history.recorder import Recorder
from alembic_ls.interpret.attributes import attribute_of
from alembic_ls.interpret.modules import Module
from alembic_ls.interpret.values import MISSING, Call, ClassValue, Function, Instance, Place
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.regex import regex

_REGISTERS = regex(r"register_operation\(")
_IMPLEMENTS = regex(r"implementation_for\(")


def call_registered(
    recorder: Recorder, operations: Any, name: str, args: list[Any], kwargs: dict[str, Any], place: Place | None
) -> Any:
    """`op.name(…)` for an operation of the project: its class method, given `operations`. MISSING where none is registered."""
    for cls in _decorated(recorder, _REGISTERS):
        registration = _decorator(cls, "register_operation") if isinstance(cls, ClassValue) else None
        if registration is None or not registration.args or registration.args[0] != name:
            continue
        source = registration.kwargs.get("sourcename", registration.args[1] if len(registration.args) > 1 else name)
        method = attribute_of(recorder.machine, cls, source) if isinstance(source, str) else MISSING
        if method is not MISSING and not isinstance(method, Unknown):
            return recorder.machine.call(method, [operations, *args], kwargs, place)
    return MISSING


def invoke(recorder: Recorder, operations: Any, operation: Any, place: Place | None) -> Any:
    """`operations.invoke(operation)`: what is implemented for its class. MISSING where nothing is."""
    if not isinstance(operation, Instance):
        return MISSING
    for function in _decorated(recorder, _IMPLEMENTS):
        implementation = _decorator(function, "implementation_for") if isinstance(function, Function) else None
        if implementation is not None and implementation.args and implementation.args[0] in operation.cls.mro:
            return recorder.machine.call(function, [operations, operation], {}, place)
    return MISSING


def _decorated(recorder: Recorder, pattern: re.Pattern[str]) -> Iterator[Any]:
    """The values of the statements that the pattern is found in, of every module that was loaded and of the revision."""
    modules: list[Module] = list(recorder.machine.modules.values())
    if recorder.module is not None:
        modules.append(recorder.module)
    for module in modules:
        if module.source is None or pattern.search(module.source.text) is None:
            continue
        for chunk in module.source.chunks:
            if chunk.name is not None and pattern.search(chunk.text) is not None:
                yield module.get(recorder.machine, chunk.name)


def _decorator(value: ClassValue | Function, name: str) -> Call | None:
    decorators = value.facts.get("decorators", ()) if isinstance(value, ClassValue) else value.decorators
    return next((d for d in decorators if isinstance(d, Call) and d.path.endswith("." + name)), None)
