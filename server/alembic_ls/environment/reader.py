"""env.py, read as the entry program: which metadata it targets, what it configures, which filters it sets."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from alembic_ls.environment.alembic_context import ContextHost, EngineHost
from alembic_ls.environment.fallback import find_metadata, load_models_of_app
from alembic_ls.environment.url import MAKERS, make_url
from alembic_ls.interpret.values import OneOf
from alembic_ls.models.mapping import Mapper
from alembic_ls.models.metadata import MetaDataHost
from alembic_ls.schema.unknown import Unknown
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.text.anchor import Anchor

ENV = "alembic_ls_env"  # the name under which env.py is loaded; no module of a project has it
_CONFIGURES = regex(r"\.configure\(")
_LOCATES = regex(r"\.version_locations\s*=[^=]")
_SETTINGS = (
    "compare_type",
    "compare_server_default",
    "include_schemas",
    "render_as_batch",
    "version_table",
    "version_table_schema",
    "sqlalchemy_module_prefix",
    "alembic_module_prefix",
    "user_module_prefix",
    "render_item",
)
_ENGINES = (
    "sqlalchemy.create_engine",
    "sqlalchemy.engine_from_config",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "sqlalchemy.ext.asyncio.async_engine_from_config",
    "sqlmodel.create_engine",
    "sqlmodel.ext.asyncio.create_async_engine",
    "sqlalchemy.ext.asyncio.engine.create_async_engine",
)


class EnvironmentReading(NamedTuple):
    """What env.py says. `metadata` are those it targets; `options` the settings that were followed, Unknown where one was not.

    `include_name`, `include_object` and `process_directives` (process_revision_directives) are the interpreter's values of the functions,
    None where there are none. `runs` are the keywords that each `context.run_migrations(…)` hands to the revisions' functions.
    `guessed` says so where env.py targets nothing, and the metadata are what was found among the project's modules: autogenerate
    refuses then, and which tables belong to the database is anybody's guess. `version_locations` are the folders of the revisions
    where env.py itself sets them.
    """

    metadata: tuple[MetaDataHost, ...]
    options: Mapping[str, Any]
    include_name: Any
    include_object: Any
    process_directives: Any
    unknown: tuple[Unknown, ...]
    runs: tuple[Mapping[str, Any], ...] = ()
    guessed: Unknown | None = None
    version_locations: tuple[str, ...] | Unknown | None = None


def read_environment(
    machine: Any, mapper: Mapper, env_py: str, options: Mapping[str, str], section: str, config: str | None
) -> EnvironmentReading:
    """Interprets env.py, and with it all the models that it reaches. Nothing is raised; what is not followed is in `unknown`."""
    context = ContextHost(options, section, config, mapper.dialect)
    machine.symbols["alembic.context"] = context
    machine.symbols["alembic_ls.config"] = context.config
    machine.factories["alembic.runtime.environment.EnvironmentContext"] = lambda m, a, k, p: context
    for path in _ENGINES:
        machine.factories[path] = lambda m, a, k, p: EngineHost(mapper.dialect)
    for path in MAKERS:
        machine.factories[path] = make_url
    module = machine.run_file(env_py, ENV)
    if module.source is None:
        return EnvironmentReading((), {}, None, None, None, (Unknown("env.py could not be read", Anchor(env_py)),))
    if not context.configured:
        _look_further(machine, module, context, _CONFIGURES)
    locations = _version_locations(machine, module, context)
    target, kwargs = _target(machine, module, context)
    machine.symbols["alembic_ls.options"] = kwargs
    metadata, doubts = _metadata(target, env_py)
    guessed = None
    if metadata:
        load_models_of_app(machine, env_py, module.source.text)
    else:
        metadata = find_metadata(machine, module.source.text)
        if metadata and target is None and context.configured:
            guessed = Unknown("env.py sets no target_metadata: these are the models that were found", Anchor(env_py))
            doubts = [guessed]
        else:
            doubts = [] if metadata else doubts
    if isinstance(locations, Unknown):
        doubts.append(locations)
    settings = {name: kwargs[name] for name in _SETTINGS if name in kwargs}
    if "**" in kwargs:
        doubts.append(kwargs["**"])
    return EnvironmentReading(
        tuple(metadata),
        settings,
        kwargs.get("include_name"),
        kwargs.get("include_object"),
        kwargs.get("process_revision_directives"),
        tuple(doubts),
        tuple(context.runs),
        guessed,
        locations,
    )


def sets_locations(text: str) -> bool:
    """True where env.py may say where the revisions lie."""
    return "version_locations" in text and _LOCATES.search(text) is not None


def _version_locations(machine: Any, module: Any, context: ContextHost) -> tuple[str, ...] | Unknown | None:
    if not sets_locations(module.source.text):
        return None
    if context.script.version_locations is None:
        _look_further(machine, module, context, _LOCATES)
    value = context.script.version_locations
    texts = [_path_for(machine.dialect, each) for each in value] if type(value) in (list, tuple) else [None]
    known = [os.path.normpath(text) for text in texts if text is not None and os.path.isabs(text)]
    if len(known) < len(texts):
        return Unknown("where env.py has Alembic look for revisions is not known", Anchor(module.path))
    return tuple(known)


def _path_for(dialect: str, value: Any) -> str | None:
    """A path; of several that it may be, the one that is named after the dialect."""
    from alembic_ls.interpret.folders import text_of_path  # which nobody else may want

    if not isinstance(value, OneOf):
        return text_of_path(value)
    texts = [text_of_path(each) for each in value.values]
    named = [text for text in texts if text is not None and os.path.basename(text) == dialect]
    return named[0] if len(named) == 1 and None not in texts else None


def _target(machine: Any, module: Any, context: ContextHost) -> tuple[Any, dict[str, Any]]:
    """The target_metadata and the keywords of the `configure` that counts: the last one with a connection, else the last."""
    configured = [k for k in context.configured if k.get("target_metadata") is not None]
    online = [k for k in configured if "connection" in k] or configured
    kwargs = online[-1] if online else (context.configured[-1] if context.configured else {})
    target = kwargs.get("target_metadata")
    several = [k["target_metadata"] for k in online if isinstance(k["target_metadata"], MetaDataHost)]
    if len({id(metadata) for metadata in several}) > 1:
        target = list(dict.fromkeys(several))  # one for each of several databases
    if target is None or isinstance(target, Unknown):
        named = module.get(machine, "target_metadata")
        target = named if isinstance(named, (MetaDataHost, list, tuple)) else target
    return target, kwargs


def _metadata(target: Any, env_py: str) -> tuple[list[MetaDataHost], list[Unknown]]:
    if isinstance(target, MetaDataHost):
        return [target], []
    if isinstance(target, (list, tuple)) and not isinstance(target, Unknown):
        found = [t for t in target if isinstance(t, MetaDataHost)]
        return found, [t for t in target if isinstance(t, Unknown)]
    if isinstance(target, Unknown):
        return [], [target]
    return [], [Unknown("env.py sets no target_metadata that could be followed", Anchor(env_py))]


def _look_further(machine: Any, module: Any, context: ContextHost, wanted: re.Pattern[str]) -> None:
    """env.py never came to `configure` (it works through an application that is not followed): it is looked for in the functions of
    env.py and of the modules it imports from, and those are called with arguments that are not known. So is what else is `wanted`."""

    def is_found() -> bool:
        return bool(context.configured if wanted is _CONFIGURES else context.script.version_locations)

    context.config.attributes["**"] = Unknown("what a program that runs Alembic hands over is not known")
    for name in [module.name, *_imported_names(machine, module)]:
        found = machine.modules.get(name)
        if found is None or found.source is None or not wanted.search(found.source.text):
            continue
        for chunk in found.source.chunks:
            if chunk.kind in ("def", "class") and wanted.search(chunk.text):
                _call_all(machine, found.get(machine, chunk.name), is_found, wanted)
                if is_found():
                    return


def _imported_names(machine: Any, module: Any) -> list[str]:
    from alembic_ls.interpret.modules import Lazy

    names = []
    for value in list(module.namespace.values()):
        origin = (
            value.module
            if isinstance(value, Lazy)
            else getattr(getattr(value, "module", None), "name", None) or getattr(value, "name", None)
        )
        if isinstance(origin, str):
            names.append(origin)
    return list(dict.fromkeys(names))


def _call_all(machine: Any, value: Any, is_found: Callable[[], bool], wanted: re.Pattern[str]) -> None:
    from alembic_ls.interpret.values import ClassValue, Function, Instance, OutOfFuel, Raised

    def attempt(function: Any, receiver: list[Any]) -> None:
        with contextlib.suppress(Raised, OutOfFuel, RecursionError):
            machine.call(function, receiver, {}, None)

    if isinstance(value, Function):
        attempt(value, [])
    elif isinstance(value, ClassValue):
        instance = Instance(value, {})
        init = value.lookup("__init__")
        if init is not None:
            attempt(init[0], [instance])
        for member in list(value.names.values()):
            if isinstance(member, Function) and not is_found() and wanted.search(value.chunk.text):
                attempt(member, [instance])
