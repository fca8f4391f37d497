"""What makes a finding the same finding after lines have moved and files were formatted anew."""

from __future__ import annotations

from alembic_ls.findings.finding import Finding
from alembic_ls.startup.named_tuple import NamedTuple


class Identity(NamedTuple):
    """A finding without its place in the file. `revision` is that whose file it stands in, None where it is no revision's."""

    path: str
    rule: str
    revision: str | None
    table: str | None
    column: str | None
    message: str

    @property
    def key(self) -> tuple[str | None, ...]:
        """What two identities agree in that mean one finding: a revision may move to a file of another name."""
        place = ("", self.revision) if self.revision is not None else (self.path, "")
        return (*place, self.rule, self.table, self.column, self.message)

    def digest(self, scope: str, number: int) -> str:
        """A fingerprint: of the environment that is named, and of the `number`th finding with this identity."""
        from hashlib import sha256

        text = "\0".join("" if part is None else str(part) for part in (scope, *self.key, number))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def identity(finding: Finding, path: str, revision: str | None, root: str) -> Identity:
    """The identity of a finding in the file at `path`, as it is to be called. What the message says of what to do may change, and
    so may `root`, the folder in which everything lies."""
    found, _, remedy = finding.message.rpartition("; ")
    message = " ".join((found or remedy).replace(root, "").split())
    return Identity(path, finding.rule, revision, finding.table, finding.column, message)
