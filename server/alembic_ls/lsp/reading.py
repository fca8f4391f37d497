"""One environment, read for each of its dialects, and kept as its files are."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Set

from alembic_ls.analysis.project import Project
from alembic_ls.analysis.renew import renewed
from alembic_ls.checks.over_dialects import merged
from alembic_ls.checks.run import about_revisions, run
from alembic_ls.checks.selection import Selection, select
from alembic_ls.findings.finding import Finding
from alembic_ls.history.replay import History
from alembic_ls.interpret.modules import Module
from alembic_ls.lsp.interruption import Interruption
from alembic_ls.workspace.environment import Environment
from alembic_ls.workspace.files import Files, SourceText, names_below
from alembic_ls.workspace.problem import Problem

_log = logging.getLogger("alembic_ls")


class _NotedFiles(Files):
    """Files that note which were asked for: when another changes, nothing need be read again."""

    __slots__ = ("_interruption", "seen")

    def __init__(self, overlay: Mapping[str, str], interruption: Interruption) -> None:
        super().__init__(overlay)
        self.seen: set[str] = set()
        self._interruption = interruption

    def read(self, path: str) -> SourceText | Problem:
        self._interruption.check()
        self.seen.add(path)
        return super().read(path)


class Reading:
    """An environment's projects, one for each dialect, the main one first. They are others after `renew`. Once interrupted, it is of no use."""

    __slots__ = (
        "_findings",
        "_interruption",
        "_of_revisions",
        "_overlay",
        "_watched",
        "environment",
        "files",
        "projects",
        "selection",
    )

    def __init__(self, environment: Environment, overlay: Mapping[str, str], interruption: Interruption) -> None:
        self.environment = environment
        self.selection: Selection = select(environment.own_settings)
        self._overlay = overlay
        self._interruption = interruption
        self._read()

    def _read(self) -> None:
        self.files = _NotedFiles(self._overlay, self._interruption)
        self.projects = [Project(self.environment, dialect, self.files) for dialect in self.environment.dialects.names]
        self._of_revisions: dict[str, tuple[History, list[Finding]]] = {}
        self._findings: list[Finding] | None = None
        self._watched: frozenset[str] = frozenset()

    @property
    def main(self) -> Project:
        """The reading for the main dialect."""
        return self.projects[0]

    # After a change

    def renew(self, dirty: Set[str]) -> bool:
        """Bring the projects up to date; False where none of these paths has anything to do with them."""
        moved = any(self._is_moved(path) for path in dirty)
        changed = frozenset(filter(self._concerns, dirty))
        if not moved and not changed:
            return False
        for path in changed:
            self.files.marked.pop(path, None)
        self._findings = None
        if moved:
            self._read()
            return True
        try:
            self.projects = [renewed(project, changed) for project in self.projects]
        except Exception:  # half renewed, they are of no use any more
            _log.exception("reading %s anew", self.environment.script_location)
            self._read()
        return True

    def _concerns(self, path: str) -> bool:
        if path in self._watched or (path.endswith(".py") and self._is_in_versions(path)):
            return True
        return any(module.path == path for module in self.main.machine.modules.values() if isinstance(module, Module))

    def _is_in_versions(self, path: str) -> bool:
        return any(path.startswith(place + os.sep) for place in self.environment.version_locations)

    def _is_moved(self, path: str) -> bool:
        """True where a module has come or gone since its folder was looked at."""
        if not path.endswith(".py") or self._is_in_versions(path):
            return False
        roots = self.environment.import_roots
        if not any(path.startswith(root + os.sep) for root in roots):
            return False
        listing = self.main.machine.finder.listing
        at = path
        while at not in roots:
            folder, name = os.path.split(at)
            if (name in listing(folder)) != (os.path.lexists(at) or name in names_below(folder, self._overlay)):
                return True
            at = folder
        return False

    # What is found

    def findings(self) -> list[Finding]:
        """What the rules that are told find, over all dialects."""
        if self._findings is None:
            self._findings = merged(self.selection.applied(run(each, self._about_revisions(each))) for each in self.projects)
            self._watched = frozenset(self.files.seen)  # before the views read what nothing depends on
        return self._findings

    def _about_revisions(self, project: Project) -> list[Finding]:
        replayed = project.replayed()
        known = self._of_revisions.get(project.dialect)
        if known is None or known[0] is not replayed:
            known = self._of_revisions[project.dialect] = replayed, about_revisions(project)
        return known[1]

    def files_read(self) -> Iterable[str]:
        """The files that the projects were read from, and those that say where they are."""
        at = self.environment
        configuring = (at.config, at.settings.path, os.path.join(at.root, "pyproject.toml"))
        return (*self._watched, *self.main.graph.texts, *(path for path in configuring if path is not None))
