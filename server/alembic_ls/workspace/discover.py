"""Finding the Alembic environments under a folder, or the one that the command line names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.startup.regex import regex
from alembic_ls.workspace import locations
from alembic_ls.workspace.dialects import find_dialects
from alembic_ls.workspace.environment import Environment, Found, Said
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.ini import Ini, read_ini
from alembic_ls.workspace.libraries import find_libraries
from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.pyproject import read_tool_table
from alembic_ls.workspace.settings import read_settings

_SKIPPED = frozenset(
    (
        "node_modules",
        "bower_components",
        "site-packages",
        "dist-packages",
        "__pycache__",
        "__pypackages__",
        "venv",
        "build",
        "dist",
        "target",
    )
)
_MAX_ENTRIES = 500_000  # of one walk: what is larger is no checkout, and the user is told
_MAX_DEPTH = 30
_SAYS_LOCATION = regex(rb"^[ \t]*script_location[ \t]*[=:]", re.MULTILINE)
_NOTHING: Mapping[str, Any] = {}


class _Config(NamedTuple):
    """One section of one configuration, before its places are resolved."""

    path: str | None
    section: str
    ini: Mapping[str, str]
    toml: Mapping[str, Any]
    script_location: str | None


class _Walk:
    """One pass over a folder that notes every file that may configure an environment."""

    __slots__ = ("bare", "entries", "inis", "problems", "pyprojects")

    def __init__(self, folder: str) -> None:
        self.inis: list[str] = []
        self.pyprojects: list[str] = []
        self.bare: list[str] = []
        self.problems: list[Problem] = []
        self.entries = 0
        self._walk(folder)

    def _walk(self, top: str) -> None:
        waiting = [(top, 0)]
        while waiting:
            folder, depth = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    inner = self._look_at(folder, list(entries))
            except OSError as error:
                self.problems.append(Problem(folder, f"cannot be listed: {error.strerror}"))
                continue
            if self.entries > _MAX_ENTRIES:
                self.problems.append(
                    Problem(top, f"holds more than {_MAX_ENTRIES:,} files: the search for environments stopped at {folder}")
                )
                return
            if depth < _MAX_DEPTH:
                waiting += [(path, depth + 1) for path in inner]

    def _look_at(self, folder: str, entries: list[os.DirEntry[str]]) -> list[str]:
        self.entries += len(entries)
        inner, marks = [], set()
        for entry in entries:
            name = entry.name
            if "." not in name[1:]:  # most folders and few files; links to folders are not followed, they may lead in circles
                if entry.is_dir(follow_symlinks=False) and name[0] != "." and name not in _SKIPPED and "{" not in name:
                    inner.append(entry.path)
                    if name == "versions":
                        marks.add(name)
            elif name.endswith(".ini") or name == "setup.cfg":
                self.inis.append(entry.path)
            elif name == "pyproject.toml":
                self.pyprojects.append(entry.path)
            elif name in ("env.py", "script.py.mako"):
                marks.add(name)
            elif name == "pyvenv.cfg":
                return []
            elif (
                entry.is_dir(follow_symlinks=False)
                and name[0] != "."
                and not name.endswith((".egg-info", ".dist-info"))
                and "{" not in name
            ):
                inner.append(entry.path)
        if "env.py" in marks and len(marks) > 1:
            self.bare.append(folder)
        inner.sort(reverse=True)
        return inner


def find_environments(folder: str, said: Said | None = None, only_above: bool = False) -> Found:
    """Every Alembic environment under `folder`, or, where `said` names a configuration or a script location, that one alone.

    Where nothing lies under `folder`, or with `only_above`, the folders above it are looked at as far as the repository reaches. Paths in
    `said` are relative to `folder`. Nothing is raised: what cannot be read is among the problems.
    """
    said = said or Said()
    folder = os.path.abspath(folder)
    if os.path.isfile(folder):
        folder = os.path.dirname(folder)
    problems: list[Problem] = []
    if said.config or said.script_location:
        configs = _named_configs(folder, said, problems)
    else:
        configs = ([] if only_above else _configs_under(folder, problems)) or _configs_above(folder, problems)
    environments: dict[tuple[str, tuple[str, ...]], Environment] = {}
    for config in configs:
        environment = _environment(config, folder, said, problems)
        if environment is not None:
            # Several ini files (development.ini, production.ini) may name one environment: the first stands for it.
            environments.setdefault((environment.script_location, environment.version_locations), environment)
    return Found(tuple(environments.values()), tuple(dict.fromkeys(problems)))


def _configs_under(folder: str, problems: list[Problem]) -> list[_Config]:
    walk = _Walk(folder)
    problems += walk.problems
    tomls = {os.path.dirname(path): path for path in walk.pyprojects}
    configs: list[_Config] = []
    for path in sorted(walk.inis, key=lambda path: (os.path.dirname(path), os.path.basename(path) != "alembic.ini", path)):
        configs += _configs_of_ini(path, tomls.get(os.path.dirname(path)), problems)
    with_ini = {os.path.dirname(config.path) for config in configs if config.path}
    for place, path in tomls.items():
        if place not in with_ini:
            configs += _configs_of_toml(path, problems)
    taken = {_script_location(config, folder) for config in configs}
    for place in walk.bare:
        if place not in taken and _mentions_alembic(os.path.join(place, "env.py")):
            configs.append(_Config(None, "alembic", _NOTHING, _NOTHING, place))
    return sorted(configs, key=lambda config: os.path.dirname(config.path) if config.path else str(config.script_location))


def _configs_above(folder: str, problems: list[Problem]) -> list[_Config]:
    top = locations.repository_root(folder)
    for place in locations.parents(folder):
        configs: list[_Config] = []
        toml = os.path.join(place, "pyproject.toml")
        if os.path.isfile(ini := os.path.join(place, "alembic.ini")):
            configs = _configs_of_ini(ini, toml, problems)
        configs = configs or _configs_of_toml(toml, problems)
        if not configs and os.path.isfile(env_py := os.path.join(place, "env.py")) and _mentions_alembic(env_py):
            configs = [_Config(None, "alembic", _NOTHING, _NOTHING, place)]
        if configs or place == top:
            return configs
    return []


def _named_configs(folder: str, said: Said, problems: list[Problem]) -> list[_Config]:
    if not said.config:
        place = locations.resolve(said.script_location or ".", [folder], _likely_roots(folder))
        return [_config_of(place, folder) or _Config(None, "alembic", _NOTHING, _NOTHING, place)]
    path, section = split_section(os.path.join(folder, said.config))
    if not os.path.isfile(path):
        problems.append(Problem(path, "there is no such configuration file"))
        return []
    beside = os.path.join(os.path.dirname(path), "pyproject.toml")
    if os.path.basename(path) == "pyproject.toml":
        configs = _configs_of_toml(path, problems)
    else:
        configs = _configs_of_ini(path, beside, problems, section, must_say=said.script_location is None)
    if said.script_location:
        place = locations.resolve(said.script_location, [folder], _likely_roots(folder))
        base = configs[:1] or [_Config(path, section or "alembic", _NOTHING, _NOTHING, None)]
        return [base[0]._replace(script_location=place)]
    if not configs and not problems:
        problems.append(Problem(path, f"section [{section or 'alembic'}] says no script_location"))
    return configs


def _config_of(script_location: str, folder: str) -> _Config | None:
    """The configuration that names this script location, in its folder or one above as far as `folder`: it may say more of it
    (recursive_version_locations, for one). None where there is none; what is wrong with those that are not it is nobody's concern."""
    for place in _between(script_location, folder):
        for path in (os.path.join(place, "alembic.ini"), os.path.join(place, "pyproject.toml")):
            if not os.path.isfile(path):
                continue
            toml = os.path.join(place, "pyproject.toml")
            configs = _configs_of_ini(path, toml, []) if path.endswith(".ini") else _configs_of_toml(path, [])
            for config in configs:
                if _script_location(config, folder) == script_location:
                    return config
    return None


