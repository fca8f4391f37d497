"""What a client says when it starts the server, and later: its initializationOptions, and the setting `alembic-ls`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.dialects import KNOWN, dialect_name
from alembic_ls.workspace.environment import Said

SECTION: Final = "alembic-ls"  # the setting
_LEVELS = ("debug", "info", "warning", "error")


class Options(NamedTuple):
    """`debounce` is in seconds: how long after the last keystroke findings are told. `log_level` is one of logging's, in small letters.

    `trusted` says whether code of the folders may be run; where it is None, the user is asked before any is. `cache` says whether what is
    told last is kept for the next start.
    """

    said: Said = Said()
    debounce: float = 0.08
    log_level: str = "info"
    trusted: bool | None = None
    cache: bool = True


def read_options(given: object, settings: object = None) -> tuple[Options, list[str]]:
    """The options that are `given` at the start, and the settings over them, in the same words; and what is to be said of the wrong ones.

    A value of a wrong type is as if it were not there. An empty one says nothing: some clients send all settings that there are.
    """
    said: dict[str, Any] = {}
    wrong = []
    for each in (given, settings):
        if isinstance(each, Mapping):
            said.update((name, value) for name, value in each.items() if value not in (None, "", [], ()))
        elif each is not None:
            wrong.append("the options must be an object")
    reader = _Reader(said, wrong)
    of_projects = Said(
        config=reader.take("config", str, None),
        script_location=reader.take("scriptLocation", str, None),
        version_locations=reader.names("versionLocations"),
        import_roots=reader.names("importRoots"),
        site_packages=reader.names("sitePackages"),
        dialects=reader.names("dialects"),
        since=reader.take("since", str, None),
    )
    unheard = [name for name in of_projects.dialects if dialect_name(name) not in KNOWN]
    wrong += [f"the option dialects names `{name}`, which is none of {', '.join(KNOWN)}" for name in unheard]
    milliseconds = reader.take("debounce", (int, float), 80)
    level = reader.take("logLevel", str, "info")
    if level not in _LEVELS:
        reader.wrong.append(f"the option logLevel must be one of {', '.join(_LEVELS)}")
        level = "info"
    debounce = min(max(milliseconds, 0), 10_000) / 1000
    trusted, cache = reader.take("trusted", bool, None), reader.take("cache", bool, True)
    return Options(of_projects, debounce, level, trusted, cache), reader.wrong


class _Reader:
    """Takes values out of an object of JSON, and notes the wrong ones."""

    __slots__ = ("given", "wrong")

    def __init__(self, given: Mapping[str, Any], wrong: list[str]) -> None:
        self.given = given
        self.wrong = wrong

    def take(self, name: str, kind: type | tuple[type, ...], default: Any) -> Any:
        value = self.given.get(name)
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong.append(f"the option {name} is of the wrong type: {value!r}")
            return default
        return value

    def names(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name)
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
            return tuple(value)
        if value is not None:
            self.wrong.append(f"the option {name} must be a list of strings")
        return ()
