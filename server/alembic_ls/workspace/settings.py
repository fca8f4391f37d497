"""What a project says to this tool: `[tool.alembic-ls]` in its pyproject.toml, and what it says for one environment of several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from alembic_ls.findings.finding import SEVERITIES
from alembic_ls.findings.suggestion import did_you_mean
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.problem import Problem
from alembic_ls.workspace.pyproject import line_in_tool_table, read_tool_table

TOOL: Final = "alembic-ls"
_TABLE: Final = f"[tool.{TOOL}]"
_KEYS: Final = ("select", "ignore", "severity", "dialects", "since")  # those that an environment's own table may hold too
_ENVIRONMENTS: Final = "environments"


class Settings(NamedTuple):
    """The settings of one project, or of one environment in it. `path` is the file they stand in, None where there are none.

    `select` is None where it is not said. `environments` are the names of those with a table of their own, as they are written.
    `problems` are mistakes in types and in the settings' names; the names of rules and environments are looked at by `checks`.
    """

    path: str | None = None
    dialects: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = MappingProxyType({})
    since: str | None = None
    environments: Mapping[str, Settings] = MappingProxyType({})

    def of(self, config: str | None, section: str, script_location: str) -> Settings:
        """These, with what the environment's own table says instead: that of its configuration, of the section in it, or of its
        script location."""
        if self.path is None or not self.environments:
            return self
        mine = self
        for name in (config, f"{config}:{section}", script_location):
            for written, own in self.environments.items():
                if name is not None and environment_path(self.path, written) == name:
                    mine = _over(mine, own)
        return mine

    def line(self, *words: str) -> int | None:
        """The line on which the last of these words stands, each looked for after the one before it."""
        return None if self.path is None else line_in_tool_table(self.path, TOOL, words)


def environment_path(settings: str, name: str) -> str:
    """The absolute path that the name of an environment means, in a file of settings."""
    return os.path.normpath(os.path.join(os.path.dirname(settings), name))


def read_settings(folders: Iterable[str]) -> Settings:
    """The settings in the first of these folders whose pyproject.toml has any; what is wrong with them is among their problems."""
    for folder in folders:
        path = os.path.join(folder, "pyproject.toml")
        table = read_tool_table(path, TOOL)
        if isinstance(table, Problem):
            return Settings(path, problems=(table,))
        if table is not None:
            return _Reader(path).settings(table)
    return Settings()


def _over(general: Settings, own: Settings) -> Settings:
    return general._replace(
        select=general.select if own.select is None else own.select,
        ignore=(*general.ignore, *own.ignore),
        severity={**general.severity, **own.severity},
        dialects=own.dialects or general.dialects,
        since=own.since or general.since,
    )


class _Reader:
    """Turns the tables of one file into Settings, and gathers what is wrong."""

    __slots__ = ("path", "problems")

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def settings(self, table: Mapping[str, Any]) -> Settings:
        found = self._one(table, ())
        environments = table.get(_ENVIRONMENTS, {})
        tables: dict[str, Settings] = {}
        if not isinstance(environments, dict):
            self._wrong("must be a table of tables, one for each environment", _ENVIRONMENTS)
            environments = {}
        for name, own in environments.items():
            if not isinstance(own, dict):
                self._wrong("must be a table", _ENVIRONMENTS, name)
            elif environment_path(self.path, name) in {environment_path(self.path, other) for other in tables}:
                self._wrong("is an environment that has a table already", _ENVIRONMENTS, name)
            else:
                tables[name] = self._one(own, (_ENVIRONMENTS, name))
        return found._replace(path=self.path, environments=tables, problems=tuple(self.problems))

    def _one(self, table: Mapping[str, Any], at: tuple[str, ...]) -> Settings:
        known = _KEYS if at else (*_KEYS, _ENVIRONMENTS)
        for key in table:
            if key not in known:
                where = f"{_TABLE} " + "".join(f"{part} " for part in at)
                self._problem(
                    f"{where}has no setting `{key}`{did_you_mean(key, known) or '; it has ' + ', '.join(known)}", *at, key
                )
        return Settings(
            select=self._strings(table, *at, "select") if "select" in table else None,
            ignore=self._strings(table, *at, "ignore"),
            severity=self._severities(table, *at, "severity"),
            dialects=self._strings(table, *at, "dialects"),
            since=self._since(table, *at, "since"),
        )

    def _strings(self, table: Mapping[str, Any], *at: str) -> tuple[str, ...]:
        value = table.get(at[-1], [])
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self._wrong("must be a list of strings", *at)
        return ()

    def _since(self, table: Mapping[str, Any], *at: str) -> str | None:
        value = table.get(at[-1])
        if value is None or isinstance(value, str):
            return value or None
        if hasattr(value, "isoformat"):  # TOML has dates of its own
            return str(value.isoformat())
        self._wrong("must be a string: a revision, or a date", *at)
        return None

    def _severities(self, table: Mapping[str, Any], *at: str) -> Mapping[str, str]:
        value = table.get(at[-1], {})
        if not isinstance(value, dict):
            self._wrong("must be a table: rule = severity", *at)
            return {}
        found = {}
        for rule, severity in value.items():
            if severity in SEVERITIES:
                found[rule] = severity
            else:
                near = did_you_mean(severity, SEVERITIES) if isinstance(severity, str) else ""
                self._wrong(f"must be one of {', '.join(SEVERITIES)}{near}", *at, rule)
        return found

    def _wrong(self, what: str, *at: str) -> None:
        self._problem(f"{_TABLE} {' '.join(at)} {what}", *at)

    def _problem(self, message: str, *at: str) -> None:
        self.problems.append(Problem(self.path, message, line_in_tool_table(self.path, TOOL, at)))