def split_section(config: str) -> tuple[str, str | None]:
    """INI:SECTION, where the colon of a Windows drive is none of ours."""
    path, colon, section = config.rpartition(":")
    if not colon or "/" in section or "\\" in section or os.path.isfile(config):
        return os.path.normpath(config), None
    return os.path.normpath(path), section or None


def _configs_of_ini(
    path: str, toml_path: str | None, problems: list[Problem], section: str | None = None, must_say: bool = True
) -> list[_Config]:
    """The environments that an ini file describes: its [alembic], and every other section with a script_location of its own."""
    source = read_bytes(path)
    is_alembic = os.path.basename(path) == "alembic.ini" or section is not None
    if isinstance(source, Problem):
        if is_alembic:
            problems.append(source)
        return []
    if not is_alembic and not _SAYS_LOCATION.search(source):
        return []
    ini = read_ini(_decode(source), path)
    folder = os.path.dirname(path)
    toml = _toml_table(toml_path, problems) if toml_path else _NOTHING
    configs = [
        _Config(path, name, options, toml, location)
        for name in _sections(ini, section)
        for options in [ini.options(name, _slashes(folder))]
        if (location := options.get("script_location") or _location_without_key(folder, toml)) or not must_say
    ]
    if section is not None and section not in ini.sections:
        problems.append(Problem(path, f"has no section [{section}]; it has " + ", ".join(f"[{name}]" for name in ini.sections)))
        return []
    if configs or is_alembic:
        problems += ini.problems
    if not configs and is_alembic and must_say:
        line = ini.lines.get((section or "alembic", None), 0)
        what = "no script_location" if "alembic" in ini.sections else "no [alembic] section with a script_location"
        problems.append(Problem(path, f"{what}: no environment can be found by this file", line))
    return configs


