"""The revisions of a project as rules look at them: what each did, whether it is shared already, and how a finding on it is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from alembic_ls.findings.finding import Finding, Related
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project
    from alembic_ls.changes.rules import Rules
    from alembic_ls.history.graph import Graph
    from alembic_ls.history.replay import History
    from alembic_ls.history.revision import Revision


class Review:
    """What rules of revisions ask. Nothing is read before it is asked for: most projects have nothing to report here."""

    __slots__ = ("graph", "project")

    def __init__(self, project: Project) -> None:
        self.project = project
        self.graph: Graph = project.graph

    @property
    def dialect(self) -> str:
        """The dialect for which the revisions are run."""
        return self.project.dialect

    @property
    def rules(self) -> Rules:
        """What decides how operations work out."""
        return self.project.rules

    @property
    def history(self) -> History:
        """The revisions, run: `operations(id)`, `problems`, `schema_at(id)`."""
        return self.project.replayed()

    def revisions(self) -> list[Revision]:
        """Every revision that can be run, in the order of running."""
        return [self.graph.by_id[id_] for id_ in self.graph.order()]

    def is_shared(self, revision: str) -> bool:
        """True where others have the revision already: it must not be edited any more."""
        return False

    def severity(self, revision: str, normal: str) -> str:
        """`normal` for a finding on a new revision; information on one that is shared: nothing can be done about it there."""
        return "information" if normal in ("error", "warning") and self.is_shared(revision) else normal

    def finding(
        self,
        rule: str,
        severity: str,
        message: str,
        where: Anchor,
        revision: str | None = None,
        table: str | None = None,
        column: str | None = None,
        related: Iterable[Related] = (),
    ) -> Finding:
        """A finding for this dialect. `message` ends, after a last "; ", with what to do."""
        return Finding(rule, severity, message, where, table, column, revision, (self.dialect,), (), tuple(related))
