"""What remedies work with: one environment as it is read, for each of its dialects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.changes.named import unnamed_checks
from alembic_ls.schema.tables import Check


class Bench:
    """The projects of one environment, the main dialect's first, always as they are now."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], Sequence[Project]]) -> None:
        """`read` gives them."""
        self._read = read

    @property
    def projects(self) -> Sequence[Project]:
        """The environment, read for each of its dialects."""
        return self._read()

    @property
    def main(self) -> Project:
        """The reading that plans are made from: PostgreSQL's where there is one, which names and makes most; else the main dialect's."""
        projects = self.projects
        return next((project for project in projects if project.dialect == "postgresql"), projects[0])

    @property
    def dialects(self) -> tuple[str, ...]:
        """All dialects that a revision has to run on."""
        return tuple(project.dialect for project in self.projects)

    def project_for(self, dialects: Sequence[str]) -> Project:
        """`main` where it is of one of these dialects, else the first that is."""
        main = self.main
        if main.dialect in dialects:
            return main
        return next((project for project in self.projects if project.dialect in dialects), main)

    def unnamed_checks(self, table: str) -> tuple[Check, ...]:
        """The checks without a name that a table, by its key, has on SQLite: other databases make names up."""
        sqlite = next((project for project in self.projects if project.dialect == "sqlite"), None)
        found = sqlite.history().tables.get(table) if sqlite is not None else None
        return () if found is None else unnamed_checks(found)

    def others(self, project: Project) -> list[Project]:
        """The readings for the other dialects."""
        return [other for other in self.projects if other is not project]