def _sections(ini: Ini, section: str | None) -> list[str]:
    if section is not None:
        return [section] if section in ini.sections else []
    own = [name for name, keys in ini.sections.items() if "script_location" in keys and name != "DEFAULT"]
    if "script_location" in ini.own("DEFAULT"):  # shared by several sections, each with its versions
        own = [name for name, keys in ini.sections.items() if "version_locations" in keys and name != "DEFAULT"] or own
    if "alembic" in ini.sections and "alembic" not in own and not own:
        own = ["alembic"]
    return own


def _location_without_key(folder: str, toml: Mapping[str, Any]) -> str | None:
    location = toml.get("script_location")
    if isinstance(location, str):
        return location
    return folder if os.path.isfile(os.path.join(folder, "env.py")) else None  # Flask-Migrate's ini lies in the script folder


def _configs_of_toml(path: str, problems: list[Problem]) -> list[_Config]:
    table = _toml_table(path, problems)
    location = table.get("script_location")
    return [_Config(path, "alembic", _NOTHING, table, location)] if isinstance(location, str) else []


def _toml_table(path: str, problems: list[Problem]) -> Mapping[str, Any]:
    """`[tool.alembic]` with `%(here)s` filled in (alembic.config.Config._get_toml_config_value)."""
    table = read_tool_table(path, "alembic")
    if isinstance(table, Problem):
        problems.append(table)
        return _NOTHING
    here = _slashes(os.path.dirname(path))
    return {key: _fill(value, here) for key, value in (table or _NOTHING).items()}


def _fill(value: Any, here: str) -> Any:
    if isinstance(value, str):
        return value.replace("%(here)s", here).replace("%%", "%")
    return [_fill(item, here) for item in value] if isinstance(value, list) else value


def _script_location(config: _Config, folder: str) -> str:
    base = os.path.dirname(config.path) if config.path else folder
    bases = [base, *(place for place in locations.parents(base)[1:] if place.startswith(locations.repository_root(base)))]
    roots = [
        *(os.path.join(base, place) for place in locations.prepend_sys_path_of(config.ini, config.toml)),
        *_likely_roots(base),
    ]
    return locations.resolve(config.script_location or ".", bases, roots)


