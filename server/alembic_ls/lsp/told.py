"""What is told of files: the findings of all environments, without those that comments ignore, and mistakes in what configures them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from alembic_ls.analysis.age import before
from alembic_ls.checks.ignores import Ignores, about_comments
from alembic_ls.checks.over_dialects import message
from alembic_ls.checks.registry import EXPLAINING
from alembic_ls.findings.finding import Finding
from alembic_ls.findings.span import Span
from alembic_ls.lsp.reading import Reading
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.problem import Problem

CONFIGURATION = "configuration"  # stands for a rule in what is told of files that configure


class FindingAt(NamedTuple):
    """A finding as it is told: its message says of which dialects it is; `related` are (message, place). `reading` is the environment that
    it is about, None where it is about a file of configuration."""

    finding: Finding
    span: Span
    related: tuple[tuple[str, Span], ...] = ()
    reading: Reading | None = None


Drift = list[tuple[Reading, int]]  # of how many findings Alembic would say that no revision makes them


def told(found: Sequence[tuple[Reading, list[Finding]]], problems: Iterable[Problem]) -> tuple[dict[str, list[FindingAt]], Drift]:
    """What there is to tell of each file, by line, and how far each environment has drifted."""
    by_path: dict[str, list[FindingAt]] = {}
    drift: Drift = []
    readings = [reading for reading, _ in found]
    for each in (*_of_rules(found, drift), *_of_configuration(readings, problems)):
        by_path.setdefault(each.span.path, []).append(each)
    for of_file in by_path.values():
        of_file.sort(key=lambda each: (each.span, each.finding.rule, each.finding.message))
    return by_path, drift


def _of_rules(found: Sequence[tuple[Reading, list[Finding]]], drift: Drift) -> Iterator[FindingAt]:
    ignores = Ignores({path: text for reading, _ in found for path, text in reading.files.marked.items()})
    for reading, findings in found:
        left = ignores.told(findings, reading.main.span, reading.selection)
        drift.append((reading, sum(finding.rule in EXPLAINING for finding in left)))
        yield from (_placed(finding, reading) for finding in left)
    for finding in about_comments(ignores):
        owner = next((reading for reading, _ in found if _owns(reading, finding.where.path)), None)
        if owner is not None:
            yield from (_placed(each, owner) for each in owner.selection.applied([finding]))


def _of_configuration(readings: Iterable[Reading], problems: Iterable[Problem]) -> Iterator[FindingAt]:
    unknown = (problem for reading in readings if (problem := _unknown_since(reading)) is not None)
    for problem in dict.fromkeys((*problems, *unknown)):
        if os.path.isfile(problem.path):
            line = problem.line or 0
            finding = Finding(CONFIGURATION, "error", problem.message, Anchor(problem.path, "", line, 0, line, 0))
            yield FindingAt(finding, Span(problem.path, line, 0, line + 1, 0))


def _placed(finding: Finding, reading: Reading) -> FindingAt:
    span = reading.main.span
    told = finding._replace(message=message(finding, len(reading.projects)))
    related = tuple((each.message, span(each.where)) for each in finding.related)
    return FindingAt(told, span(finding.where), related, reading)


def _owns(reading: Reading, path: str) -> bool:
    """True where the file is one of the environment's project, and none of a library's."""
    return path in reading.files.marked and not path.startswith(tuple(reading.environment.site_packages))


def _unknown_since(reading: Reading) -> Problem | None:
    environment = reading.environment
    since, settings = environment.since, environment.settings
    if since is None or settings.path is None or before(reading.main.graph, since) is not None:
        return None
    what = f"[tool.alembic-ls] since: there is no one revision `{since}`, nor is it a date like 2026-01-31"
    return Problem(settings.path, what, settings.line("since", since))
