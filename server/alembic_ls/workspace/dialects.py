"""Which databases a project runs on, by the traces it leaves: URLs, drivers among its dependencies, types in its revisions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from alembic_ls.startup.regex import regex
from alembic_ls.workspace.environment import Dialects
from alembic_ls.workspace.files import read_bytes
from alembic_ls.workspace.problem import Problem

KNOWN = ("postgresql", "mysql", "mssql", "oracle", "sqlite")
_ALIASES = {"postgres": "postgresql", "pg": "postgresql", "psql": "postgresql", "mariadb": "mysql", "cockroachdb": "postgresql"}

_URL = regex(r"^\s*['\"]?(\w+)(?:\+\w+)?:/")
# A URL, or a scheme with its driver, at the beginning of a string literal (of f-strings too).
_LITERAL = regex(rb"""['"](postgres(?:ql)?|mysql|mariadb|sqlite|mssql|oracle|cockroachdb)(?:\+\w+(?:://|['"])|://)""")
_DRIVER = rb"""(?ix)
    (?<![\w-])(?:
    (?P<postgresql>psycopg(?:2|2-binary|2cffi)?(?![\w-]|\s*=\s*false)|psycopg2-binary|asyncpg|pg8000)
    |(?P<mysql>pymysql|aiomysql|asyncmy|mysqlclient|mysql-connector(?:-python)?|mariadb)
    |(?P<mssql>pyodbc|pymssql|aioodbc)
    |(?P<oracle>cx[-_]oracle|oracledb)
    |(?P<sqlite>aiosqlite|pysqlite3?|sqlcipher3)
    )(?![\w-])"""
_DEPENDENCY_FILES = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile")
_TYPES = rb"\bdialects(?:\.| import )(postgresql|mysql|mssql|oracle|sqlite)\b"
_REVISIONS_LISTED = 2_000
_REVISIONS_LOOKED_AT = 40


def dialect_name(said: str) -> str:
    """SQLAlchemy's name of a dialect: "postgres", "mariadb", "postgresql+asyncpg" are names of others."""
    name = said.strip().lower().partition("+")[0]
    return _ALIASES.get(name, name)


def find_dialects(
    option: Iterable[str],
    settings: Iterable[str],
    options: Mapping[str, str],
    config: str | None,
    env_py: str,
    folders: Iterable[str],
    version_locations: Iterable[str],
) -> Dialects:
    """The dialects of one environment, from the first of these that says something.

    `option` is what the command line says, `settings` what `[tool.alembic-ls]` says, `options` those of the ini's section;
    `folders` are where files with dependencies may lie, innermost first.
    """
    for names, source in ((option, "--dialect"), (settings, "[tool.alembic-ls] dialects")):
        if said := _unique(dialect_name(name) for name in names):
            return Dialects(said, source)
    urls = _unique(name for key, value in options.items() if key.endswith("url") for name in _dialect_of_url(value))
    literals = _unique(_dialects_in_source(env_py))
    if urls or literals:
        places = ([f"the URL in {os.path.basename(config or 'the settings')}"] if urls else []) + (
            ["the URLs in env.py"] if literals else []
        )
        return Dialects(_main_first(_unique([*urls, *literals])), " and ".join(places))
    for folder in folders:
        for path in _dependency_files(folder):
            if drivers := _drivers(path):
                return Dialects(drivers, f"the drivers named in {os.path.basename(path)}")
    if types := _types_used(env_py, version_locations):
        return Dialects(types, "the column types used in the revisions")
    return Dialects(("postgresql",), "nothing in the project names a database, so PostgreSQL is assumed", assumed=True)


def _dialect_of_url(url: str) -> list[str]:
    found = _URL.match(url)
    name = dialect_name(found[1]) if found else ""
    return [name] if name in KNOWN else []  # not the `driver://` of Alembic's template


def _dialects_in_source(path: str) -> list[str]:
    source = read_bytes(path)
    return [] if isinstance(source, Problem) else [dialect_name(name.decode()) for name in _LITERAL.findall(source)]


def _dependency_files(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    files = [name for name in _DEPENDENCY_FILES if name in names]
    files += sorted(name for name in names if name.startswith("requirements") and name.endswith((".txt", ".in")))
    paths = [os.path.join(folder, name) for name in files]
    if "requirements" in names:
        inner = os.path.join(folder, "requirements")
        if os.path.isdir(inner):
            paths += [os.path.join(inner, name) for name in sorted(os.listdir(inner)) if name.endswith((".txt", ".in"))]
    return paths


def _drivers(path: str) -> tuple[str, ...]:
    """The dialects of the drivers that a file of dependencies names; SQLite beside a server is for tests: it does not count."""
    source = read_bytes(path)
    if isinstance(source, Problem):
        return ()
    names = _unique(str(found.lastgroup) for found in re.finditer(_DRIVER, _without_comments(source)))
    servers = tuple(name for name in names if name != "sqlite")
    return servers or names


def _without_comments(source: bytes) -> bytes:
    return re.sub(rb"(?m)^\s*#.*$|\s#.*$", b"", source)


def _types_used(env_py: str, version_locations: Iterable[str]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for path in [env_py, *_newest_revisions(version_locations)]:
        source = read_bytes(path)
        if not isinstance(source, Problem):
            for found in set(re.findall(_TYPES, source)):
                name = found.decode()
                counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], KNOWN.index(name))))[:1]


def _newest_revisions(version_locations: Iterable[str]) -> list[str]:
    paths: list[str] = []
    for location in version_locations:
        for folder, _, names in os.walk(location):  # folders by year, where they are looked for recursively
            paths += [os.path.join(folder, name) for name in names if name.endswith(".py")]
            if len(paths) > _REVISIONS_LISTED:
                break
    return sorted(paths, reverse=True)[:_REVISIONS_LOOKED_AT]


def _main_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Servers before SQLite: where a project has both, SQLite is the developer's machine and the server is production."""
    return tuple(sorted(names, key=lambda name: name == "sqlite"))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