def _likely_roots(base: str) -> Iterator[str]:
    root = locations.project_root(base)
    for folder in (base, locations.first_outside_package(base), root):
        yield folder
        yield os.path.join(folder, "src")


def _environment(config: _Config, folder: str, said: Said, problems: list[Problem]) -> Environment | None:
    script_location = _script_location(config, folder)
    env_py = os.path.join(script_location, "env.py")
    if not os.path.isfile(env_py):
        problems.append(Problem(config.path or script_location, _missing(script_location)))
        return None
    base = os.path.dirname(config.path) if config.path else os.path.dirname(script_location)
    root = locations.project_root(base)
    outwards = locations.unique_folders([base, *_between(base, locations.repository_root(base)), folder])
    libraries = find_libraries(outwards, [os.path.join(folder, place) for place in said.site_packages])
    roots = _import_roots(config, base, root, script_location, folder, said)
    versions = [os.path.join(folder, place) for place in said.version_locations] or [
        locations.resolve(place, _working_folders(base, script_location, config), roots)
        for place in locations.version_locations_of(config.ini, config.toml)
    ]
    version_locations = tuple(map(os.path.normpath, versions)) or (os.path.join(script_location, "versions"),)
    options = {**{key: str(value) for key, value in config.toml.items() if isinstance(value, str | int)}, **config.ini}
    settings = read_settings(outwards)
    own = settings.of(config.path, config.section, script_location)
    dialects = find_dialects(said.dialects, own.dialects, options, config.path, env_py, outwards, version_locations)
    return Environment(
        root=root,
        config=config.path,
        section=config.section,
        script_location=script_location,
        env_py=env_py,
        version_locations=version_locations,
        recursive=_is_recursive(config),
        options=options,
        import_roots=locations.unique_folders([*roots, *libraries.import_roots]),
        libraries=libraries,
        dialects=dialects,
        settings=settings,
        since=said.since or own.since,
        is_located=bool(said.version_locations),
    )


def _missing(script_location: str) -> str:
    if not os.path.isdir(script_location):
        return f"its script_location {script_location} does not exist"
    return f"its script_location {script_location} has no env.py"


def _working_folders(base: str, script_location: str, config: _Config) -> list[str]:
    """Where Alembic may have been started, the folder that makes the script location right first."""
    said = config.script_location or "."
    if os.path.isabs(said) or ":" in said:
        return locations.parents(base)
    return [place for place in locations.parents(base) if os.path.normpath(os.path.join(place, said)) == script_location] or [
        base
    ]


def _import_roots(config: _Config, base: str, root: str, script_location: str, folder: str, said: Said) -> list[str]:
    """The folders in which the project's own modules are looked for; those that the user names leave no room for guesses."""
    start = _working_folders(base, script_location, config)[0]
    given = [os.path.join(folder, place) for place in said.import_roots]
    prepended = [os.path.join(start, place) for place in locations.prepend_sys_path_of(config.ini, config.toml)]
    if given:
        return [*given, *prepended]
    package_parent = locations.first_outside_package(os.path.dirname(script_location))
    guesses = [start, base, package_parent, root, os.path.join(base, "src"), os.path.join(root, "src")]
    return list(locations.unique_folders([*prepended, *guesses]))


def _is_recursive(config: _Config) -> bool:
    if "recursive_version_locations" in config.ini:  # alembic.config.Config.get_alembic_boolean_option: exactly this word
        return config.ini["recursive_version_locations"] == "true"
    return config.toml.get("recursive_version_locations") is True


def _between(base: str, top: str) -> list[str]:
    places = locations.parents(base)
    return places[: places.index(top) + 1] if top in places else [base]


def _mentions_alembic(path: str) -> bool:
    source = read_bytes(path)
    return not isinstance(source, Problem) and b"alembic" in source


def _decode(source: bytes) -> str:
    """The text of an ini: Alembic reads it in the locale's encoding; what is no UTF-8 may be in any, and its keys are ASCII."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return source.decode("latin-1")


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
