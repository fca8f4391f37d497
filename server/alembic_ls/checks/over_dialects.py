"""One finding for what was found in the readings of an environment for several dialects."""

from __future__ import annotations

from collections.abc import Iterable

from alembic_ls.findings.finding import Finding


def merged(readings: Iterable[list[Finding]]) -> list[Finding]:
    """The findings of all readings, each once, in the order in which they first come."""
    found: dict[tuple[object, ...], Finding] = {}
    for findings in readings:
        for finding in findings:
            same = _identity(finding)
            before = found.get(same)
            found[same] = finding if before is None else before._replace(dialects=(*before.dialects, *finding.dialects))
    return list(found.values())


def _identity(finding: Finding) -> tuple[object, ...]:
    """What two findings agree in that are one finding on two dialects."""
    differences = tuple(tuple(difference.as_list()) for difference in finding.differences)
    what = differences or finding.message  # of one difference, the message may name each dialect's own type
    return finding.rule, finding.severity, finding.where, finding.table, finding.column, what


def message(finding: Finding, readings: int) -> str:
    """What a finding says; with the dialects, where it is not for all of the `readings` of its environment."""
    if len(finding.dialects) in (0, readings):  # 0: not about the database
        return finding.message
    return f"{finding.message} (on {' and '.join(finding.dialects)})"
