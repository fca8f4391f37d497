"""The projects that a command is about, by environment, and how their paths are shown."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator

from alembic_ls.analysis.project import Project, open_projects
from alembic_ls.checks.over_dialects import message
from alembic_ls.cli.failure import Failure
from alembic_ls.cli.options import said
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.suggestion import did_you_mean
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.workspace.dialects import KNOWN
from alembic_ls.workspace.problem import Problem


class Opened(NamedTuple):
    """One environment, found under `folder` (as given on the command line), read for each of its dialects."""

    folder: str
    projects: tuple[Project, ...]
    is_one_of_several: bool = False  # folders that were given

    @property
    def main(self) -> Project:
        """The reading for the main dialect."""
        return self.projects[0]

    def path(self, path: str) -> str:
        """`path` relative to the folder, with slashes; where several were given, it begins with the folder."""
        return self.shown(path) if self.is_one_of_several else self._inside(path)

    def shown(self, path: str) -> str:
        """`path` as one can open it from here: the folder as it was given, and what lies in it."""
        inside = self._inside(path)
        return inside if self.folder == os.curdir else os.path.join(self.folder, inside).replace(os.sep, "/")

    def _inside(self, path: str) -> str:
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def message(self, finding: Finding) -> str:
        """What a finding says; with the dialects, where it is not for all that the environment was read for."""
        return message(finding, len(self.projects))

    @property
    def config(self) -> str | None:
        """The configuration as `--config` would name it, None where there is only a script location."""
        environment = self.main.environment
        if environment.config is None:
            return None
        return self.path(environment.config) + ("" if environment.section == "alembic" else f":{environment.section}")

    @property
    def name(self) -> str:
        """What names the environment to the user."""
        return self.config or self.path(self.main.environment.script_location)


def open_all(folders: list[str], options: Namespace, several: bool = False) -> list[Opened]:
    """Every environment under the folders, once. Raises Failure where there is none; what is amiss besides is told on stderr."""
    found: dict[tuple[str, tuple[str, ...]], Opened] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not os.path.isdir(folder):
            raise Failure(f"there is no folder `{folder}`")
        projects, wrong = open_projects(folder, said(options, folder))
        problems += wrong
        places: dict[tuple[str, tuple[str, ...]], list[Project]] = {}
        for project in projects:
            place = (project.environment.script_location, project.environment.version_locations)
            places.setdefault(place, []).append(project)
        for place, readings in places.items():
            found.setdefault(place, Opened(os.path.normpath(folder), tuple(readings), several))
    wrong_settings = _wrong_settings(found.values())
    if wrong_settings:
        raise Failure("\n".join(map(str, wrong_settings)))
    told = [str(problem) for problem in dict.fromkeys(problems)]
    told += dict.fromkeys(text for each in found.values() for text in _mistaken_dialects(each))
    if not found:
        reason = told or [
            f"no Alembic environment found in {', '.join(f'`{folder}`' for folder in folders)}: no alembic.ini, no "
            "[tool.alembic] in a pyproject.toml, no folder with env.py and versions; --config or --script-location can name one"
        ]
        raise Failure("\n".join(reason))
    for text in told:
        print(f"alembic-ls: {text}", file=sys.stderr)
    return list(found.values())


def _wrong_settings(opened: Iterable[Opened]) -> list[Problem]:
    environments = [each.main.environment for each in opened]
    if all(environment.settings.path is None for environment in environments):
        return []
    from alembic_ls.checks.selection import wrong_settings

    return wrong_settings(environments)


def _mistaken_dialects(opened: Opened) -> Iterator[str]:
    """What to say of dialects that are not known: they are mistaken, or those of plug-ins."""
    dialects = opened.main.environment.dialects
    for name in dialects.names:
        if name not in KNOWN:
            general = "; what SQLAlchemy does for any database is taken for it"
            yield f"{dialects.source}: no rules are known for the dialect `{name}`{did_you_mean(name, KNOWN) or general}"


def open_one(folder: str, options: Namespace) -> Opened:
    """The one environment under the folder. Raises Failure where there is none, or several, which are then listed."""
    found = open_all([folder], options)
    if len(found) > 1:
        ways = (f"--config {each.config}" if each.config else f"--script-location {each.name}" for each in found)
        raise Failure("there are several environments here; choose one:\n" + "\n".join(f"  {way}" for way in ways))
    return found[0]
