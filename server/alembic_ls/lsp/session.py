"""What an editor has open, and all that is known of its folders: kept up to date at the least cost. Knows nothing of the protocol."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from alembic_ls.analysis.project import Project
from alembic_ls.checks.selection import wrong_settings
from alembic_ls.lsp.basis import Basis
from alembic_ls.lsp.disk import Stamps, changes, files_below, stamps_of
from alembic_ls.lsp.interruption import Interrupted, Interruption
from alembic_ls.lsp.reading import Reading
from alembic_ls.lsp.told import FindingAt, told
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Environment, Found, Said
from alembic_ls.workspace.files import SourceText, read_source
from alembic_ls.workspace.problem import Problem

_log = logging.getLogger("alembic_ls")
_Result = TypeVar("_Result")
_GRAIN = 20_000_000  # ns: by so much may a file seem older than it is

# Files that say where environments are, for which databases, with which libraries.
_CONFIGURING = frozenset(
    ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "uv.lock", "poetry.lock", "pdm.lock", "env.py", "script.py.mako")
)


class Session:
    """The folders of an editor. What changes is only noted; `refresh` then brings everything up to date."""

    __slots__ = (
        "_around",
        "_began",
        "_complaints",
        "_dirty",
        "_drift",
        "_findings",
        "_found",
        "_is_lost",
        "_overlay",
        "_problems",
        "_readings",
        "_said",
        "_set_aside",
        "_stamps",
        "folders",
        "interruption",
    )

    def __init__(self, folders: Iterable[str], said: Said = Said()) -> None:  # noqa: B008  # nobody can change it
        self.folders = [os.path.abspath(folder) for folder in folders]
        self._said = said
        self._around: dict[str, None] = {}  # without folders: those of the files that were opened
        self._overlay: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._is_lost = True  # whether the environments are to be looked for
        self._readings: list[Reading] = []
        self._problems: list[Problem] = []
        self._findings: dict[str, list[FindingAt]] | None = None
        self._drift: list[tuple[Reading, int]] = []
        self._found: list[Found] = []
        self._began = time.time_ns() - _GRAIN
        self._stamps: Stamps = {}
        self._complaints: dict[str, bool] = {}  # whether it was told
        self._set_aside: list[Environment] = []  # whose reading was interrupted
        self.interruption = Interruption()

    # What happens

    def opened(self, path: str, text: str) -> None:
        """A buffer was opened; `text` without a byte order mark."""
        if any(path.startswith(environment.root + os.sep) for environment in self._set_aside):
            self._is_lost = True
        if not self.folders and os.path.dirname(path) not in self._around:
            self._around[os.path.dirname(path)] = None
            self._is_lost = True
        found = read_source(path)
        self._overlay[path] = text
        if not isinstance(found, SourceText) or found.text != text:
            self._dirty.add(path)

    def changed(self, path: str, text: str) -> None:
        """What is in the buffer of this path is now `text`."""
        if self._overlay.get(path) != text:
            self._overlay[path] = text
            self._dirty.add(path)

    def closed(self, path: str) -> None:
        """There is no buffer of this path any more: what the disk has counts again."""
        text = self._overlay.pop(path, None)
        found = read_source(path)
        if not isinstance(found, SourceText) or found.text != text:
            self._dirty.add(path)

    def touched(self, paths: Iterable[str]) -> None:
        """These files were made, changed or removed on the disk."""
        for path in paths:
            found = {path}
            if not os.path.splitext(path)[1]:  # a folder
                found.update(known for known in self._files() if known.startswith(path + os.sep))
                found.update(files_below(path))
            self._dirty |= found
            self._is_lost = self._is_lost or any(map(_is_configuring, found))

    def rescan(self) -> bool:
        """Look on the disk for what has changed: for editors that do not tell. False where nothing is another."""
        now = stamps_of(self._files(), self.folders)
        self.touched(changes(self._stamps, now, self._began))
        is_other = self.refresh()
        self.findings()  # what is read at all is known then
        self._stamps = {**stamps_of(self._files(), self.folders), **now}
        return is_other

    def _files(self) -> set[str]:
        """All files that anything here was read from."""
        read = {path for reading in self._readings for path in reading.files_read()}
        return {*read, *(problem.path for problem in self._problems)}

    def set_folders(self, folders: Iterable[str]) -> None:
        """The editor has other folders now."""
        self.folders = [os.path.abspath(folder) for folder in folders]
        self._is_lost = True

    def set_said(self, said: Said) -> None:
        """The user says other things of the projects now, or the same."""
        self._is_lost = self._is_lost or said != self._said
        self._said = said

    def basis(self) -> Basis | None:
        """What all that is known hangs on, as it was when the disk was last looked at; None where something is left to be read."""
        if self._is_lost or self._dirty or self._set_aside:
            return None
        files = {path: stamp for path in self._files() if (stamp := self._stamps.get(path)) is not None}
        machines = [project.machine for project in self.projects]
        folders = {folder for machine in machines for folder in machine.finder.listed}
        for reading in self._readings:
            folders |= {*reading.environment.version_locations, *map(os.path.dirname, reading.main.graph.texts)}
        variables = {name for machine in machines for name in machine.variables}
        return Basis(self.folders, self._said, self._found, sorted(variables), files, folders, self._overlay)

    # What is known

    def refresh(self) -> bool:
        """Bring everything up to date; False where nothing is another."""
        dirty, self._dirty = self._dirty, set()
        is_other = self._is_lost
        if self._is_lost:
            self._find()
        for reading in self._readings:
            is_other = self._unless_interrupted(reading.environment, partial(reading.renew, dirty)) is not False or is_other
        if is_other:
            self._findings = None
        return is_other

    def _unless_interrupted(self, environment: Environment, work: Callable[[], _Result]) -> _Result | None:
        """What the work on an environment comes to. Where it is interrupted, None: the environment is read when a file of it is opened."""
        try:
            with self.interruption.stops_here():
                return work()
        except Interrupted:
            self._set_aside.append(environment)
            self._readings = [reading for reading in self._readings if reading.environment != environment]
            _log.info("%s is not read until a file of it is opened", environment.config or environment.script_location)
            return None

    def _find(self) -> None:
        known = self._readings
        self._set_aside = []
        readings: dict[tuple[str, tuple[str, ...]], Reading] = {}
        problems: dict[Problem, None] = {}
        self._found = []
        for folder in self.folders or self._around:
            found = find_environments(folder, self._said, only_above=not self.folders)
            self._found.append(found)
            problems.update(dict.fromkeys(found.problems))
            for environment in found.environments:
                place = environment.script_location, environment.version_locations
                if place not in readings:
                    same = next((reading for reading in known if reading.environment == environment), None)
                    made = same or self._unless_interrupted(environment, partial(self._read, environment))
                    if made is not None:
                        readings[place] = made
        self._readings = list(readings.values())
        problems.update(dict.fromkeys(wrong_settings(reading.environment for reading in self._readings)))
        self._problems = list(problems)
        for problem in self._problems:
            if not os.path.isfile(problem.path):  # else it is told there
                self._complaints.setdefault(str(problem), False)
        self._is_lost = False

    def _read(self, environment: Environment) -> Reading:
        return Reading(environment, self._overlay, self.interruption)

    @property
    def projects(self) -> Sequence[Project]:
        """The projects of all environments as they were at the last refresh, each environment's main dialect first."""
        return [project for reading in self._readings for project in reading.projects]

    @property
    def readings(self) -> Sequence[Reading]:
        """The environments as they were at the last refresh."""
        return self._readings

    def text(self, path: str) -> str | None:
        """The text of a file as the user sees it, None where there is none."""
        buffer = self._overlay.get(path)
        if buffer is not None:
            return buffer
        found = read_source(path)
        return found.text if isinstance(found, SourceText) else None

    def findings(self) -> dict[str, list[FindingAt]]:
        """What there is to tell of each file, as of the last refresh: by line."""
        if self._findings is None:
            found = [(reading, self._unless_interrupted(reading.environment, reading.findings)) for reading in self._readings]
            by_reading = [(reading, findings) for reading, findings in found if findings is not None]
            self._findings, self._drift = told(by_reading, self._problems)
        return self._findings

    def complaints(self) -> list[str]:
        """What is wrong with places where nothing can be told, as a setting that names none; each once."""
        new = [text for text, is_told in self._complaints.items() if not is_told]
        self._complaints.update(dict.fromkeys(new, True))
        return new

    def drift(self) -> list[tuple[Reading, int]]:
        """Each environment, and how many of its findings that are told are differences that Alembic sees, as of the last refresh."""
        self.findings()
        return self._drift


def _is_configuring(path: str) -> bool:
    name = os.path.basename(path)
    return name in _CONFIGURING or name.endswith(".ini") or (name.startswith("requirements") and name.endswith((".txt", ".in")))
