"""Which names of Python's library are followed by rooms that are imported when they are first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic_ls.interpret.native import is_flat
from alembic_ls.interpret.values import MISSING, Call, Place
from alembic_ls.schema.unknown import Unknown

if TYPE_CHECKING:
    from alembic_ls.interpret.machine import Machine


def _pattern(name: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.patterns import call_re

        return call_re(name, args, kwargs, machine, place)

    return factory


def _moment(path: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.moments import make

        return make(path, args, kwargs, place)

    return factory


def _json_text(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    import json

    if all(is_flat(a) for a in (*args, *kwargs.values())):
        try:
            return json.dumps(*args, **kwargs)
        except (TypeError, ValueError, RecursionError):
            pass
    return Unknown("this JSON text is not followed", place.anchor if place else None)


def _folder(path: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.folders import make

        return make(path, machine, args, kwargs, place)

    return factory


def _module_of(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`importlib.util.module_from_spec(spec_from_file_location(name, path))`: the file, run as that module."""
    from alembic_ls.interpret.folders import inside, text_of_path

    spec = args[0] if args else None
    if (
        isinstance(spec, Call)
        and spec.path.endswith("spec_from_file_location")
        and len(spec.args) > 1
        and type(spec.args[0]) is str
    ):
        text = text_of_path(spec.args[1])
        path = inside(machine, text) if text is not None else None
        if path is not None:
            return machine.modules.get(spec.args[0]) or machine.run_file(path, spec.args[0])
    return Unknown("which file is loaded here is not known", place.anchor if place else None)


def _parsed_version(path: str) -> Any:
    def factory(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
        from alembic_ls.interpret.versions import parsed

        return parsed(path, args, kwargs, place)

    return factory


def _installed_version(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    from alembic_ls.interpret.versions import installed

    return installed(machine, args, place)


def _proxied(machine: Machine, args: list[Any], kwargs: dict[str, Any], place: Place | None) -> Any:
    """`lazy_object_proxy.Proxy(make)`: what the function makes, when somebody asks for it."""
    return machine.call(args[0], [], {}, place) if args else Unknown("what this stands for is not known")


STANDARD: dict[str, Any] = {
    **{
        f"re.{name}": _pattern(name)
        for name in ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")
    },
    **{
        f"datetime.{name}": _moment(f"datetime.{name}")
        for name in "date datetime time timedelta timezone datetime.fromisoformat datetime.strptime datetime.combine date.fromisoformat "
        "time.fromisoformat".split()
    },
    "json.dumps": _json_text,
    **{
        path: _folder(path)
        for path in """pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.Path.cwd os.getcwd os.path.join os.path.dirname
        os.path.basename os.path.normpath os.path.split os.path.splitext os.path.isabs os.fspath os.path.abspath os.path.realpath
        os.path.relpath os.path.exists os.path.isfile os.path.isdir os.listdir os.walk glob.glob glob.iglob pkgutil.iter_modules
        pkgutil.walk_packages fnmatch.fnmatch fnmatch.fnmatchcase""".split()
    },
    "importlib.util.module_from_spec": _module_of,
    "lazy_object_proxy.Proxy": _proxied,
    **{path: _parsed_version(path) for path in ("packaging.version.Version", "packaging.version.parse")},
    **{f"importlib{sign}metadata.version": _installed_version for sign in "._"},
    **{path: _moment(path) for path in ("decimal.Decimal", "uuid.UUID", "uuid.uuid3", "uuid.uuid5")},
}
_VALUES = frozenset(
    """datetime.timezone.utc datetime.UTC datetime.datetime.min datetime.datetime.max datetime.date.min datetime.date.max datetime.time.min
    datetime.time.max datetime.timedelta.min datetime.timedelta.max uuid.NAMESPACE_DNS uuid.NAMESPACE_URL uuid.NAMESPACE_OID
    uuid.NAMESPACE_X500""".split()
)


_TEXTS = {"os.sep": "/", "os.path.sep": "/", "os.curdir": ".", "os.extsep": ".", "os.linesep": "\n"}


def standard_value(path: str) -> Any:
    """The value of a name of Python's library that is a plain value; MISSING for all others."""
    if path in _TEXTS:
        return _TEXTS[path]
    if path not in _VALUES:
        return MISSING
    from alembic_ls.interpret.moments import value_of

    return value_of(path)
