"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from alembic_ls.findings.finding import Finding
from alembic_ls.startup.named_tuple import NamedTuple


class Rule(NamedTuple):
    """One rule: its name, the severity of its findings, the function that finds, and its page in Markdown.

    What the function is given depends on the rule's kind, which `registry` knows: a `Drift`, a `Review` of the revisions, or `Ignores`.
    """

    name: str
    severity: str
    find: Callable[[Any], Iterator[Finding]]
    text: str | None  # the module's docstring; None under `python -OO`

    @property
    def summary(self) -> str:
        """What the rule finds, in one line."""
        return (self.text or "").partition("\n")[0]

    @property
    def page(self) -> str:
        """The rule's page of documentation, in Markdown."""
        _, _, body = (self.text or "").partition("\n")
        return f"# {self.name}\n\n{self.summary}\n\nSeverity: {self.severity}\n\n{body.strip()}\n"
