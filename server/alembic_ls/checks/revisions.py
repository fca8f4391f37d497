"""The revisions of a project as rules look at them: what each did, whether it is shared already, and how a finding on it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alembic_ls.analysis.age import Age
from alembic_ls.findings.finding import Finding, Related
from alembic_ls.history.downgrade import Reversal, Step
from alembic_ls.text.anchor import Anchor

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project
    from alembic_ls.changes.rules import Rules
    from alembic_ls.history.graph import Graph
    from alembic_ls.history.replay import History
    from alembic_ls.history.revision import Revision

_NEWEST = 10


class Review:
    """What rules of revisions ask. Nothing is read before it is asked for: most projects have nothing to report here."""

    __slots__ = ("_age", "_looked_at", "_reversals", "graph", "project")

    def __init__(self, project: Project) -> None:
        self.project = project
        self.graph: Graph = project.graph
        self._age: Age | None = None
        self._looked_at: list[Revision] | None = None
        self._reversals: dict[str, Reversal] = {}

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

    def looked_at(self) -> list[Revision]:
        """The revisions that are looked at closely: those that are not shared, the newest where nothing is known of that."""
        if self._looked_at is None:
            revisions = self.revisions()
            new = [revision for revision in revisions if not self.is_shared(revision.id)]
            self._looked_at = revisions[-_NEWEST:] if len(new) == len(revisions) else new
        return self._looked_at

    def reversals(self) -> Iterator[Reversal]:
        """The revisions that are looked at, run there and back. One whose upgrade cannot be right is not."""
        wrong = self._wrong()
        for revision in self.looked_at():
            if revision.id not in wrong:
                yield self.reversal(revision)

    def _wrong(self) -> set[str]:
        """The revisions whose upgrade the database refuses, so that what comes after it is not known."""
        mild = ("existing-enum", "unsupported")
        return {happening.revision for happening in self.history.problems if happening.problem.kind not in mild}

    def reversal(self, revision: Revision) -> Reversal:
        """One revision, run there and back."""
        found = self._reversals.get(revision.id)
        if found is None:
            found = self._reversals[revision.id] = Reversal(self.history, revision)
        return found

    def steps(self) -> Iterator[Step]:
        """The operations of the revisions that are looked at: of the upgrade, and of the downgrade after one that can be right."""
        wrong = self._wrong()
        for revision in self.looked_at():
            found = self.reversal(revision)
            yield from found.up
            if revision.id not in wrong:
                yield from found.down

    @property
    def age(self) -> Age:
        """Which revisions are shared."""
        if self._age is None:
            self._age = Age(self.project)
        return self._age

    def is_shared(self, revision: str) -> bool:
        """True where others have the revision already: it must not be edited any more."""
        return self.age.is_shared(revision)

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
