"""Asking all rules about a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from alembic_ls.checks import asked
from alembic_ls.checks.drift import Drift
from alembic_ls.checks.key_changes import KINDS
from alembic_ls.checks.registry import rules
from alembic_ls.checks.revisions import Review
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.difference import Difference

if TYPE_CHECKING:
    from alembic_ls.analysis.project import Project


def run(project: Project, of_revisions: list[Finding] | None = None) -> list[Finding]:
    """All findings, one for each cause, by file and line. Each difference of the project is in exactly one of them.

    `of_revisions` is what `about_revisions` found before, where its answer is still the same.
    """
    findings = [*about_drift(project), *(about_revisions(project) if of_revisions is None else of_revisions)]
    return sorted(_joined(findings), key=lambda finding: (*project.span(finding.where), finding.rule, finding.message))


def about_drift(project: Project) -> list[Finding]:
    """What the rules find in what models and history differ in."""
    drift = Drift(project)
    return [finding for rule in rules(asked.of_drift(drift)) for finding in rule.find(drift)]


def about_revisions(project: Project) -> list[Finding]:
    """What the rules find in the revisions themselves: the same as long as `project.replayed()` is."""
    review = Review(project)
    return [finding for rule in rules(asked.of_revisions(review)) for finding in rule.find(review)]


def _joined(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for what is written once and counts for several tables: the field of a base class or mixin."""
    by_place: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        keys = tuple(sorted(_columns(difference) for difference in finding.differences if difference.kind in KINDS))
        by_place.setdefault((finding.rule, finding.severity, finding.where, finding.column, keys), []).append(finding)
    return [part for group in by_place.values() for part in (_one(group) if _of_several_tables(group) else group)]


def _columns(difference: Difference) -> tuple[str, ...]:
    key = difference.model if difference.kind.startswith("add_") else difference.database
    return tuple(key.columns)


def _of_several_tables(group: list[Finding]) -> bool:
    tables = {finding.table for finding in group}
    return len(tables) == len(group) > 1


def _one(group: list[Finding]) -> list[Finding]:
    first, *others = group
    tables = [f"`{finding.table}`" for finding in others]
    shown = ", ".join(tables[:3]) + (f" and {len(tables) - 3} more" if len(tables) > 3 else "")
    return [
        first._replace(
            message=f"{first.message} (likewise in {shown})",
            differences=tuple(difference for finding in group for difference in finding.differences),
            related=tuple(dict.fromkeys(related for finding in group for related in finding.related)),
        )
    ]
