"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from alembic_ls.checks.drift import Drift
from alembic_ls.findings.finding import Finding


class Rule(NamedTuple):
    """One rule: its name, the severity of its findings, the function that finds, and its page in Markdown."""

    name: str
    severity: str
    find: Callable[[Drift], Iterator[Finding]]
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
