"""What remedies work with: one environment as it is read, for each of its dialects."""

from __future__ import annotations

from collections.abc import Sequence

from alembic_ls.analysis.project import Project
from alembic_ls.startup.named_tuple import NamedTuple


class Bench(NamedTuple):
    """The projects of one environment, the main dialect's first."""

    projects: Sequence[Project]

    @property
    def main(self) -> Project:
        """The reading for the main dialect."""
        return self.projects[0]

    @property
    def dialects(self) -> tuple[str, ...]:
        """All dialects that a revision has to run on."""
        return tuple(project.dialect for project in self.projects)

    def project_for(self, dialects: Sequence[str]) -> Project:
        """The main project, or the first of these dialects where it is not among them."""
        return next((project for project in self.projects if project.dialect in dialects), self.main)

    def others(self, project: Project) -> list[Project]:
        """The readings for the other dialects."""
        return [other for other in self.projects if other is not project]
