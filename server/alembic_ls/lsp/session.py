"""What an editor has open, and all that is known of its folders: kept up to date at the least cost. Knows nothing of the protocol."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.checks.age import before
from alembic_ls.checks.ignores import Ignores, about_comments
from alembic_ls.checks.over_dialects import message
from alembic_ls.checks.registry import EXPLAINING
from alembic_ls.checks.selection import wrong_settings
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.span import Span
from alembic_ls.lsp.reading import Reading
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.discover import find_environments
from alembic_ls.workspace.environment import Said
from alembic_ls.workspace.files import SourceText, read_source
from alembic_ls.workspace.problem import Problem

# Files that say where environments are, for which databases, with which libraries.
_CONFIGURING = frozenset(
    ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "uv.lock", "poetry.lock", "pdm.lock", "env.py", "script.py.mako")
)

CONFIGURATION = "configuration"  # stands for a rule in what is told of files that configure


class FindingAt(NamedTuple):
    """A finding as it is told: its message says of which dialects it is; `related` are (message, place). `reading` is the environment that
    it is about, None where it is about a file of configuration."""

    finding: Finding
    span: Span
    related: tuple[tuple[str, Span], ...] = ()
    reading: Reading | None = None


class Session:
    """The folders of an editor. What changes is only noted; `refresh` then brings everything up to date."""

    __slots__ = ("_dirty", "_drift", "_findings", "_is_lost", "_overlay", "_problems", "_readings", "_said", "_stamps", "folders")

    def __init__(self, folders: Iterable[str], said: Said = Said()) -> None:  # noqa: B008  # nobody can change it
        self.folders = [os.path.abspath(folder) for folder in folders]
        self._said = said
        self._overlay: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._is_lost = True  # whether the environments are to be looked for
        self._readings: list[Reading] = []
        self._problems: list[Problem] = []
        self._findings: dict[str, list[FindingAt]] | None = None
        self._drift: list[tuple[Reading, int]] = []
        self._stamps: dict[str, tuple[int, int]] | None = None

    # What happens

    def opened(self, path: str, text: str) -> None:
        """A buffer was opened; `text` without a byte order mark."""
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
            self._dirty.add(path)
            self._is_lost = self._is_lost or _is_configuring(path)

    def rescan(self) -> None:
        """Look on the disk for what has changed: for editors that do not tell."""
        if self._stamps is None:
            self.refresh()
            self.findings()  # what is read at all is known then
        stamps = {path: _stamp(path) for reading in self._readings for path in reading.files_read()}
        if self._stamps is not None:
            for path in stamps.keys() & self._stamps.keys():
                if stamps[path] != self._stamps[path]:
                    self.touched(_files_in(path) if os.path.isdir(path) else [path])
        self._stamps = stamps

    def set_folders(self, folders: Iterable[str]) -> None:
        """The editor has other folders now."""
        self.folders = [os.path.abspath(folder) for folder in folders]
        self._is_lost = True

    def set_said(self, said: Said) -> None:
        """The user says other things of the projects now."""
        self._said = said
        self._is_lost = True

    # What is known

    def refresh(self) -> bool:
        """Bring everything up to date; False where nothing is another."""
        dirty, self._dirty = self._dirty, set()
        is_other = self._is_lost
        if self._is_lost:
            self._find()
        for reading in self._readings:
            is_other = reading.renew(dirty) or is_other
        if is_other:
            self._findings = None
        return is_other

    def _find(self) -> None:
        known = self._readings
        readings: dict[tuple[str, tuple[str, ...]], Reading] = {}
        problems: dict[Problem, None] = {}
        for folder in self.folders:
            found = find_environments(folder, self._said)
            problems.update(dict.fromkeys(found.problems))
            for environment in found.environments:
                place = environment.script_location, environment.version_locations
                if place not in readings:
                    same = next((reading for reading in known if reading.environment == environment), None)
                    readings[place] = same or Reading(environment, self._overlay)
        self._readings = list(readings.values())
        problems.update(dict.fromkeys(wrong_settings(reading.environment for reading in self._readings)))
        self._problems = list(problems)
        self._is_lost = False

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
            by_path: dict[str, list[FindingAt]] = {}
            for each in (*self._of_rules(), *self._of_configuration()):
                by_path.setdefault(each.span.path, []).append(each)
            for found in by_path.values():
                found.sort(key=lambda each: (each.span, each.finding.rule, each.finding.message))
            self._findings = by_path
        return self._findings

    def drift(self) -> list[tuple[Reading, int]]:
        """Each environment, and how many of its findings that are told are differences that Alembic sees, as of the last refresh."""
        self.findings()
        return self._drift

    def _of_rules(self) -> Iterator[FindingAt]:
        found = [reading.findings() for reading in self._readings]
        marked = {path: text for reading in self._readings for path, text in reading.files.marked.items()}
        ignores = Ignores(marked)
        self._drift = []
        for reading, findings in zip(self._readings, found):
            told = ignores.told(findings, reading.main.span, reading.selection)
            self._drift.append((reading, sum(finding.rule in EXPLAINING for finding in told)))
            yield from (_placed(finding, reading) for finding in told)
        for finding in about_comments(ignores):
            owner = next((reading for reading in self._readings if _owns(reading, finding.where.path)), None)
            if owner is not None:
                yield from (_placed(each, owner) for each in owner.selection.applied([finding]))

    def _of_configuration(self) -> Iterator[FindingAt]:
        unknown = (problem for reading in self._readings if (problem := _unknown_since(reading)) is not None)
        for problem in dict.fromkeys((*self._problems, *unknown)):
            if os.path.isfile(problem.path):
                line = problem.line or 0
                finding = Finding(CONFIGURATION, "error", problem.message, Anchor(problem.path, "", line, 0, line, 0))
                yield FindingAt(finding, Span(problem.path, line, 0, line + 1, 0))


def _is_configuring(path: str) -> bool:
    name = os.path.basename(path)
    return name in _CONFIGURING or name.endswith(".ini") or (name.startswith("requirements") and name.endswith((".txt", ".in")))


def _placed(finding: Finding, reading: Reading) -> FindingAt:
    span = reading.main.span
    told = finding._replace(message=message(finding, len(reading.projects)))
    related = tuple((each.message, span(each.where)) for each in finding.related)
    return FindingAt(told, span(finding.where), related, reading)


def _owns(reading: Reading, path: str) -> bool:
    """True where the file is one of the environment's project, and none of a library's."""
    return path in reading.files.marked and not path.startswith(tuple(reading.environment.site_packages))


def _unknown_since(reading: Reading) -> Problem | None:
    environment = reading.environment
    since, settings = environment.since, environment.settings
    if since is None or settings.path is None or before(reading.main.graph, since) is not None:
        return None
    what = f"[tool.alembic-ls] since: there is no one revision `{since}`, nor is it a date like 2026-01-31"
    return Problem(settings.path, what, settings.line("since", since))


def _stamp(path: str) -> tuple[int, int]:
    """What is another when the file is another; nothing for one that is not there."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _files_in(folder: str) -> Iterator[str]:
    """The Python files in a folder in which something came or went, and a name that stands for what went."""
    yield os.path.join(folder, "__gone__.py")
    for name in os.listdir(folder):
        if name.endswith(".py"):
            yield os.path.join(folder, name)
